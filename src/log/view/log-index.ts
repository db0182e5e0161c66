import { noPart } from '../account/parts.ts';
import { RunFold } from '../account/run-fold.ts';
import { shortRecord } from '../account/short-record.ts';
import { isUnderstood, parseEnvelope, parseRecord, type Envelope } from '../chain/line.ts';
import type { LogFile } from '../files.ts';
import type { LogRecord } from '../record.ts';
import { counts, positions, type Growing } from './growing.ts';
import { LineSource } from './line-source.ts';

/** A line that is no record that this version understands. */
export interface OddLine {
  /** 0-based position of the line in the file. */
  readonly index: number;
  readonly kind: 'unreadable' | 'not-understood';
}

/** Bytes that are read together for records that stand side by side. */
const readTogether = 1 << 20;

/** Records that are kept ready for the next question: so many, and so many bytes of their lines. */
const ready = 400;
const readyBytes = 4 << 20;

/**
 * Where each record of a log lies and to which part of the run it belongs. Made in one pass, piece by
 * piece, and continued as the file grows; records themselves are read when they are asked for.
 */
export class LogIndex {
  readonly fold = new RunFold();
  readonly odd: OddLine[] = [];
  readonly #file: LogFile;
  readonly #source: LineSource;
  readonly #offsets: Growing = positions();
  readonly #lengths: Growing = counts();
  /** Part of each line. */
  readonly #parts: Growing = counts();
  /** Lines of each part. */
  readonly #members: Growing[] = [];
  readonly #ready = new Map<number, LogRecord | undefined>();
  #readyBytes = 0;
  /** Buffer of the last read, for the next one: buffers that are thrown away are freed late. */
  #spare: Buffer | undefined;

  constructor(file: LogFile) {
    this.#file = file;
    this.#source = new LineSource(file);
  }

  /** Lines so far. */
  get lines(): number {
    return this.#offsets.length;
  }

  /** Bytes behind the last line. */
  get unfinished(): number {
    return this.#source.unfinished;
  }

  /** Bytes of the file that were read as lines. */
  get taken(): number {
    return this.#source.taken;
  }

  /** Reads one more piece of the file; resolves to false where there is no more now. */
  async advance(): Promise<boolean> {
    return this.#source.next((text, offset, length) => {
      this.#take(text, offset, length);
    });
  }

  partOf(line: number): number {
    return this.#parts.at(line);
  }

  /** Lines that belong to a part, in order: how many, and each. */
  membersOf(part: number): { readonly length: number; at(index: number): number } {
    return this.#members[part] ?? counts();
  }

  /** The record of one line; `undefined` where it is none that is understood. */
  async record(line: number): Promise<LogRecord | undefined> {
    return (await this.records([line]))[0];
  }

  /** Records of lines in ascending order; neighbours are read together. */
  async records(lines: readonly number[]): Promise<(LogRecord | undefined)[]> {
    const missing = lines.filter(line => !this.#ready.has(line));
    for (let at = 0; at < missing.length;) at = await this.#load(missing, at);
    const found = lines.map(line => this.#ready.get(line));
    for (const line of this.#ready.keys()) {
      if (this.#ready.size <= ready && this.#readyBytes <= readyBytes) break;
      this.#ready.delete(line);
      this.#readyBytes -= this.#lengths.at(line);
    }
    return found;
  }

  /** Bytes of a line, without its line feed. */
  lengthOf(line: number): number {
    return this.#lengths.at(line);
  }

  /** Reads from one missing line as far as one read goes; returns the next position in the list. */
  async #load(missing: readonly number[], at: number): Promise<number> {
    const first = missing[at] ?? 0;
    const start = this.#offsets.at(first);
    let end = start + this.#lengths.at(first);
    let next = at + 1;
    for (; next < missing.length; next += 1) {
      const line = missing[next] ?? 0;
      const lineEnd = this.#offsets.at(line) + this.#lengths.at(line);
      if (lineEnd - start > readTogether) break;
      end = lineEnd;
    }
    const size = end - start;
    const spare = this.#spare;
    this.#spare = undefined;
    const bytes =
      spare !== undefined && spare.length >= size
        ? spare
        : Buffer.allocUnsafe(Math.max(size, readTogether));
    let filled = 0;
    while (filled < size) {
      const read = await this.#file.read(bytes.subarray(filled, size), start + filled);
      if (read === 0) break;
      filled += read;
    }
    for (const line of missing.slice(at, next)) {
      const from = this.#offsets.at(line) - start;
      const to = from + this.#lengths.at(line);
      this.#readyBytes += this.#lengths.at(line);
      this.#ready.set(
        line,
        to <= filled ? parseRecord(bytes.toString('utf8', from, to)) : undefined,
      );
    }
    this.#spare = bytes;
    return next;
  }

  #take(text: string, offset: number, length: number): void {
    const index = this.lines;
    this.#offsets.push(offset);
    this.#lengths.push(length);
    const envelope = parseEnvelope(text);
    const part = envelope === undefined ? noPart : this.#partOfRecord(envelope);
    if (envelope === undefined) this.odd.push({ index, kind: 'unreadable' });
    else if (part === undefined) this.odd.push({ index, kind: 'not-understood' });
    this.#parts.push(part ?? noPart);
    if (part === undefined || part === noPart) return;
    (this.#members[part] ??= counts()).push(index);
  }

  #partOfRecord(envelope: Envelope): number | undefined {
    return isUnderstood(envelope) ? this.fold.take(shortRecord(envelope)) : undefined;
  }
}
