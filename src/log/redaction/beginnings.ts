/** Units of UTF-16. */
const units = 0x10000;

/**
 * The beginnings of some texts, as one automaton (after Aho and Corasick): however many texts there are,
 * the end of another text is held against all of them in one pass.
 */
export class Beginnings {
  /** The next state by state and unit; state 0 is the empty beginning. */
  readonly #next = new Map<number, number>();
  readonly #depth: number[] = [0];
  /** The longest end of a beginning that is a beginning too. */
  readonly #shorter: number[] = [0];
  /** Whether a beginning is not yet all of a text. */
  readonly #goesOn: boolean[] = [true];
  #longest = 0;

  constructor(texts: Iterable<string>) {
    for (const text of texts) this.#add(text);
    this.#link();
  }

  /** Units that the end of a text has in common with the beginning of one of the texts, not all of it. */
  begunIn(text: string): number {
    let state = 0;
    for (let at = Math.max(0, text.length - this.#longest + 1); at < text.length; at += 1) {
      state = this.#step(state, text.charCodeAt(at));
    }
    while (this.#goesOn[state] === false) state = this.#shorter[state] ?? 0;
    return this.#depth[state] ?? 0;
  }

  #add(text: string): void {
    this.#longest = Math.max(this.#longest, text.length);
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      const key = state * units + text.charCodeAt(at);
      const known = this.#next.get(key);
      this.#goesOn[state] = true;
      if (known !== undefined) {
        state = known;
        continue;
      }
      state = this.#depth.length;
      this.#next.set(key, state);
      this.#depth.push(at + 1);
      this.#shorter.push(0);
      this.#goesOn.push(false);
    }
  }

  /** Shorter beginnings first: what a state falls back to is known before the state is. */
  #link(): void {
    const steps = [...this.#next].map(([key, to]) => ({
      from: Math.floor(key / units),
      unit: key % units,
      to,
    }));
    steps.sort((a, b) => (this.#depth[a.to] ?? 0) - (this.#depth[b.to] ?? 0));
    for (const { from, unit, to } of steps) {
      if (from !== 0) this.#shorter[to] = this.#step(this.#shorter[from] ?? 0, unit);
    }
  }

  #step(from: number, unit: number): number {
    for (let state = from; ; state = this.#shorter[state] ?? 0) {
      const to = this.#next.get(state * units + unit);
      if (to !== undefined) return to;
      if (state === 0) return 0;
    }
  }
}
