import { endOfFence, readOpening } from './fence.ts';
import { isUnderline, lineKind, nextLine } from './line-kinds.ts';
import { markedBlocks, type Blocks, type HeadingBlock, type Span } from './marked-blocks.ts';

export type { Blocks, HeadingBlock, Span } from './marked-blocks.ts';

/** The text of an ATX heading's line, without its marks. */
function headingText(line: string): string {
  const text = line.replace(/^[ ]*#+/, '').trim();
  return text.replace(/(?:^|[ \t]+)#+$/, '').trimEnd();
}

/**
 * Finds fences in plain text, fences, headings and paragraphs by itself, which is what runbooks are
 * mostly made of, and gives marked's lexer what may be a list, a quotation, indented code or HTML: from
 * there to where nothing of it can be open any more.
 */
class BlockScanner {
  readonly fences: Span[] = [];
  readonly headings: HeadingBlock[] = [];
  readonly nested: number[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    while (this.#at < this.#text.length) {
      switch (lineKind(this.#text, this.#at, false)) {
        case 'blank':
        case 'comment':
          this.#at = nextLine(this.#text, this.#at);
          break;
        case 'fence':
          this.#fence();
          break;
        case 'heading':
          this.#heading();
          break;
        case 'text':
          this.#paragraph();
          break;
        case 'container':
        case 'html':
          this.#region(this.#at);
      }
    }
  }

  #fence(): void {
    const start = this.#at;
    const next = nextLine(this.#text, start);
    const line = this.#text.slice(start, next).trimEnd();
    const fence = readOpening(line)?.fence ?? '```';
    this.#at = next === this.#text.length ? next : endOfFence(fence, this.#text, next - 1);
    this.fences.push({ start, end: this.#at });
  }

  #heading(): void {
    const offset = this.#at;
    this.#at = nextLine(this.#text, offset);
    this.headings.push({ offset, text: headingText(this.#text.slice(offset, this.#at)) });
  }

  #paragraph(): void {
    const start = this.#at;
    for (;;) {
      this.#at = nextLine(this.#text, this.#at);
      if (this.#at === this.#text.length) return;
      if (isUnderline(this.#text, this.#at)) {
        this.headings.push({ offset: start, text: this.#text.slice(start, this.#at).trim() });
        this.#at = nextLine(this.#text, this.#at);
        return;
      }
      const kind = lineKind(this.#text, this.#at, true);
      if (kind === 'container' || kind === 'html') {
        this.#region(start);
        return;
      }
      if (kind !== 'text') return;
    }
  }

  /** Leaves a part of the text to marked. */
  #region(start: number): void {
    const end = regionEnd(this.#text, start);
    const blocks = markedBlocks(this.#text.slice(start, end));
    for (const span of blocks.fences) {
      this.fences.push({ start: span.start + start, end: span.end + start });
    }
    for (const { offset, text } of blocks.headings) {
      this.headings.push({ offset: offset + start, text });
    }
    for (const at of blocks.nested) this.nested.push(at + start);
    this.#at = end;
  }
}

const fenceMarks = /[`]{3}|~{3}/;

/**
 * Where no list, quotation or indented code that began at `start` is open any more: at a fence without
 * indentation, or at a line of text without indentation after a blank line. With an indented fence or
 * HTML on the way, that is not certain before the end of the text.
 */
function regionEnd(text: string, start: number): number {
  let blank = false;
  for (let at = start; at < text.length;) {
    const next = nextLine(text, at);
    const kind = lineKind(text, at, false);
    const indented = text[at] === ' ' || text[at] === '\t';
    if (kind === 'html') return text.length;
    if (kind === 'fence' && !indented && at > start) return at;
    if (fenceMarks.test(text.slice(at, next))) return text.length;
    if (blank && !indented && (kind === 'text' || kind === 'heading')) return at;
    blank = kind === 'blank';
    at = next;
  }
  return text.length;
}

/** The top-level fences and headings of a Markdown text with LF line ends, as CommonMark has them. */
export function readBlocks(lf: string): Blocks {
  const scanner = new BlockScanner(lf);
  scanner.run();
  return scanner;
}
