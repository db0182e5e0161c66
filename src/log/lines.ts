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

/**
 * Reads a file line by line, a chunk at a time: memory does not grow with the file. Resolves to what
 * stands behind the last line feed.
 */
export async function* readLines(
  file: LogFile,
  { chunk = 512 * 1024, longest = 16 * 1024 * 1024 }: ReadLimits = {},
): AsyncGenerator<LineBatch, Tail> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let first = 1;
  const size = await file.size();
  for (let at = 0; ;) {
    const buffer = Buffer.allocUnsafe(Math.min(chunk, Math.max(size - at, 1024)));
    const read = await file.read(buffer, at);
    if (read === 0) break;
    at += read;
    const bytes = buffer.subarray(0, read);
    const end = bytes.lastIndexOf(10);
    if (end < 0) {
      if (pendingBytes < longest) pending.push(bytes);
      pendingBytes += read;
      continue;
    }
    const whole = bytes.subarray(0, end);
    const batch = toBatch(first, pending.length === 0 ? whole : Buffer.concat([...pending, whole]));
    yield batch;
    first += batch.lines.length;
    pending = end + 1 < read ? [bytes.subarray(end + 1)] : [];
    pendingBytes = read - end - 1;
  }
  return { bytes: pendingBytes, start: Buffer.concat(pending) };
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
