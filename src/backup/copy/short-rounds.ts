import type { FileSystemSync } from '../file-system-sync.ts';
import type { CopyTask, PoolResult } from '../threads.ts';
import type { ShortCopy, ShortResult } from './short-files.ts';

/** Files of one task. */
const atOnce = 64;

/** Files whose parts are written before the disk is asked to hold them all: not many, for a crash. */
const roundLength = 4096;

/** After this many files that could not be copied, something else is wrong than a file. */
const mostLeft = 16;

/**
 * The order of work on short files. With a way to force the whole file system to the disk, parts are
 * written by the thousand, forced together, and only then named, while the next ones are written already;
 * without it each file is copied by itself. Who takes tasks from it may be any number of threads.
 */
export class ShortRounds {
  readonly #copies: readonly ShortCopy[];
  readonly #sync: FileSystemSync | undefined;
  readonly #onCopied: (copy: ShortCopy, sha256: string) => void;
  /** Copies that were begun and have no name yet. */
  readonly #begun = new Map<number, ShortCopy>();
  readonly #hashes = new Map<number, string>();
  #next = 0;
  /** Files that threads write just now. */
  #beingWritten = 0;
  #written: ShortCopy[] = [];
  #isSyncing = false;
  readonly #toName: ShortCopy[] = [];
  #left = 0;
  #waiting: (() => void)[] = [];

  constructor(
    copies: readonly ShortCopy[],
    sync: FileSystemSync | undefined,
    onCopied: (copy: ShortCopy, sha256: string) => void,
  ) {
    this.#copies = copies;
    this.#sync = sync;
    this.#onCopied = onCopied;
  }

  /** What a free thread does next; `undefined` once nothing is left for it. */
  async next(): Promise<CopyTask | undefined> {
    for (;;) {
      const named = this.#toName.splice(0, atOnce);
      if (named.length > 0) return { step: 'name', copies: named };
      if (this.#hasMore) return this.#begin();
      if (this.#beingWritten === 0 && this.#written.length === 0 && !this.#isSyncing) {
        return undefined;
      }
      await new Promise<void>(resolve => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** Takes in what came of one file. */
  hear({ index, result }: PoolResult<ShortResult>): void {
    const copy = this.#begun.get(index);
    if (copy === undefined) return;
    switch (result.result) {
      case 'written':
        this.#beingWritten -= 1;
        this.#hashes.set(index, result.sha256);
        this.#written.push(copy);
        break;
      case 'copied':
        this.#beingWritten -= 1;
        this.#done(copy, result.sha256);
        break;
      case 'named':
        this.#done(copy, this.#hashes.get(index) ?? '');
        break;
      case 'left':
        if (!this.#hashes.has(index)) this.#beingWritten -= 1;
        this.#begun.delete(index);
        this.#left += 1;
        break;
    }
    this.#syncRound();
  }

  /** Copies that were begun and did not come to an end; their part files may be there. */
  unnamed(): Iterable<ShortCopy> {
    return this.#begun.values();
  }

  get #hasMore(): boolean {
    return this.#next < this.#copies.length && this.#left <= mostLeft;
  }

  #begin(): CopyTask {
    const copies = this.#copies.slice(this.#next, this.#next + atOnce);
    this.#next += copies.length;
    this.#beingWritten += copies.length;
    for (const copy of copies) this.#begun.set(copy.index, copy);
    return { step: this.#sync === undefined ? 'copy' : 'write', copies };
  }

  #done(copy: ShortCopy, sha256: string): void {
    this.#begun.delete(copy.index);
    this.#onCopied(copy, sha256);
  }

  /** Forces a round to the disk once it is full, or is the last. */
  #syncRound(): void {
    const isLast = !this.#hasMore && this.#beingWritten === 0;
    const isDue = isLast || this.#written.length >= roundLength;
    if (isDue && this.#written.length > 0 && !this.#isSyncing && this.#sync !== undefined) {
      const round = this.#written;
      this.#written = [];
      this.#isSyncing = true;
      void this.#sync().then(isSafe => {
        this.#isSyncing = false;
        // What the disk may not hold gets no name: it is copied again, and its failure told.
        if (isSafe) this.#toName.push(...round);
        else this.#left = mostLeft + 1;
        this.#syncRound();
        this.#wake();
      });
    }
    if (isLast) this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}
