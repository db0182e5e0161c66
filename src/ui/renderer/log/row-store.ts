import type { PageRow } from '../../log-page.ts';
import type { Host } from './host.ts';

/** Rows that are asked for together: whole blocks of so many. */
const block = 64;

/** Blocks that are kept. */
const kept = 120;

interface Block {
  /** Which state of the list the rows are of. */
  readonly version: number;
  readonly rows: readonly PageRow[];
}

/**
 * The rows that the page holds. One request is under way at a time: what was wanted meanwhile and is
 * not any more, as in a fast scroll, is never asked for. Rows of an earlier state are given until
 * those of the present one are there, so that nothing flickers.
 */
export class RowStore {
  readonly #host: Host;
  readonly #arrived: () => void;
  readonly #blocks = new Map<number, Block>();
  #version = 0;
  #isAsking = false;

  /** `arrived` is called when rows that were wanted are there, or may be asked for. */
  constructor(host: Host, arrived: () => void) {
    this.#host = host;
    this.#arrived = arrived;
  }

  /** Rows may be others now. */
  renew(): void {
    this.#version += 1;
  }

  /** A row, as far as it is known. */
  at(row: number): PageRow | undefined {
    const number = Math.floor(row / block);
    return this.#blocks.get(number)?.rows[row - number * block];
  }

  /** Asks for what is missing or old between two rows. */
  want(from: number, to: number): void {
    if (this.#isAsking) return;
    let first = Math.floor(from / block);
    let last = Math.ceil(to / block) - 1;
    while (first <= last && this.#isFresh(first)) first += 1;
    while (last >= first && this.#isFresh(last)) last -= 1;
    if (first > last) return;
    this.#isAsking = true;
    void this.#ask(first, last);
  }

  #isFresh(number: number): boolean {
    return this.#blocks.get(number)?.version === this.#version;
  }

  async #ask(first: number, last: number): Promise<void> {
    const version = this.#version;
    const from = first * block;
    const answer = await this.#host.ask({ ask: 'rows', from, to: (last + 1) * block });
    this.#isAsking = false;
    if (answer.say !== 'rows') return;
    for (let number = first; number <= last; number += 1) {
      const at = number * block - from;
      this.#blocks.delete(number);
      this.#blocks.set(number, { version, rows: answer.rows.slice(at, at + block) });
    }
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= kept) break;
      this.#blocks.delete(oldest);
    }
    this.#arrived();
  }
}
