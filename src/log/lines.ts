import { isUtf8 } from 'node:buffer';
import type { LogFile } from './files.ts';

/** Lines of a log, as many as one read gave. */
export interface LineBatch {
  /** 1-based number of the first line. */
  readonly first: number;
  /** Without their line feeds. */
  readonly lines: readonly string[];
  /** Numbers of lines whose bytes are not UTF-8; their text has stand-ins. */
  readonly notUtf8: ReadonlySet<number>;
}

/** What follows the last line feed. */
export interface Tail {
  /** Bytes; more than `text` has where the tail is very long. */
  readonly bytes: number;
  readonly start: Buffer;
}

export interface ReadLimits {
  /** Bytes of one read. */
  readonly chunk?: number;
  /** Lines longer than this are cut off and cannot be records. */
  readonly longest?: number;
}

const none: ReadonlySet<number> = new Set();

/** Bytes of whole lines, each with its line feed: `bytes` from `from` to `to`. */
export interface WholeLines {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** Room before a chunk for the beginning of a line that the chunk before ended with. */
const slack = 64 * 1024;

/**
 * Reads a file a chunk at a time, the next one while the taker is busy with this one, and gives what
 * whole lines there are; memory does not grow with the file. Each buffer is the taker's, with `room`
 * free bytes before the first line. Resolves to what stands behind the last line feed.
 */
export async function* readWholeLines(
  file: LogFile,
  room = 0,
  { chunk = 256 * 1024, longest = 16 * 1024 * 1024 }: ReadLimits = {},
): AsyncGenerator<WholeLines, Tail> {
  const size = await file.size();
  let pending: Buffer = Buffer.alloc(0);
  let dropped = 0;
  let at = 0;
  let ahead = readChunk(file, at, Math.min(chunk, size));
  try {
    for (;;) {
      const { buffer, read } = await ahead;
      if (read === 0) return { bytes: pending.length + dropped, start: pending };
      at += read;
      ahead = readChunk(file, at, Math.min(chunk, size - at));
      const joined = joinBefore(pending, buffer, read, room);
      const fresh = joined.from + pending.length;
      const to = fresh + joined.bytes.subarray(fresh, joined.to).lastIndexOf(10) + 1;
      if (to > fresh) {
        yield { bytes: joined.bytes, from: joined.from, to };
        pending = joined.bytes.subarray(to, joined.to);
        dropped = 0;
      } else {
        const line = joined.bytes.subarray(joined.from, joined.to);
        pending = line.subarray(0, longest);
        dropped += line.length - pending.length;
      }
    }
  } finally {
    await ahead.catch(() => undefined); // the file must not be closed under a read
  }
}

interface Chunk {
  /** What was read stands behind `slack` free bytes. */
  readonly buffer: Buffer;
  readonly read: number;
}

/** A rejection is the taker's to see, when it comes for the chunk. */
function readChunk(file: LogFile, at: number, most: number): Promise<Chunk> {
  const buffer = Buffer.allocUnsafe(slack + Math.max(most, 1024));
  const chunk = file.read(buffer.subarray(slack), at).then(read => ({ buffer, read }));
  chunk.catch(() => undefined);
  return chunk;
}

/** The beginning of a line put before what follows it, with the room that the taker wants. */
function joinBefore(pending: Buffer, buffer: Buffer, read: number, room: number): WholeLines {
  const start = room + pending.length;
  if (start <= slack) {
    pending.copy(buffer, slack - pending.length);
    return { bytes: buffer, from: slack - pending.length, to: slack + read };
  }
  const bytes = Buffer.allocUnsafe(start + read);
  pending.copy(bytes, room);
  buffer.copy(bytes, start, slack, slack + read);
  return { bytes, from: room, to: start + read };
}

/** The same as text, line by line. */
export async function* readLines(
  file: LogFile,
  limits: ReadLimits = {},
): AsyncGenerator<LineBatch, Tail> {
  const reader = readWholeLines(file, 0, limits);
  for (let first = 1; ;) {
    const next = await reader.next();
    if (next.done === true) return next.value;
    const { bytes, from, to } = next.value;
    const batch = toBatch(first, bytes.subarray(from, to - 1));
    yield batch;
    first += batch.lines.length;
  }
}

function toBatch(first: number, bytes: Buffer): LineBatch {
  const text = bytes.toString('utf8');
  const lines = text.split('\n');
  if (!text.includes('\ufffd') || isUtf8(bytes)) return { first, lines, notUtf8: none };
  const notUtf8 = new Set<number>();
  for (let at = 0, line = first; at <= bytes.length; line += 1) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(at, end))) notUtf8.add(line);
    at = end + 1;
  }
  return { first, lines, notUtf8 };
}
