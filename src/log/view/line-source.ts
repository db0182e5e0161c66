import type { LogFile } from '../files.ts';

/** Bytes of one read. */
const chunkBytes = 512 * 1024;

/** Lines longer than this are no records, for a verifier as for a reader. */
const longest = 16 * 1024 * 1024;

/** Called for each whole line: its text, and where it lies. Without text: it is longer than any record. */
export type LineTaker = (text: string | undefined, offset: number, length: number) => void;

/**
 * Whole lines of a file that may grow: each call goes on where the one before ended. One buffer serves
 * all reads, so that memory does not grow with the file.
 */
export class LineSource {
  readonly #file: LogFile;
  #buffer = Buffer.allocUnsafe(chunkBytes);
  /** Bytes in the buffer that belong to an unfinished line. */
  #kept = 0;
  /** Bytes of that line that were too many to be kept. */
  #dropped = 0;
  /** Position in the file behind what is in the buffer. */
  #position = 0;

  constructor(file: LogFile) {
    this.#file = file;
  }

  /** Bytes behind the last line feed that were read. */
  get unfinished(): number {
    return this.#kept + this.#dropped;
  }

  /** Where the first line that was not taken begins. */
  get taken(): number {
    return this.#position - this.unfinished;
  }

  /** What stands behind the last line feed is read again: it may be other bytes by then. */
  forgetUnfinished(): void {
    this.#position = this.taken;
    this.#kept = 0;
    this.#dropped = 0;
  }

  /** Reads one piece; resolves to false where there is no more now. */
  async next(take: LineTaker): Promise<boolean> {
    this.#makeRoom();
    const read = await this.#file.read(this.#buffer.subarray(this.#kept), this.#position);
    if (read === 0) return false;
    const base = this.#position - this.#kept;
    const end = this.#kept + read;
    this.#position += read;
    let from = 0;
    for (let at = this.#buffer.indexOf(10, this.#kept); at >= 0 && at < end;) {
      const dropped = this.#dropped;
      this.#dropped = 0;
      const text = dropped > 0 ? undefined : this.#buffer.toString('utf8', from, at);
      take(text, base + from - dropped, at - from + dropped);
      from = at + 1;
      at = this.#buffer.indexOf(10, from);
    }
    this.#buffer.copyWithin(0, from, end);
    this.#kept = end - from;
    return true;
  }

  #makeRoom(): void {
    if (this.#kept < this.#buffer.length) return;
    if (this.#buffer.length >= longest) {
      this.#dropped += this.#kept;
      this.#kept = 0;
      return;
    }
    const more = Buffer.allocUnsafe(this.#buffer.length * 2);
    this.#buffer.copy(more, 0, 0, this.#kept);
    this.#buffer = more;
  }
}
