import { counts, type Growing } from './growing.ts';
import type { LogIndex } from './log-index.ts';
import { PartLayout } from './part-layout.ts';
import type { WholeTexts } from './whole-texts.ts';

/** A part of so few records is measured again in no time, so that its layout need not be kept. */
const fewMembers = 200;

/** Layouts of such parts that are kept. */
const mostSmall = 300;

/**
 * How many rows each unfolded part has, and the layouts of those that are looked at. A run may have a
 * hundred thousand attempts that are all unfolded: of each its number of rows is kept, and no more.
 */
export class Layouts {
  readonly #index: LogIndex;
  readonly #texts: WholeTexts;
  readonly #columns: number;
  /** Rows of each part, -1 where it was not measured. */
  readonly #rows: Growing = counts();
  /** Records that each part had when it was measured. */
  readonly #members: Growing = counts();
  /** Layouts that stay: of parts with many records, and of those that grew after they were measured. */
  readonly #kept = new Map<number, PartLayout>();
  readonly #small = new Map<number, PartLayout>();

  constructor(index: LogIndex, texts: WholeTexts, columns: number) {
    this.#index = index;
    this.#texts = texts;
    this.#columns = columns;
  }

  /** Rows of a part. `tick` is awaited now and then. */
  async rowsOf(part: number, tick: () => Promise<void>): Promise<number> {
    while (this.#rows.length <= part) {
      this.#rows.push(-1);
      this.#members.push(0);
    }
    const { length } = this.#index.membersOf(part);
    const known = this.#rows.at(part);
    if (known >= 0 && this.#members.at(part) === length) return known;
    const layout = await this.of(part, tick);
    // what is measured piece by piece may be laid out otherwise than in one go
    if (known >= 0 || length > fewMembers) this.#keep(part, layout);
    const rows = await layout.measure(tick);
    this.#rows.set(part, rows);
    this.#members.set(part, length);
    return rows;
  }

  /** The layout of a part, measured. */
  async of(part: number, tick: () => Promise<void>): Promise<PartLayout> {
    const kept = this.#kept.get(part);
    if (kept !== undefined) return kept;
    const known = this.#small.get(part);
    const layout = known ?? new PartLayout(this.#index, part, this.#columns, this.#texts);
    this.#small.delete(part);
    this.#small.set(part, layout);
    for (const oldest of this.#small.keys()) {
      if (this.#small.size <= mostSmall) break;
      this.#small.delete(oldest);
    }
    if (known === undefined) await layout.measure(tick);
    return layout;
  }

  #keep(part: number, layout: PartLayout): void {
    this.#small.delete(part);
    this.#kept.set(part, layout);
  }
}
