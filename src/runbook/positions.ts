import type { Position, Step, TextRange } from './model.ts';

/**
 * The place in the file of a place in a step's text, both 1-based. In an indented fence, a content line
 * that is indented less than its first one is off by the difference.
 */
export function filePosition(step: Step, line: number, column: number): Position {
  return { line: step.textStart.line + line - 1, column: step.textStart.column + column - 1 };
}

/** 1-based places of offsets in a text with LF line ends; its lines are counted once, when needed. */
export class TextPlaces {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  at(offset: number): Position {
    const starts = (this.#starts ??= this.#lineStarts());
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** Offset at which a line (1-based) begins. */
  startOf(line: number): number {
    const starts = (this.#starts ??= this.#lineStarts());
    return starts[line - 1] ?? this.#text.length;
  }

  #lineStarts(): number[] {
    const starts = [0];
    let end = this.#text.indexOf('\n');
    for (; end >= 0; end = this.#text.indexOf('\n', end + 1)) starts.push(end + 1);
    return starts;
  }
}

/** Ranges in the file of parts of a step's text, by offsets into it. */
export class StepRanges {
  readonly places: TextPlaces;
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
    this.places = new TextPlaces(step.text);
  }

  range(start: number, end: number): TextRange {
    const [from, to] = [this.places.at(start), this.places.at(end)];
    return {
      start: filePosition(this.#step, from.line, from.column),
      end: filePosition(this.#step, to.line, to.column),
    };
  }
}
