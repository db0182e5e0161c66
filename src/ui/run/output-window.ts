/** What a cell shows of an output that may be far longer. */
export interface WindowEnd {
  /** Last lines of what was held back; empty where nothing was. */
  readonly tail: string;
  /** Lines that the cell does not show. */
  readonly hiddenLines: number;
}

/** Longest line that a cell shows, in UTF-16 units; the rest of it is only in the log. */
const longestLine = 2000;
/** Lines of the end that are shown after a cut. */
const tailLines = 40;

/**
 * Decides what of a step's output its cell shows: the first lines as they come, and the last ones when
 * it has ended. Everything is in the log; here memory stays small whatever comes.
 */
export class OutputWindow {
  readonly #most: number;
  #shown = 0;
  #column = 0;
  readonly #held: string[] = [];
  #open = '';
  #dropped = 0;

  /** `most`: lines that are shown as they come. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether something is held back by now. */
  get cut(): boolean {
    return this.#held.length > 0 || this.#open !== '' || this.#dropped > 0;
  }

  /** Lines held back by now. */
  get heldLines(): number {
    return this.#dropped + this.#held.length + (this.#open === '' ? 0 : 1);
  }

  /** Takes text as it came; returns what of it is to be shown now. */
  add(text: string): string {
    let shown = '';
    for (const piece of pieces(text)) {
      if (this.#shown >= this.#most) this.#hold(piece);
      else shown += this.#show(piece);
    }
    return shown;
  }

  /** No more will come. */
  end(): WindowEnd {
    if (this.#open !== '') this.#push(this.#open);
    this.#open = '';
    const tail = this.#held.length === 0 ? '' : `${this.#held.join('\n')}\n`;
    return { tail, hiddenLines: this.#dropped };
  }

  #show(piece: string): string {
    const ends = piece.endsWith('\n');
    const body = ends ? piece.slice(0, -1) : piece;
    const room = Math.max(0, longestLine - this.#column);
    const kept = body.length > room ? `${body.slice(0, room)}${room > 0 ? ' …' : ''}` : body;
    this.#column = ends ? 0 : this.#column + body.length;
    if (ends) this.#shown += 1;
    return ends ? `${kept}\n` : kept;
  }

  #hold(piece: string): void {
    const ends = piece.endsWith('\n');
    if (this.#open.length < longestLine) this.#open += ends ? piece.slice(0, -1) : piece;
    if (!ends) return;
    this.#push(this.#open);
    this.#open = '';
  }

  #push(line: string): void {
    this.#held.push(line.length > longestLine ? `${line.slice(0, longestLine)} …` : line);
    if (this.#held.length <= tailLines) return;
    this.#held.shift();
    this.#dropped += 1;
  }
}

/** Lines with their ends; the last one may have none. */
function* pieces(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    yield text.slice(at, next);
    at = next;
  }
}
