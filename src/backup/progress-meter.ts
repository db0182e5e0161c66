import type { WorkProgress } from './sets.ts';
import type { Work } from './work.ts';

/** Least time between two reports, ms. */
const interval = 100;

/** Counts files and bytes, and reports them not more often than a person can see. */
export class ProgressMeter {
  #filesDone = 0;
  #bytesDone = 0;
  #current = '';
  #last = 0;
  readonly #filesTotal: number;
  readonly #bytesTotal: number;
  readonly #work: Work;

  constructor(work: Work, filesTotal: number, bytesTotal: number) {
    this.#work = work;
    this.#filesTotal = filesTotal;
    this.#bytesTotal = bytesTotal;
    this.#report();
  }

  starts(file: string): void {
    this.#current = file;
    this.#tick();
  }

  bytes(count: number): void {
    this.#bytesDone += count;
    this.#tick();
  }

  /** Takes back bytes of a file that is read again from its start. */
  back(count: number): void {
    this.#bytesDone -= count;
  }

  done(): void {
    this.#filesDone += 1;
    this.#tick();
  }

  ends(): void {
    this.#report();
  }

  #tick(): void {
    if (this.#work.now() - this.#last >= interval) this.#report();
  }

  #report(): void {
    this.#last = this.#work.now();
    const progress: WorkProgress = {
      filesDone: this.#filesDone,
      filesTotal: this.#filesTotal,
      bytesDone: this.#bytesDone,
      bytesTotal: this.#bytesTotal,
      current: this.#current,
    };
    this.#work.report(progress);
  }
}
