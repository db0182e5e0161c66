import { noPart } from '../account/parts.ts';
import { RunFold } from '../account/run-fold.ts';
import { shortRecord } from '../account/short-record.ts';
import { Names } from '../account/text-keepers.ts';
import { isUnderstood, parseEnvelope, parseRecord, type Envelope } from '../chain/line.ts';
import { readUpTo, type LogFile } from '../files.ts';
import type { LogRecord } from '../record.ts';
import { counts, positions, type Growing } from './growing.ts';
import { LineRuns } from './line-runs.ts';
import { LineSource } from './line-source.ts';
import { OddLines } from './odd-lines.ts';
import { SeqShifts } from './seq-shifts.ts';

/** Bytes that are read together for records that stand side by side. */
const readTogether = 1 << 20;

/** A buffer up to so many bytes serves the next read too: those that are thrown away are freed late. */
const mostSpare = 4 << 20;

/** Records that are kept ready for the next question: so many, and so many bytes of their lines. */
const ready = 400;
const readyBytes = 4 << 20;

/** Bytes of a line that is no record that are shown. */
const rawBytes = 4096;

/** The end of a line with its line feed: the line's number, time and hash of the line before are in it. */
function endOf(line: string): Buffer {
  return Buffer.from(`${line.slice(-200)}\n`);
}

/**
 * Where each record of a log lies and to which part of the run it belongs. Made in one pass, piece by
 * piece, and continued as the file grows; records themselves are read when they are asked for.
 */
export class LogIndex {
  readonly fold = new RunFold();
  /** Lines that are no records that this version understands. */
  readonly odd = new OddLines();
  readonly #names = new Names();
  readonly #shifts = new SeqShifts();
  readonly #file: LogFile;
  readonly #source: LineSource;
  readonly #offsets: Growing = positions();
  /** Part of each line. */
  readonly #parts: Growing = counts();
  /** Lines of each part. */
  readonly #members: LineRuns[] = [];
  readonly #ready = new Map<number, LogRecord | undefined>();
  #readyBytes = 0;
  #latest: Pick<LogRecord, 'seq' | 'time'> = { seq: 0, time: '' };
  /** End of the last line as it was read: where there is something else, the file is another one. */
  #lastEnd: Buffer | undefined;
  #lastText: string | undefined;
  /** Buffer of the last read, for the next one. */
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

  /** Reads one more piece of the file; resolves to false where there is no more now. */
  async advance(): Promise<boolean> {
    const before = this.lines;
    const more = await this.#source.next((text, offset) => {
      this.#take(text, offset);
    });
    if (this.lines === before) return more;
    this.#lastEnd = this.#lastText === undefined ? undefined : endOf(this.#lastText);
    this.#lastText = undefined;
    return more;
  }

  /**
   * Whether the file still is what was read of it and perhaps more: it is as long, and its last whole
   * line stands where it stood. What stood behind that line is read again.
   */
  async isContinued(): Promise<boolean> {
    this.#source.forgetUnfinished();
    const { taken } = this.#source;
    if ((await this.#file.size()) < taken) return false;
    this.#forgetReady();
    const end = this.#lastEnd;
    if (this.lines === 0 || end === undefined) return true;
    return (await readUpTo(this.#file, taken - end.length, end.length)).equals(end);
  }

  partOf(line: number): number {
    return this.#parts.at(line);
  }

  /** The line itself, or the nearest one before it that has a row: what serves the chain alone has none. */
  shownLine(line: number): number {
    let at = line;
    while (at > 0 && this.partOf(at) === noPart) at -= 1;
    return at;
  }

  /** Line of the record with a number; `undefined` where the log has none. */
  lineOf(seq: number): number | undefined {
    const line = this.#shifts.lineOf(seq);
    return line === undefined || line >= this.lines ? undefined : line;
  }

  /** Lines that belong to a part, in order. */
  membersOf(part: number): LineRuns {
    return this.#members[part] ?? new LineRuns();
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
      if (this.#ready.size === 1) break; // a very long one is asked for again and again
      this.#ready.delete(line);
      this.#readyBytes -= this.lengthOf(line);
    }
    return found;
  }

  /** The beginning of a line as it is written, whatever it is. */
  async raw(line: number): Promise<string> {
    const length = this.lengthOf(line);
    const from = this.#offsets.at(line);
    const text = (await readUpTo(this.#file, from, Math.min(length, rawBytes))).toString('utf8');
    return length > rawBytes ? `${text}…` : text;
  }

  /** Bytes of a line, without its line feed. */
  lengthOf(line: number): number {
    const end = line + 1 < this.lines ? this.#offsets.at(line + 1) : this.#source.taken;
    return end - this.#offsets.at(line) - 1;
  }

  #forgetReady(): void {
    this.#ready.clear();
    this.#readyBytes = 0;
  }

  /** Reads from one missing line as far as one read goes; returns the next position in the list. */
  async #load(missing: readonly number[], at: number): Promise<number> {
    const first = missing[at] ?? 0;
    const start = this.#offsets.at(first);
    let end = start + this.lengthOf(first);
    let next = at + 1;
    for (; next < missing.length; next += 1) {
      const line = missing[next] ?? 0;
      const lineEnd = this.#offsets.at(line) + this.lengthOf(line);
      if (lineEnd - start > readTogether) break;
      end = lineEnd;
    }
    const { bytes, filled } = await this.#readInto(start, end - start);
    for (const line of missing.slice(at, next)) {
      const from = this.#offsets.at(line) - start;
      const to = from + this.lengthOf(line);
      this.#readyBytes += this.lengthOf(line);
      const record = to <= filled ? parseRecord(bytes.toString('utf8', from, to)) : undefined;
      this.#ready.set(line, record);
    }
    if (bytes.length <= mostSpare) this.#spare = bytes;
    return next;
  }

  async #readInto(
    start: number,
    size: number,
  ): Promise<{ readonly bytes: Buffer; readonly filled: number }> {
    const spare = this.#spare;
    this.#spare = undefined;
    const fits = spare !== undefined && spare.length >= size;
    const bytes = fits ? spare : Buffer.allocUnsafe(Math.max(size, readTogether));
    let filled = 0;
    while (filled < size) {
      const read = await this.#file.read(bytes.subarray(filled, size), start + filled);
      if (read === 0) break;
      filled += read;
    }
    return { bytes, filled };
  }

  #take(text: string | undefined, offset: number): void {
    const line = this.lines;
    this.#offsets.push(offset);
    this.#lastText = text;
    const envelope = text === undefined ? undefined : parseEnvelope(text);
    if (envelope !== undefined) {
      this.#shifts.note(envelope.seq, line);
      this.#latest = { seq: envelope.seq, time: envelope.time };
    }
    const part = this.#partOfLine(line, envelope);
    this.#parts.push(part);
    if (part !== noPart) (this.#members[part] ??= new LineRuns()).push(line);
  }

  #partOfLine(line: number, envelope: Envelope | undefined): number {
    if (envelope !== undefined && isUnderstood(envelope)) {
      return this.fold.take(shortRecord(envelope, this.#names));
    }
    const kind = envelope === undefined ? 'unreadable' : 'not-understood';
    const newPart = (): number => this.fold.parts.aside(this.#latest);
    return this.odd.take(line, kind, newPart);
  }
}
