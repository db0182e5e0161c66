import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { FileSystemWords } from '../errors/backup.ts';
import { isFileSystemError, isVanished, wordsOf } from './failures.ts';
import { noLinkNoWait } from './own-file.ts';
import { sameStamp, stampOf, type FileStamp } from './tree.ts';
import type { Files } from './work.ts';

/** Bytes read at a time: large enough that reading costs little beside hashing. */
export const blockSize = 1024 * 1024;

/** What a hashing of one file gave. */
export type HashResult =
  | { readonly result: 'hashed'; readonly sha256: string; readonly stamp: FileStamp }
  | { readonly result: 'changed' }
  | { readonly result: 'unreadable'; readonly theirs: FileSystemWords };

export interface HashOptions {
  readonly files: Files;
  readonly check: () => void;
  readonly onBytes?: (bytes: number) => void;
  /** Also forces the content to the disk: the files of a set must be durable before its manifest. */
  readonly sync: boolean;
}

type Handle = Awaited<ReturnType<Files['open']>>;

/** Reads ahead while the block before is hashed, so that disk and processor work at the same time. */
async function hashHandle(handle: Handle, options: HashOptions): Promise<string> {
  const hash = createHash('sha256');
  const buffers = [Buffer.allocUnsafe(blockSize), Buffer.allocUnsafe(blockSize)] as const;
  const read = (turn: number, at: number): Promise<{ bytesRead: number }> =>
    handle.read(turn % 2 === 0 ? buffers[0] : buffers[1], 0, blockSize, at);
  let at = 0;
  let ahead = read(0, 0);
  for (let turn = 0; ; turn++) {
    const { bytesRead } = await ahead;
    if (bytesRead === 0) return hash.digest('hex');
    options.check();
    at += bytesRead;
    ahead = read(turn + 1, at);
    // A failure of the read ahead is met by the next round; hashing must not leave it unheard.
    ahead.catch(() => undefined);
    hash.update((turn % 2 === 0 ? buffers[0] : buffers[1]).subarray(0, bytesRead));
    options.onBytes?.(bytesRead);
  }
}

/** Flags for reading what a walk has seen as a file, whatever was put in its place since. */
export const readNoLink = fs.constants.O_RDONLY | noLinkNoWait;

/**
 * SHA-256 of a file as it is on disk, with a look at it before and after. Throws only when the share
 * is gone or the work was cancelled.
 */
export async function hashFile(path: string, options: HashOptions): Promise<HashResult> {
  try {
    const handle = await options.files.open(path, readNoLink);
    try {
      const before = stampOf(await handle.stat({ bigint: true }));
      const sha256 = await hashHandle(handle, options);
      const after = stampOf(await handle.stat({ bigint: true }));
      if (!sameStamp(before, after)) return { result: 'changed' };
      if (options.sync && process.platform !== 'win32') await handle.sync();
      return { result: 'hashed', sha256, stamp: after };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(error);
  }
}

/** Of a file's own trouble; what is no matter of one file is thrown on. */
function unreadable(error: unknown): HashResult {
  if (!isFileSystemError(error) || isVanished(error)) throw error;
  return { result: 'unreadable', theirs: wordsOf(error) };
}

/** Reads to the end with as few calls as the buffer allows. */
function hashNow(handle: number, buffer: Buffer, { check, onBytes }: HashNowOptions): string {
  const hash = createHash('sha256');
  for (;;) {
    const count = fs.readSync(handle, buffer, 0, buffer.length, null);
    if (count === 0) return hash.digest('hex');
    check();
    hash.update(buffer.subarray(0, count));
    onBytes?.(count);
  }
}

type HashNowOptions = Omit<HashOptions, 'files'>;

/**
 * The same on the calling thread, which it blocks: for the thousands of short files of a share, whose time
 * goes into asking Node's threads rather than into reading. `buffer` is used again for each.
 */
export function hashFileNow(path: string, buffer: Buffer, options: HashNowOptions): HashResult {
  try {
    const handle = fs.openSync(path, readNoLink);
    try {
      const before = stampOf(fs.fstatSync(handle, { bigint: true }));
      const sha256 = hashNow(handle, buffer, options);
      const after = stampOf(fs.fstatSync(handle, { bigint: true }));
      if (!sameStamp(before, after)) return { result: 'changed' };
      if (options.sync && process.platform !== 'win32') fs.fsyncSync(handle);
      return { result: 'hashed', sha256, stamp: after };
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    return unreadable(error);
  }
}
