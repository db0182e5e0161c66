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

/**
 * Reads a file a chunk at a time and gives what whole lines there are; memory does not grow with the
 * file. Each buffer is the taker's, with `room` free bytes before the first line. Resolves to what
 * stands behind the last line feed.
 */
export async function* readWholeLines(
  file: LogFile,
  room = 0,
  { chunk = 256 * 1024, longest = 16 * 1024 * 1024 }: ReadLimits = {},
): AsyncGenerator<WholeLines, Tail> {
  const size = await file.size();
  let pending: Buffer = Buffer.alloc(0);
  let dropped = 0;
  for (let at = 0; ;) {
    const start = room + pending.length;
    const buffer = Buffer.allocUnsafe(start + Math.min(chunk, Math.max(size - at, 1024)));
    pending.copy(buffer, room);
    const read = await file.read(buffer.subarray(start), at);
    if (read === 0) return { bytes: pending.length + dropped, start: pending };
    at += read;
    const end = start + read;
    const to = start + buffer.subarray(start, end).lastIndexOf(10) + 1;
    if (to > start) {
      yield { bytes: buffer, from: room, to };
      pending = buffer.subarray(to, end);
      dropped = 0;
    } else {
      pending = buffer.subarray(room, Math.min(end, room + longest));
      dropped += end - room - pending.length;
    }
  }
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
