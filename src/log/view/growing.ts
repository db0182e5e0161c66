/** Numbers of one piece; pieces are never copied once they have this size. */
const pieceSize = 1 << 16;
const shift = 16;

type Cells = Float64Array | Int32Array;

/**
 * Numbers in a row, as many as come, without an object for each. They stand in pieces, so that room
 * for more takes no second copy of what is there.
 */
export class Growing {
  readonly #full: Cells[] = [];
  readonly #make: (length: number) => Cells;
  #last: Cells;
  length = 0;

  constructor(make: (length: number) => Cells) {
    this.#make = make;
    this.#last = make(8);
  }

  push(value: number): void {
    const at = this.length - this.#full.length * pieceSize;
    if (at === this.#last.length) this.#makeRoom();
    this.#last[this.length - this.#full.length * pieceSize] = value;
    this.length += 1;
  }

  /** The number at a position that was pushed. */
  at(index: number): number {
    return this.#pieceOf(index)[index & (pieceSize - 1)] ?? 0;
  }

  /** Changes the number at a position that was pushed. */
  set(index: number, value: number): void {
    this.#pieceOf(index)[index & (pieceSize - 1)] = value;
  }

  /** The last number; 0 where there is none. */
  get end(): number {
    return this.length === 0 ? 0 : this.at(this.length - 1);
  }

  #pieceOf(index: number): Cells {
    return this.#full[index >> shift] ?? this.#last;
  }

  #makeRoom(): void {
    if (this.#last.length === pieceSize) {
      this.#full.push(this.#last);
      this.#last = this.#make(pieceSize);
      return;
    }
    const more = this.#make(Math.min(pieceSize, this.#last.length * 4));
    more.set(this.#last);
    this.#last = more;
  }
}

/** Positions in a file: more than 32 bits. */
export function positions(): Growing {
  return new Growing(length => new Float64Array(length));
}

export function counts(): Growing {
  return new Growing(length => new Int32Array(length));
}

/**
 * Position of the last of `length` ascending numbers that is not above a value; -1 where all are.
 * `at` gives the number at a position.
 */
export function lastNotAbove(length: number, at: (index: number) => number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
