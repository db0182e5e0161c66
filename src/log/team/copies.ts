import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemCode } from '../files.ts';

/** How the bytes of a file get into another; rejects as `node:fs` does. */
export type CopyFile = (from: string, to: string) => Promise<void>;

/** Copies a file; its bytes are on the disk when this resolves. */
export const copyWhole: CopyFile = async (from, to) => {
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Makes a folder whose parent must be there: a share that is away is never made locally. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  }
}

/** Whether there is something of that name. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

/** A name beside a file that nobody takes for a log, a side file or notes. */
export function partOf(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.part`;
}

/** Does work that leaves a part behind, and removes it; the failure of the work is what is told. */
export async function withPart<T>(part: string, work: () => Promise<T>): Promise<T> {
  const remove = (): Promise<void> => rm(part, { recursive: true, force: true });
  let result: T;
  try {
    result = await work();
  } catch (thrown) {
    await remove().catch(() => undefined); // the same folder that just failed
    throw thrown;
  }
  await remove();
  return result;
}

/** Copies a file to its name in one move: it is whole there, or as it was before. */
export async function replaceByCopy(from: string, to: string, copy: CopyFile): Promise<void> {
  const part = partOf(to);
  await withPart(part, async () => {
    await copy(from, part);
    await rename(part, to);
  });
}

/**
 * Copies the side files of a log that the other folder does not have as they are; no folder is none.
 * They are named by their content: one that differs is what a copier left half.
 */
export async function copySideFiles(from: string, to: string, copy: CopyFile): Promise<void> {
  for (const name of await sideFilesIn(from)) {
    await makeFolder(to);
    const [own, theirs] = [join(from, name), join(to, name)];
    if (!(await isSame(own, theirs))) await replaceByCopy(own, theirs, copy);
  }
}

/** Moves side files as `copySideFiles` copies them, within one file system. */
export async function moveSideFiles(from: string, to: string): Promise<void> {
  for (const name of await sideFilesIn(from)) {
    await makeFolder(to);
    const [staged, theirs] = [join(from, name), join(to, name)];
    if (!(await isSame(staged, theirs))) await rename(staged, theirs);
  }
}

async function sideFilesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter(name => name.endsWith('.gz'));
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  if (!(await isThere(other))) return false;
  if ((await stat(one)).size !== (await stat(other)).size) return false;
  return (await hashOf(one)) === (await hashOf(other));
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
