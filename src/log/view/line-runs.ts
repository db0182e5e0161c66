import { lastNotAbove } from './growing.ts';

/** Lines of a file in ascending order, kept as runs of neighbours: most stand side by side. */
export class LineRuns {
  /** First line of each run, and how many lines come before it. */
  readonly #firsts: number[] = [];
  readonly #before: number[] = [];
  length = 0;

  /** Adds a line behind all others. */
  push(line: number): void {
    const last = this.#firsts.length - 1;
    const next = (this.#firsts[last] ?? 0) + this.length - (this.#before[last] ?? 0);
    if (last < 0 || line !== next) {
      this.#firsts.push(line);
      this.#before.push(this.length);
    }
    this.length += 1;
  }

  /** The line at a position; `undefined` where there is none. */
  at(index: number): number | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const run = lastNotAbove(this.#before.length, each => this.#before[each] ?? 0, index);
    return (this.#firsts[run] ?? 0) + index - (this.#before[run] ?? 0);
  }

  /** Position of a line, or of the first one behind it. */
  placeOf(line: number): number {
    const run = lastNotAbove(this.#firsts.length, each => this.#firsts[each] ?? 0, line);
    if (run < 0) return 0;
    const end = this.#before[run + 1] ?? this.length;
    return Math.min(end, (this.#before[run] ?? 0) + line - (this.#firsts[run] ?? 0));
  }
}
