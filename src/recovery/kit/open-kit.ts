import { createHash } from 'node:crypto';
import * as files from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readManifest } from '../../backup/read-manifest.ts';
import { kitDamaged, kitTargetNotEmpty, noKit } from '../../errors/recovery-kit.ts';
import type { Estate } from '../../estate/model.ts';
import { PathMap } from '../../estate/path-map.ts';
import { ownPlatform } from '../../estate/paths.ts';
import { readEstate } from '../../estate/read.ts';
import { estateTextWithPath } from './estate-text.ts';
import { kitFolder, kitRunbooks } from './kit-files.ts';
import type { ArchivedFile } from './zip-writer.ts';

/** A kit that was copied to a folder of this computer, from which a recovery can start. */
export interface OpenedKit {
  /** Absolute path. */
  readonly folder: string;
  readonly readme: string;
  readonly estateFile: string;
  /** Absolute paths, in order of their names. */
  readonly runbooks: readonly string[];
}

export interface OpenKitOrder {
  /** Folder of the backup set on this computer. */
  readonly set: string;
  /** Folder that receives the kit; new, or empty. */
  readonly to: string;
}

/** The kit's files as they were sealed; one that is not is refused. */
async function sealedFiles(set: string): Promise<ArchivedFile[]> {
  const read = await readManifest(set, files);
  if (read.found !== 'manifest') throw noKit(set);
  const inside = read.manifest.files.filter(({ path }) => path.startsWith(`${kitFolder}/`));
  if (inside.length === 0) throw noKit(set);
  const found: ArchivedFile[] = [];
  for (const { path, sha256 } of inside) {
    const content = await files.readFile(join(set, path)).catch(() => undefined);
    const hash = content && createHash('sha256').update(content).digest('hex');
    if (content === undefined || hash !== sha256) throw kitDamaged(set, path);
    found.push({ path: path.slice(kitFolder.length + 1), content });
  }
  return found;
}

async function refuseUsed(folder: string): Promise<void> {
  const children = await files.readdir(folder).catch(() => []);
  if (children.length > 0) throw kitTargetNotEmpty(folder);
}

/** Whether the estate's own paths already lead from the backup location to the folder of the set. */
function leadsTo(estate: Estate, location: string, folder: string): boolean {
  try {
    return resolve(new PathMap(estate.paths, ownPlatform()).toLocal(location)) === resolve(folder);
  } catch {
    return false; // not to be reached from here, so it needs a line of its own
  }
}

/**
 * The estate file for the opened kit: the backup location leads to the folder in which the set lies now,
 * a disk that was carried here for example.
 */
function estateHere(text: string, estateFile: string, set: string): string {
  const estate = readEstate(Buffer.from(text, 'utf8'), estateFile);
  const location = estate.backup?.location;
  const around = dirname(resolve(set));
  if (location === undefined || !/^[\\/]{2}/.test(location)) return text;
  if (leadsTo(estate, location, around)) return text;
  return estateTextWithPath(text, { unc: location, local: around });
}

/**
 * Copies the recovery kit of a sealed set to a folder of its own: the set itself stays untouched, and
 * recovery logs have a place. Throws a refusal where there is no kit, a file of it is not as it was
 * sealed, or the folder is in use.
 */
export async function openKit({ set, to }: OpenKitOrder): Promise<OpenedKit> {
  const kit = await sealedFiles(set);
  await refuseUsed(to);
  const estateFile = join(to, 'estate.yaml');
  for (const { path, content } of kit) {
    const file = join(to, path);
    await files.mkdir(dirname(file), { recursive: true });
    const isEstate = path === 'estate.yaml';
    const text = (): string => estateHere(Buffer.from(content).toString('utf8'), estateFile, set);
    await files.writeFile(file, isEstate ? text() : content);
  }
  return {
    folder: to,
    readme: join(to, 'README.md'),
    estateFile,
    runbooks: kit
      .map(({ path }) => path)
      .filter(path => path.startsWith(`${kitRunbooks}/`) && path.endsWith('.runbook.md'))
      .sort()
      .map(path => join(to, path)),
  };
}
