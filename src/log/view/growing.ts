/** Numbers in a row, as many as come, without an object for each. */
export class Growing {
  #cells: Float64Array | Int32Array;
  length = 0;

  constructor(cells: Float64Array | Int32Array) {
    this.#cells = cells;
  }

  push(value: number): void {
    if (this.length === this.#cells.length) {
      const more =
        this.#cells instanceof Float64Array
          ? new Float64Array(this.length * 2)
          : new Int32Array(this.length * 2);
      more.set(this.#cells);
      this.#cells = more;
    }
    this.#cells[this.length] = value;
    this.length += 1;
  }

  /** The number at a position that was pushed. */
  at(index: number): number {
    return this.#cells[index] ?? 0;
  }
}

/** Positions in a file: more than 32 bits. */
export function positions(): Growing {
  return new Growing(new Float64Array(1024));
}

export function counts(): Growing {
  return new Growing(new Int32Array(1024));
}
