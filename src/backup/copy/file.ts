import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { crc32 } from 'node:zlib';
import { removeIfThere, renamePatiently } from '../durable.ts';
import { codeOf } from '../failures.ts';
import { readNoLink } from '../hash-file.ts';
import { noLinkNoWait } from '../own-file.ts';
import { sameStamp, stampOf, type FileStamp } from '../tree.ts';
import type { Files, Work } from '../work.ts';
import { ChunkMarks, chunkSize, fingerprintOf, replayChunks } from './chunks.ts';
import type { PartFiles } from './part-names.ts';

type Handle = Awaited<ReturnType<Files['open']>>;

export interface FileCopy {
  readonly source: string;
  readonly target: string;
  readonly parts: PartFiles;
  /** Called as bytes are safe in the part file, those of an earlier attempt included. */
  readonly onBytes: (bytes: number) => void;
}

export type FileCopyResult =
  | { readonly result: 'copied'; readonly sha256: string; readonly bytes: number }
  | { readonly result: 'changed' };

/** Bytes that are read, hashed and written at a time. */
const blockSize = 1024 * 1024;

/** Blocks on their way: one is read, one hashed, one written, at the same time. */
const blocksUnderWay = 3;

/** Hash and checksum of what has passed so far. */
class Passed {
  readonly #hash: Hash = createHash('sha256');
  #checksum = 0;
  position = 0;

  take(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.#checksum = crc32(piece, this.#checksum);
    this.position += piece.length;
  }

  /** The checksum of the chunk that just ended; the next one starts. */
  nextChunk(): number {
    const checksum = this.#checksum;
    this.#checksum = 0;
    return checksum;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** A failure is met where the promise is awaited; until then it must not count as unheard. */
function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function writeAll(handle: Handle, piece: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < piece.length) {
    const { bytesWritten } = await handle.write(
      piece,
      written,
      piece.length - written,
      position + written,
    );
    written += bytesWritten;
  }
}

/** Buffers that are made when they are first needed: a small file needs one. */
class Buffers {
  readonly #made: Buffer[] = [];
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  at(turn: number): Buffer {
    return (this.#made[turn % blocksUnderWay] ??= Buffer.allocUnsafe(this.#length));
  }
}

/** Reads, hashes and writes at the same time, from `passed.position` to `size`. */
async function pump(
  source: Handle,
  part: Handle,
  size: number,
  passed: Passed,
  marks: ChunkMarks | undefined,
  { onBytes }: FileCopy,
  check: () => void,
): Promise<void> {
  const buffers = new Buffers(Math.min(blockSize, size - passed.position));
  const writes: Promise<void>[] = [];
  const read = (turn: number, at: number): Promise<{ bytesRead: number }> => {
    const most = Math.min(blockSize, size - at, chunkSize - (at % chunkSize));
    return later(source.read(buffers.at(turn), 0, most, at));
  };
  let ahead = read(0, passed.position);
  for (let turn = 0; passed.position < size; turn++) {
    const { bytesRead } = await ahead;
    if (bytesRead === 0) break;
    check();
    const piece = buffers.at(turn).subarray(0, bytesRead);
    const end = passed.position + bytesRead;
    writes[turn % blocksUnderWay] = later(writeAll(part, piece, passed.position));
    // The buffer that is read into next may still be on its way to the disk.
    await writes[(turn + 1) % blocksUnderWay];
    if (end < size) ahead = read(turn + 1, end);
    passed.take(piece);
    onBytes(bytesRead);
    if (end % chunkSize === 0) {
      await Promise.all(writes);
      await marks?.add(passed.nextChunk());
    }
  }
  await Promise.all(writes);
}

const { O_CREAT, O_RDWR, O_TRUNC } = constants;

/** Opens the part file; with marks, what an earlier attempt left is kept, else it starts anew. */
async function openPart(file: string, files: Files, keep: boolean): Promise<Handle> {
  // A link that was planted where a part file goes is not written through.
  const flags = O_RDWR | O_CREAT | noLinkNoWait;
  if (!keep) return files.open(file, flags | O_TRUNC);
  try {
    return await files.open(file, flags);
  } catch (error) {
    // A part that already took over a read-only mark; its content is not worth more than a new copy.
    if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EPERM') throw error;
    await removeIfThere(file, files);
    return files.open(file, flags | O_TRUNC);
  }
}

async function resume(
  part: Handle,
  marks: ChunkMarks,
  passed: Passed,
  { onBytes }: FileCopy,
  check: () => void,
): Promise<void> {
  const good = await replayChunks(part, marks.known, check, chunk => {
    passed.take(chunk);
    passed.nextChunk();
    onBytes(chunk.length);
  });
  await marks.keep(good);
  await part.truncate(good * chunkSize);
}

/** Times as the source has them, and on POSIX its permission bits; on Windows its read-only mark. */
async function takeOver(part: Handle, stamp: FileStamp): Promise<void> {
  await part.utimes(stamp.accessedMs / 1000, stamp.modifiedMs / 1000);
  await part.chmod(stamp.mode & 0o777);
}

async function fill(
  copy: FileCopy,
  source: Handle,
  stamp: FileStamp,
  marks: ChunkMarks | undefined,
  work: Work,
): Promise<Passed> {
  const passed = new Passed();
  const part = await openPart(copy.parts.part, work.files, marks !== undefined);
  try {
    if (marks !== undefined) await resume(part, marks, passed, copy, work.check);
    await pump(source, part, stamp.size, passed, marks, copy, work.check);
    await takeOver(part, stamp);
    await part.sync();
  } finally {
    await part.close();
  }
  return passed;
}

async function copyWithMarks(
  copy: FileCopy,
  source: Handle,
  stamp: FileStamp,
  work: Work,
): Promise<Passed> {
  if (stamp.size <= chunkSize) return fill(copy, source, stamp, undefined, work);
  await using marks = await ChunkMarks.open(copy.parts.chunks, fingerprintOf(stamp), work.files);
  return await fill(copy, source, stamp, marks, work);
}

/** Whether the source still is what was read of it. */
function isWhole(before: FileStamp, after: FileStamp, passed: Passed): boolean {
  return sameStamp(before, after) && passed.position === before.size;
}

async function discard({ part, chunks }: PartFiles, files: Files): Promise<void> {
  await removeIfThere(part, files);
  await removeIfThere(chunks, files);
}

/**
 * Copies one file: into its part file, hashed on the way, synced, closed, renamed over the target. The
 * target is untouched until the whole new content is on the disk. A file longer than 16 MiB goes on
 * after the last chunk that an earlier attempt wrote. `changed`: the source was written to meanwhile,
 * and nothing is kept. Throws the file system's error; the part file of a long copy is then kept, that
 * of a short one removed.
 */
export async function copyOneFile(copy: FileCopy, work: Work): Promise<FileCopyResult> {
  const { parts, target } = copy;
  const source = await work.files.open(copy.source, readNoLink);
  let isLong = false;
  try {
    const stamp = stampOf(await source.stat({ bigint: true }));
    isLong = stamp.size > chunkSize;
    const passed = await copyWithMarks(copy, source, stamp, work);
    const after = stampOf(await source.stat({ bigint: true }));
    if (!isWhole(stamp, after, passed)) {
      await discard(parts, work.files);
      return { result: 'changed' };
    }
    await renamePatiently(parts.part, target, work);
    if (isLong) await removeIfThere(parts.chunks, work.files);
    return { result: 'copied', sha256: passed.digest(), bytes: stamp.size };
  } catch (error) {
    // The first failure is the one to tell; where the disk is gone the part cannot be removed either.
    if (!isLong) await discard(parts, work.files).catch(() => undefined);
    throw error;
  } finally {
    await source.close();
  }
}
