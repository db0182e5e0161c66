import { isUtf8 } from 'node:buffer';
import type { LogFile } from './files.ts';
import { longestLine } from './record.ts';
import { SpareBuffers } from './spare-buffers.ts';

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
  /** Bytes; more than `start` has where the tail is very long. */
  readonly bytes: number;
  readonly start: Buffer;
  /** Whether nothing but zero bytes follow `start`. */
  readonly restIsZero: boolean;
}

export interface ReadLimits {
  /** Bytes of one read. */
  readonly chunk?: number;
  /** Lines longer than this cannot be records: the rest is left out, all but one byte. */
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
 * whole lines there are; memory does not grow with the file. A buffer is the taker's until it asks for
 * the next one, with `room` free bytes before the first line. Resolves to what stands behind the last
 * line feed.
 */
export async function* readWholeLines(
  file: LogFile,
  room = 0,
  { chunk = 256 * 1024, longest = longestLine }: ReadLimits = {},
): AsyncGenerator<WholeLines, Tail> {
  const size = await file.size();
  const spare = new SpareBuffers();
  const pending = new Pending(spare);
  let dropped = 0;
  let restIsZero = true;
  let at = 0;
  let ahead = readChunk(file, at, spare.take(slack + Math.max(1024, Math.min(chunk, size))));
  try {
    for (;;) {
      const { buffer, read } = await ahead;
      if (read === 0) {
        return { bytes: pending.length + dropped, start: pending.bytes(), restIsZero };
      }
      at += read;
      ahead = readChunk(file, at, spare.take(slack + Math.max(1024, Math.min(chunk, size - at))));
      const fresh = buffer.subarray(slack, slack + read);
      if (!fresh.includes(10)) {
        const piece = fresh.subarray(0, longest + 1 - pending.length);
        restIsZero &&= fresh.subarray(piece.length).every(byte => byte === 0);
        dropped += read - piece.length;
        pending.add(piece, buffer);
        continue;
      }
      const joined = pending.before(buffer, read, room);
      const to = joined.bytes.subarray(0, joined.to).lastIndexOf(10) + 1;
      yield { bytes: joined.bytes, from: joined.from, to };
      pending.begin(joined.bytes.subarray(to, joined.to));
      spare.give(joined.bytes);
      dropped = 0;
      restIsZero = true;
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

/** Fills a buffer behind its slack. A rejection is the taker's to see, when it comes for the chunk. */
function readChunk(file: LogFile, at: number, buffer: Buffer): Promise<Chunk> {
  const chunk = file.read(buffer.subarray(slack), at).then(read => ({ buffer, read }));
  chunk.catch(() => undefined);
  return chunk;
}

/** The beginning of a line as it came, chunk by chunk; a long one is put together once, at its end. */
class Pending {
  readonly #spare: SpareBuffers;
  #pieces: { readonly piece: Buffer; readonly buffer: Buffer }[] = [];
  /** Bytes of all pieces. */
  length = 0;

  constructor(spare: SpareBuffers) {
    this.#spare = spare;
  }

  /** Goes on with a piece of a buffer, which is kept until the line is put together. */
  add(piece: Buffer, buffer: Buffer): void {
    if (piece.length === 0) {
      this.#spare.give(buffer);
      return;
    }
    this.#pieces.push({ piece, buffer });
    this.length += piece.length;
  }

  /** Begins anew with a copy of some bytes. */
  begin(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const buffer = this.#spare.take(bytes.length);
    bytes.copy(buffer);
    this.add(buffer.subarray(0, bytes.length), buffer);
  }

  /** All of it in a buffer of its own. */
  bytes(): Buffer {
    return Buffer.concat(this.#pieces.map(({ piece }) => piece));
  }

  /** The beginning of a line put before what follows it, with the room that the taker wants. */
  before(buffer: Buffer, read: number, room: number): WholeLines {
    const { length } = this;
    const fits = room + length <= slack;
    const bytes = fits ? buffer : this.#spare.take(room + length + read);
    const from = fits ? slack - length : room;
    let at = from;
    for (const { piece } of this.#pieces) at += piece.copy(bytes, at);
    if (!fits) {
      buffer.copy(bytes, at, slack, slack + read);
      this.#spare.give(buffer);
    }
    for (const each of this.#pieces) this.#spare.give(each.buffer);
    this.#pieces = [];
    this.length = 0;
    return { bytes, from, to: at + read };
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

/** Each line is a text of its own: one text for all of them would live as long as the last of them. */
function toBatch(first: number, bytes: Buffer): LineBatch {
  const allUtf8 = isUtf8(bytes);
  const lines: string[] = [];
  const notUtf8 = new Set<number>();
  for (let at = 0; at <= bytes.length;) {
    const found = bytes.indexOf(10, at);
    const end = found < 0 ? bytes.length : found;
    if (!allUtf8 && !isUtf8(bytes.subarray(at, end))) notUtf8.add(first + lines.length);
    lines.push(bytes.toString('utf8', at, end));
    at = end + 1;
  }
  return { first, lines, notUtf8: notUtf8.size === 0 ? none : notUtf8 };
}
