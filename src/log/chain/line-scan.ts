import { hash as digest } from 'node:crypto';
import { CanonicalScan } from './canonical-scan.ts';

const domain = Buffer.from('recovery-log/1\n');
/** Bytes that must be free before a line: what is hashed begins with them. */
export const headroom = domain.length + 64 + 1;

const start = Buffer.from('{"event":');
const hashKey = Buffer.from(',"hash":"');
const monoKey = Buffer.from('","mono":');
const prevKey = Buffer.from(',"prev":"');
const runKey = Buffer.from('","run":');
const seqKey = Buffer.from(',"seq":');
const timeKey = Buffer.from(',"time":"');
const lineEnd = Buffer.from('"}\n');
const timeForm = Buffer.from('0000-00-00T00:00:00.000Z');

/** Events that the chain has to look into. */
const special = ['log-opened', 'log-reopened', 'checkpoint', 'run-finished'].map(type =>
  Buffer.from(`"${type}"`),
);
const typeKey = Buffer.from('type');
const wholeKey = Buffer.from('whole');

/** `no`: the thorough way has to say. */
export type Acceptance = 'yes' | 'no' | 'wrong-hash';

/**
 * The quick way to verify a line that is nothing special: form, place and hash are checked on its
 * bytes, without making values of them. It says yes only where the thorough way does; where it says
 * no, the thorough way finds out why.
 */
export class LineScan extends CanonicalScan {
  /** Hash of the line, where it was accepted. */
  hash = '';
  /** Position behind its line feed, where it was accepted. */
  next = 0;
  #isSpecial = false;
  #hasType = false;

  /**
   * Whether the line at a position is the record `seq` of the run, follows from the hash and is sound.
   * `run` is the run's id as JSON. The `headroom` bytes before the line are written over. `no` says
   * nothing and leaves the line as it is; the other answers are final, and the line is written over.
   */
  accept(bytes: Buffer, from: number, run: Buffer, seq: number, prev: string): Acceptance {
    this.bytes = bytes;
    this.at = from;
    this.#forget();
    if (!this.#is(start) || bytes[this.at] !== 0x7b || !this.object(1)) return 'no';
    if (!this.#isPlainEvent()) return 'no';
    const cut = this.at + 1;
    if (!this.#is(hashKey)) return 'no';
    const hashAt = this.at;
    const rest = (this.at += 64) + 2;
    if (!this.#is(monoKey) || this.#count() < 0) return 'no';
    if (!this.#is(prevKey) || !this.#follows(from, prev)) return 'no';
    if (!this.#is(runKey) || !this.#is(run)) return 'no';
    if (!this.#is(seqKey) || this.#count() !== seq) return 'no';
    if (!this.#is(timeKey) || !this.#time() || !this.#is(lineEnd)) return 'no';
    const written = bytes.toString('latin1', hashAt, hashAt + 64);
    if (this.#hashWithout(from, cut, rest) !== written) return 'wrong-hash';
    this.hash = written;
    this.next = this.at;
    return 'yes';
  }

  /**
   * Hash of the line without its member `hash`. What is hashed is put together in place: the lead
   * with `prev`, the line up to `cut`, the line from `rest` on.
   */
  #hashWithout(from: number, cut: number, rest: number): string {
    const bytes = this.bytes;
    const end = this.at - 1;
    const room = from - headroom;
    for (let index = 0; index < domain.length; index += 1) bytes[room + index] = domain[index] ?? 0;
    bytes[from - 1] = 10;
    bytes.copyWithin(cut, rest, end);
    return digest('sha256', bytes.subarray(room, cut + (end - rest)), 'hex');
  }

  #forget(): void {
    this.#isSpecial = false;
    this.#hasType = false;
  }

  #isPlainEvent(): boolean {
    return this.#hasType && !this.#isSpecial;
  }

  protected override member(key: number, keyEnd: number, value: number, valueEnd: number): void {
    if (this.#equals(key, keyEnd, typeKey)) {
      this.#hasType = this.bytes[value] === 0x22;
      for (const type of special) if (this.#equals(value, valueEnd, type)) this.#isSpecial = true;
    } else if (this.#equals(key, keyEnd, wholeKey)) this.#isSpecial = true;
  }

  #equals(from: number, to: number, wanted: Buffer): boolean {
    if (to - from !== wanted.length) return false;
    for (let index = 0; index < wanted.length; index += 1) {
      if (this.bytes[from + index] !== wanted[index]) return false;
    }
    return true;
  }

  #is(wanted: Buffer): boolean {
    for (let index = 0; index < wanted.length; index += 1) {
      if (this.bytes[this.at + index] !== wanted[index]) return false;
    }
    this.at += wanted.length;
    return true;
  }

  /** Whether `prev` is what it must be; it is put where what is hashed has it on the way. */
  #follows(from: number, prev: string): boolean {
    const { bytes, at } = this;
    const to = from - 1 - 64;
    for (let index = 0; index < 64; index += 1) {
      const byte = bytes[at + index] ?? 0;
      if (byte !== prev.charCodeAt(index)) return false;
      bytes[to + index] = byte;
    }
    this.at = at + 64;
    return true;
  }

  /** A whole number that is not negative; -1 where there is none in canonical form. */
  #count(): number {
    const from = this.at;
    let count = 0;
    for (;;) {
      const byte = this.bytes[this.at] ?? 0;
      if (byte < 0x30 || byte > 0x39) break;
      count = count * 10 + (byte - 0x30);
      this.at += 1;
    }
    const digits = this.at - from;
    if (digits === 0 || digits > 15) return -1;
    return digits > 1 && this.bytes[from] === 0x30 ? -1 : count;
  }

  /** UTC with milliseconds, as every record has it. */
  #time(): boolean {
    for (let index = 0; index < timeForm.length; index += 1) {
      const byte = this.bytes[this.at + index] ?? 0;
      const wanted = timeForm[index];
      if (wanted === 0x30 ? byte < 0x30 || byte > 0x39 : byte !== wanted) return false;
    }
    this.at += timeForm.length;
    return true;
  }
}
