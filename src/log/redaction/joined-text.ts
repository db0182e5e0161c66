/** A line end with the white space that the next line begins with. */
const lineEnds = /\r?\n[ \t]*|\r$/g;

/** A text without its line ends and indents, which still knows where each of its signs stood. */
export class JoinedText {
  readonly text: string;
  readonly #whole: number;
  /** Where each piece begins in the joined text, and where in the whole one. */
  readonly #starts: number[] = [];
  readonly #origins: number[] = [];

  constructor(whole: string) {
    this.#whole = whole.length;
    const pieces: string[] = [];
    let joined = 0;
    let from = 0;
    const take = (to: number): void => {
      this.#starts.push(joined);
      this.#origins.push(from);
      pieces.push(whole.slice(from, to));
      joined += to - from;
    };
    for (const { index, 0: end } of whole.matchAll(lineEnds)) {
      take(index);
      from = index + end.length;
    }
    take(whole.length);
    this.text = pieces.join('');
  }

  /** Whether a text is more than one line. */
  static hasLines(text: string): boolean {
    return text.includes('\n') || text.endsWith('\r');
  }

  /** Where a sign of the joined text stands in the whole one; behind the last, its end. */
  originOf(position: number): number {
    if (position >= this.text.length) return this.#whole;
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return (this.#origins[low] ?? 0) + position - (this.#starts[low] ?? 0);
  }
}
