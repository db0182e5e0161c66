import * as l10n from '@vscode/l10n';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { wrongUse } from '../../../errors/cli.ts';
import { topologyUnreadable } from '../../../errors/topology.ts';
import { loadEstate } from '../../../estate/load.ts';
import type { Estate } from '../../../estate/model.ts';
import { readEstate } from '../../../estate/read.ts';
import type { ImportedEstate } from '../../../estate/topology/imported.ts';
import { readTopology } from '../../../estate/topology/read.ts';
import { understand } from '../../../estate/topology/understand.ts';
import { importedText } from '../../../estate/topology/yaml-text.ts';
import type { CliContext } from '../../command.ts';
import type { EstateServices } from './word.ts';

/** Where a topology comes from: a file, or a server of an estate. */
export type TopologySource =
  | { readonly file: string }
  | { readonly live: string; readonly estate: string; readonly yes: boolean };

async function fromFile(file: string, cwd: string): Promise<ImportedEstate> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path.resolve(cwd, file));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw topologyUnreadable(file, text, typeof code === 'string' ? code : undefined);
  }
  return understand(await readTopology(bytes, file));
}

/** Reads the topology. Throws a `Problem`. */
export async function topologyOf(
  source: TopologySource,
  context: CliContext,
  services: EstateServices,
): Promise<ImportedEstate> {
  if ('file' in source) return fromFile(source.file, context.cwd);
  const estate = await loadEstate(source.estate, context.cwd);
  const approve = (command: readonly string[]): Promise<boolean> =>
    // This very program is no stranger; another command is started when the operator said so.
    Promise.resolve(command[0] === 'recovery-runbooks' || source.yes);
  return services.liveTopology(estate, source.live, approve, context.signal);
}

/** The source that the options and the operand name: one of the two. */
export function sourceOf(
  file: string | undefined,
  options: {
    readonly live?: string | undefined;
    readonly estate?: string | undefined;
    readonly yes?: boolean | undefined;
  },
  usage: readonly string[],
): TopologySource {
  const { live, estate = 'estate.yaml', yes = false } = options;
  if (live !== undefined && file === undefined) return { live, estate, yes };
  if (live === undefined && file !== undefined) return { file };
  throw wrongUse(l10n.t('Name either a file or a server with --live.'), usage);
}

/** The estate that an import of the topology gives, as if its file were read. */
export function estateOf(imported: ImportedEstate, file: string): Estate {
  return readEstate(Buffer.from(importedText(imported)), file);
}
