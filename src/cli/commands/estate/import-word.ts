import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { estateFileExists, estateFileNotWritten } from '../../../errors/topology.ts';
import { checkEstate, readEstate } from '../../../estate/read.ts';
import { differenceLine } from '../../../estate/topology/difference-text.ts';
import { estateDifferences } from '../../../estate/topology/differences.ts';
import type { ImportedEstate } from '../../../estate/topology/imported.ts';
import { keepCompleted } from '../../../estate/topology/keep.ts';
import { importedText } from '../../../estate/topology/yaml-text.ts';
import type { CliContext } from '../../command.ts';
import { readOptions } from '../../options.ts';
import { estateOf, sourceOf, topologyOf } from './topology-source.ts';
import type { EstateWord } from './word.ts';

const usage = [
  'recovery-runbooks estate import FILE [--out estate.yaml [--replace]]',
  'recovery-runbooks estate import --live SERVER --estate FILE [--yes] [--out estate.yaml [--replace]]',
];

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return undefined;
    throw notWritten(file, error);
  }
}

function notWritten(file: string, error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return estateFileNotWritten(file, text, typeof code === 'string' ? code : undefined);
}

/** Shows what the file and the topology say otherwise, as far as the file can be read. */
function showDifferences(
  oldText: string,
  file: string,
  imported: ImportedEstate,
  context: CliContext,
): void {
  const { estate, findings } = checkEstate(Buffer.from(oldText), file);
  if (estate === undefined) {
    context.err(
      `${l10n.t('The file has {0} errors, so it cannot be compared.', findings.length)}\n`,
    );
    return;
  }
  const differences = estateDifferences(estate, estateOf(imported, file));
  const lines =
    differences.length === 0
      ? [l10n.t('The estate file and the topology say the same.')]
      : differences.map(differenceLine);
  context.out(`${lines.join('\n')}\n`);
}

/** Beside the file until it is whole, then in its place; the old one is kept as `….previous`. */
async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.${randomUUID()}.new`;
  try {
    await copyFile(file, `${file}.previous`);
    await writeFile(next, text, { flag: 'wx' });
    await rename(next, file);
  } catch (error) {
    throw notWritten(file, error);
  }
}

async function createFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'EEXIST')
      throw estateFileExists(file);
    throw notWritten(file, error);
  }
}

async function write(
  file: string,
  imported: ImportedEstate,
  replace: boolean,
  context: CliContext,
): Promise<void> {
  const old = await textOf(file);
  const text = importedText(imported);
  if (old === undefined) {
    readEstate(Buffer.from(text), file);
    await createFile(file, text);
    return;
  }
  showDifferences(old, file, imported, context);
  if (!replace) throw estateFileExists(file);
  const kept = keepCompleted(old, text);
  readEstate(Buffer.from(kept), file);
  await replaceFile(file, kept);
}

function reportLines(imported: ImportedEstate): string[] {
  const { sites, pools, servers, sql, notUnderstood, unpublished } = imported;
  return [
    l10n.t(
      'Read: {0} sites, {1} pools, {2} servers, {3} SQL Server instances.',
      sites.length,
      pools.length,
      servers.length,
      sql.length,
    ),
    ...(unpublished
      ? [l10n.t('The file holds changes in Topology Builder that were never published.')]
      : []),
    ...(notUnderstood.length === 0
      ? []
      : [
          l10n.t('Not understood: {0}', notUnderstood.length),
          ...notUnderstood.map(line => `  ${line}`),
        ]),
  ];
}

/** `estate import`: an estate file for a topology. What was read and what was not goes to the error stream. */
export const importWord: EstateWord = {
  name: 'import',
  usage,
  async run(words, context, services) {
    const options = {
      live: { type: 'string' },
      estate: { type: 'string' },
      out: { type: 'string' },
      replace: { type: 'boolean' },
      yes: { type: 'boolean' },
    } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, usage);
    const source = sourceOf(positionals[0], values, usage);
    const imported = await topologyOf(source, context, services);
    context.err(`${reportLines(imported).join('\n')}\n`);
    if (values.out === undefined) {
      context.out(importedText(imported));
      return 0;
    }
    const file = path.resolve(context.cwd, values.out);
    await write(file, imported, values.replace === true, context);
    context.err(
      `${l10n.t('{0} is written. Fill in what its comments ask for, then check it: recovery-runbooks estate show {0}', values.out)}\n`,
    );
    return 0;
  },
};
