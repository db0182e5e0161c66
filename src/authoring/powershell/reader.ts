import { isDoubleQuote, isLineEnd, isSingleQuote, isSpace } from './characters.ts';

/** A place in a PowerShell text that moves on over blanks and comments. */
export class TextReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get char(): string | undefined {
    return this.text[this.at];
  }

  get next(): string | undefined {
    return this.text[this.at + 1];
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  startsWith(words: string): boolean {
    return this.text.startsWith(words, this.at);
  }

  /** Over blanks, comments and continued lines; over line ends and `;` too where `lines` says so. */
  skipBlanks(lines: boolean): void {
    for (;;) {
      const { char } = this;
      if (isSpace(char)) this.at += 1;
      else if (char === '`' && isLineEnd(this.next)) this.#skipContinuation();
      else if (char === '`' && isSpace(this.next)) this.at += 2;
      else if (char === '#') this.skipLine();
      else if (char === '<' && this.next === '#') this.#skipComment();
      else if (lines && (isLineEnd(char) || char === ';')) this.at += 1;
      else return;
    }
  }

  /** Over the rest of the line. */
  skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** To behind the next one of a mark. */
  skipTo(mark: string): void {
    const found = this.text.indexOf(mark, this.at);
    this.at = found < 0 ? this.text.length : found + mark.length;
  }

  /** Over a here-string whose two opening marks stand here, to behind its closing marks. */
  skipHereString(): void {
    const closing = isSingleQuote(this.next) ? /\n['\u2018-\u201B]@|$(?![^])/gu : hereEnd;
    this.at += 2;
    closing.lastIndex = this.at;
    this.at = closing.exec(this.text) === null ? this.text.length : closing.lastIndex;
  }

  /** Whether a here-string begins here: its marks end their line. */
  get atHereString(): boolean {
    if (this.char !== '@' || !(isSingleQuote(this.next) || isDoubleQuote(this.next))) return false;
    let end = this.at + 2;
    while (isSpace(this.text[end])) end += 1;
    return end >= this.text.length || isLineEnd(this.text[end]);
  }

  #skipComment(): void {
    this.at += 2;
    this.skipTo('#>');
  }

  #skipContinuation(): void {
    this.at += this.text.startsWith('\r\n', this.at + 1) ? 3 : 2;
  }
}

const hereEnd = /\n["\u201C-\u201E]@|$(?![^])/gu;
