import { constants } from 'node:fs';
import { isMissing } from './failures.ts';
import type { Files } from './work.ts';

type Handle = Awaited<ReturnType<Files['open']>>;

/**
 * Flags with which nothing is waited for and no link followed that stands at the path itself. A set may
 * come from anywhere: a pipe in it would hold a reader for ever, a link would lead out of it. Windows
 * has neither flag; there the look before the opening stands alone.
 */
export const noLinkNoWait =
  process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Something stands where a plain file belongs; told as a file system's own error. */
class NotPlainFile extends Error {
  readonly code = 'EINVAL';
  readonly syscall = 'open';

  constructor(path: string) {
    super(`EINVAL: not a plain file of its own, open '${path}'`);
  }
}

async function refuseOddity(path: string, forWriting: boolean, files: Files): Promise<void> {
  const stats = await files.lstat(path);
  // What has a second name elsewhere would be changed there too.
  if (!stats.isFile() || (forWriting && stats.nlink > 1)) throw new NotPlainFile(path);
}

/**
 * Opens a file that belongs to a set or to a backup location itself. Throws a file system's error where
 * a link, a pipe, a device or a folder stands there, and for writing where the file has a second name.
 */
export async function openOwnFile(path: string, flags: number, files: Files): Promise<Handle> {
  const forWriting = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
  try {
    await refuseOddity(path, forWriting, files);
  } catch (error) {
    if (!isMissing(error) || (flags & constants.O_CREAT) === 0) throw error;
  }
  return files.open(path, flags | noLinkNoWait);
}

/**
 * The text of such a file; `undefined` where there is none. Throws where something else stands there,
 * or more than `most` bytes.
 */
export async function readOwnText(
  path: string,
  most: number,
  files: Files,
): Promise<string | undefined> {
  let handle: Handle;
  try {
    handle = await openOwnFile(path, constants.O_RDONLY, files);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > most) throw new NotPlainFile(path);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
