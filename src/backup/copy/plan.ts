import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import {
  copyIntoItself,
  copyObstacles,
  diskFull,
  sourceMissing,
  type ObstacleAt,
} from '../../errors/backup.ts';
import { isFileSystemError, isMissing, wordsOf } from '../failures.ts';
import { chunksEnding, lockName, partEnding } from '../names.ts';
import { obstaclesIn } from '../tree-check.ts';
import { placesBelow, stampOf, walkTree, type FileStamp, type TreeEntry } from '../tree.ts';
import { forEachAtOnce, type Work } from '../work.ts';
import { leftOutBy } from './globs.ts';
import type { CopyOrder } from './order.ts';

/** One file of the copy. `path` is relative to the source, `/` between parts. */
export interface CopyItem {
  readonly path: string;
  readonly source: string;
  readonly target: string;
  readonly stamp: FileStamp;
  /**
   * What stands at the target: nothing; a file of the same size and time, which is probably the same
   * and is compared before it counts; another file.
   */
  readonly there: 'nothing' | 'alike' | 'other';
}

export interface PlannedCopy {
  readonly items: readonly CopyItem[];
  /** Folders to be there, parents first; `path` is relative, `/` between parts. */
  readonly folders: readonly {
    readonly path: string;
    readonly source: string;
    readonly target: string;
  }[];
  readonly excluded: readonly string[];
  readonly replaces: readonly string[];
  readonly bytes: number;
  readonly isFolder: boolean;
  /** Folder (or, for one file, file) that the copy fills. */
  readonly target: string;
}

/** Modification times that some file systems keep to two seconds only. */
const sameTimeMs = 2000;

/** The nearest folder above (or at) a path that exists, with links resolved, and what is below it. */
export async function nearestExisting(
  path: string,
  work: Work,
): Promise<{ readonly folder: string; readonly rest: string }> {
  let at = resolve(path);
  for (;;) {
    try {
      const folder = await work.files.realpath(at);
      return { folder, rest: relative(at, resolve(path)) };
    } catch (error) {
      const above = dirname(at);
      if (!isMissing(error) || above === at) throw error;
      at = above;
    }
  }
}

function isBelow(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest === '' || (!isAbsolute(rest) && rest !== '..' && !/^\.\.[\\/]/.test(rest));
}

/** Refuses a destination that is, or lies in, the source, links resolved. */
async function refuseIntoItself(order: CopyOrder, target: string, work: Work): Promise<void> {
  const { folder, rest } = await nearestExisting(target, work);
  if (isBelow(join(folder, rest), await work.files.realpath(order.from))) {
    throw copyIntoItself(order.shownFrom, order.shownTo);
  }
}

interface Source {
  readonly isFolder: boolean;
  readonly target: string;
  readonly entries: readonly TreeEntry[];
  readonly excluded: readonly string[];
}

async function isFolderAt(path: string, work: Work): Promise<boolean> {
  try {
    return (await work.files.stat(path)).isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function readFileSource(order: CopyOrder, work: Work): Promise<Source> {
  const name = basename(order.from);
  const into = order.intoFolder || (await isFolderAt(order.to, work));
  const stamp = stampOf(await work.files.stat(order.from, { bigint: true }));
  const leftOut = leftOutBy(order.exclude)(name);
  return {
    isFolder: false,
    target: into ? join(order.to, name) : order.to,
    entries: leftOut ? [] : [{ kind: 'file', path: name, stamp }],
    excluded: leftOut ? [name] : [],
  };
}

async function readFolderSource(
  order: CopyOrder,
  work: Work,
  onFiles: (files: number) => void,
): Promise<Source> {
  const globs = leftOutBy(order.exclude);
  const excluded: string[] = [];
  let files = 0;
  const { entries } = await walkTree(order.from, work, {
    leaveOut: (path, isFile) => {
      const out = (isFile && path === lockName) || globs(path);
      if (out) excluded.push(path);
      else if (isFile) onFiles((files += 1));
      return out;
    },
  });
  const obstacles = obstaclesIn({ entries });
  if (obstacles.length > 0) throw copyObstacles(order.shownFrom, obstacles);
  return { isFolder: true, target: order.to, entries, excluded: excluded.sort() };
}

async function readSource(
  order: CopyOrder,
  work: Work,
  onFiles: (files: number) => void,
): Promise<Source> {
  let isFolder: boolean;
  try {
    const stats = await work.files.stat(order.from);
    if (!stats.isDirectory() && !stats.isFile()) {
      throw copyObstacles(order.shownFrom, [{ file: basename(order.from), kind: 'special' }]);
    }
    isFolder = stats.isDirectory();
    return await (isFolder ? readFolderSource(order, work, onFiles) : readFileSource(order, work));
  } catch (error) {
    if (isFileSystemError(error)) throw sourceMissing(order.shownFrom, wordsOf(error));
    throw error;
  }
}

/** The folder that an entry lies in; the root of the tree is empty text. */
function folderOf({ path }: TreeEntry): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Which folders of the source are missing at the destination: below them nothing is there. */
async function missingFolders(source: Source, work: Work): Promise<ReadonlySet<string>> {
  const missing = new Set<string>();
  const { isFolder, target, entries } = source;
  const folders = [...new Set(entries.map(folderOf))];
  await forEachAtOnce(folders, 16, async folder => {
    try {
      await work.files.lstat(isFolder ? join(target, folder) : dirname(target));
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing.add(folder);
    }
  });
  return missing;
}

/** What stands where a file or folder should go. */
async function look(
  entry: TreeEntry,
  target: string,
  work: Work,
): Promise<CopyItem['there'] | ObstacleAt> {
  let stats;
  try {
    stats = await work.files.lstat(target, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return 'nothing';
    throw error;
  }
  if (stats.isSymbolicLink()) return { file: entry.path, kind: 'link' };
  if (entry.kind === 'folder') {
    return stats.isDirectory() ? 'alike' : { file: entry.path, kind: 'file' };
  }
  if (stats.isDirectory()) return { file: entry.path, kind: 'folder' };
  if (!stats.isFile()) return { file: entry.path, kind: 'special' };
  if (entry.kind !== 'file') return 'other';
  const there = stampOf(stats);
  const sameTime = Math.abs(there.modifiedMs - entry.stamp.modifiedMs) <= sameTimeMs;
  return sameTime && there.size === entry.stamp.size ? 'alike' : 'other';
}

/** Bytes that a part file already holds: they need no room any more. */
async function partBytes(item: CopyItem, work: Work): Promise<number> {
  try {
    await work.files.lstat(`${item.target}${chunksEnding}`);
    return (await work.files.lstat(`${item.target}${partEnding}`)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Refuses before the first byte what cannot fit; a file system that tells no sizes is let pass. */
async function refuseTooSmall(
  order: CopyOrder,
  items: readonly CopyItem[],
  work: Work,
): Promise<void> {
  let needed = 0;
  for (const item of items) {
    if (item.there === 'alike') continue;
    needed += item.stamp.size;
    if (item.stamp.size > 16 * 1024 * 1024) needed -= await partBytes(item, work);
  }
  const { folder } = await nearestExisting(order.to, work);
  const { bavail, bsize, blocks } = await work.files.statfs(folder);
  const free = bavail * bsize;
  if (blocks > 0 && needed > free) throw diskFull(order.shownTo, undefined, needed, free);
}

/**
 * What a copy would do: reads names, sizes and times of both sides, writes nothing. Throws a refusal
 * for what it could not do faithfully, with everything named. `onFiles` hears, while the source is read,
 * how many files were found.
 */
export async function planTree(
  order: CopyOrder,
  work: Work,
  onFiles: (files: number) => void = () => undefined,
): Promise<PlannedCopy> {
  const source = await readSource(order, work, onFiles);
  await refuseIntoItself(order, source.target, work);
  const root = await work.files.realpath(order.from);
  const items: CopyItem[] = [];
  const folders: PlannedCopy['folders'][number][] = [];
  const obstacles: ObstacleAt[] = [];
  const from = source.isFolder ? placesBelow(order.from) : () => root;
  const to = source.isFolder ? placesBelow(source.target) : () => source.target;
  const take = (entry: TreeEntry, found: CopyItem['there'] | ObstacleAt): void => {
    const { path } = entry;
    if (typeof found !== 'string') obstacles.push(found);
    else if (entry.kind === 'folder') folders.push({ path, source: from(path), target: to(path) });
    else if (entry.kind === 'file') {
      items.push({ path, source: from(path), target: to(path), stamp: entry.stamp, there: found });
    }
  };
  const missing = await missingFolders(source, work);
  const isNew = (entry: TreeEntry): boolean => missing.has(folderOf(entry));
  for (const entry of source.entries.filter(isNew)) take(entry, 'nothing');
  const others = source.entries.filter(entry => !isNew(entry));
  await forEachAtOnce(others, 16, async entry => {
    work.check();
    take(entry, await look(entry, to(entry.path), work));
  });
  if (obstacles.length > 0) throw copyObstacles(order.shownTo, obstacles);
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
  items.sort(byPath);
  folders.sort(byPath);
  await refuseTooSmall(order, items, work);
  return {
    items,
    folders,
    excluded: source.excluded,
    replaces: items.filter(item => item.there === 'other').map(item => item.path),
    bytes: items.reduce((sum, item) => sum + item.stamp.size, 0),
    isFolder: source.isFolder,
    target: source.target,
  };
}
