import { lastNotAbove } from './growing.ts';

/** A run of lines that follow each other: its first line, and how many lines come before it. */
interface LaterRun {
  readonly first: number;
  readonly before: number;
}

/**
 * Lines of a file in ascending order, kept as runs of neighbours: most stand side by side. A log may
 * have a great many parts of one run each, so that only further runs take a list.
 */
export class LineRuns {
  #first = 0;
  #later: LaterRun[] | undefined;
  length = 0;

  /** Adds a line behind all others. */
  push(line: number): void {
    if (this.length === 0) this.#first = line;
    else {
      const last = this.#later?.at(-1);
      const next = (last?.first ?? this.#first) + this.length - (last?.before ?? 0);
      if (line !== next) (this.#later ??= []).push({ first: line, before: this.length });
    }
    this.length += 1;
  }

  /** The line at a position; `undefined` where there is none. */
  at(index: number): number | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const run = this.#lastRun(({ before }) => before, index);
    return run === undefined ? this.#first + index : run.first + index - run.before;
  }

  /** Position of a line, or of the first one behind it. */
  placeOf(line: number): number {
    if (line <= this.#first) return 0;
    const run = this.#lastRun(({ first }) => first, line) ?? { first: this.#first, before: 0 };
    const later = this.#later?.find(each => each.before > run.before);
    return Math.min(later?.before ?? this.length, run.before + line - run.first);
  }

  #lastRun(of: (run: LaterRun) => number, value: number): LaterRun | undefined {
    const later = this.#later;
    if (later === undefined) return undefined;
    const at = (index: number): number => {
      const run = later[index];
      return run === undefined ? Infinity : of(run);
    };
    return later[lastNotAbove(later.length, at, value)];
  }
}
