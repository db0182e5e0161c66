import { createHash } from 'node:crypto';
import * as files from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codeOf, isFileSystemError, wordsOf } from '../../backup/failures.ts';
import { readManifest } from '../../backup/read-manifest.ts';
import { kitDamaged, kitNotOpened, kitTargetNotEmpty, noKit } from '../../errors/recovery-kit.ts';
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

/**
 * A file of the set, where it is a file of that size below plain folders: no link is followed out of the
 * set, no pipe waited for.
 */
async function readInside(set: string, path: string, size: number): Promise<Buffer | undefined> {
  const parts = path.split('/');
  try {
    for (const length of parts.keys()) {
      const stats = await files.lstat(join(set, ...parts.slice(0, length + 1)));
      const isLast = length === parts.length - 1;
      if (isLast ? !stats.isFile() || stats.size !== size : !stats.isDirectory()) return undefined;
    }
    return await files.readFile(join(set, path));
  } catch {
    return undefined; // told as a file that is not as it was sealed
  }
}

/** The kit's files as they were sealed; one that is not is refused. */
async function sealedFiles(set: string): Promise<ArchivedFile[]> {
  const read = await readManifest(set, files);
  if (read.found !== 'manifest') throw noKit(set);
  const inside = read.manifest.files.filter(({ path }) => path.startsWith(`${kitFolder}/`));
  if (inside.length === 0) throw noKit(set);
  const found: ArchivedFile[] = [];
  for (const { path, size, sha256 } of inside) {
    const content = await readInside(set, path, size);
    const hash = content && createHash('sha256').update(content).digest('hex');
    if (content === undefined || hash !== sha256) throw kitDamaged(set, path);
    found.push({ path: path.slice(kitFolder.length + 1), content });
  }
  return found;
}

async function refuseUsed(folder: string): Promise<void> {
  const children = await files.readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  if (children.length > 0) throw kitTargetNotEmpty(folder);
}

/** What the file system refuses in the folder of the recovery, as a person reads it. */
async function orNotOpened<T>(to: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFileSystemError(error)) throw error;
    const { text, code } = wordsOf(error);
    throw kitNotOpened(to, text, code);
  }
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
  await orNotOpened(to, () => refuseUsed(to));
  const estateFile = join(to, 'estate.yaml');
  for (const { path, content } of kit) {
    const file = join(to, path);
    const text = Buffer.from(content).toString('utf8');
    const opened = path === 'estate.yaml' ? estateHere(text, estateFile, set) : content;
    await orNotOpened(to, async () => {
      await files.mkdir(dirname(file), { recursive: true });
      await files.writeFile(file, opened);
    });
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
