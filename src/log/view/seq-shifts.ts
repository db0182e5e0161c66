/** Stretches that are kept: a log with more of them was not merely changed, it was shuffled. */
const most = 10_000;

/** Lines whose records are numbered one after the other. */
interface Stretch {
  readonly from: number;
  /** Behind the last line. */
  to: number;
  /** How much larger the record's number is than the line's position. */
  readonly by: number;
}

/**
 * Where the record of a number stands. In a sound log number and position are the same; where lines
 * were removed, put in or moved, they differ from there on.
 */
export class SeqShifts {
  readonly #stretches: Stretch[] = [];

  /** Notes the number of the record in a line, 0-based; lines come in order. */
  note(seq: number, line: number): void {
    const by = seq - line;
    const last = this.#stretches.at(-1);
    if (last?.by === by) last.to = line + 1;
    else if (this.#stretches.length < most) this.#stretches.push({ from: line, to: line + 1, by });
  }

  /** The first line that holds the record, 0-based; `undefined` where none does. */
  lineOf(seq: number): number | undefined {
    const found = this.#stretches.find(({ from, to, by }) => seq - by >= from && seq - by < to);
    return found === undefined ? undefined : seq - found.by;
  }
}
