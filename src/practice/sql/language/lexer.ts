/** A word of T-SQL. `text` of a quoted thing is what stands between the quotes, unescaped. */
export interface Token {
  readonly kind:
    | 'word'
    | 'quoted'
    | 'variable'
    | 'string'
    | 'national'
    | 'binary'
    | 'integer'
    | 'decimal'
    | 'float'
    | 'symbol'
    | 'end';
  readonly text: string;
  /** Upper case for words, else as written. */
  readonly upper: string;
  /** 1-based. */
  readonly line: number;
  /** Offsets in the batch, UTF-16 code units. */
  readonly from: number;
  readonly to: number;
}

/** Text that cannot be cut into words; numbers as SQL Server gives them. */
export class LexError extends Error {
  readonly number: number;
  readonly near: string;
  readonly line: number;

  constructor(number: number, near: string, line: number) {
    super(near);
    this.number = number;
    this.near = near;
    this.line = line;
  }
}

const blank = /[\s\uFEFF\u200B]/u;
const wordStart = /[\p{L}_#]/u;
const wordPart = /[\p{L}\p{N}_@#$]/u;
const numbers = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
const hexadecimal = /0[xX][0-9a-fA-F]*/uy;
const twoCharacters = ['<>', '<=', '>=', '!=', '!<', '!>', '+=', '-=', '*=', '/=', '%=', '::'];

class Lexer {
  readonly #text: string;
  readonly #doubleQuoted: 'quoted' | 'string';
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string, quotedIdentifier: boolean) {
    this.#text = text;
    this.#doubleQuoted = quotedIdentifier ? 'quoted' : 'string';
  }

  run(): Token[] {
    for (;;) {
      this.#skip();
      const character = this.#text.charAt(this.#at);
      if (character === '') {
        this.#add('end', '', this.#at);
        return this.#tokens;
      }
      this.#next(character);
    }
  }

  #next(character: string): void {
    const text = this.#text;
    const at = this.#at;
    if (character === "'") this.#quoted("'", 'string', at);
    else if ((character === 'N' || character === 'n') && text.charAt(at + 1) === "'") {
      this.#at++;
      this.#quoted("'", 'national', at);
    } else if (character === '[') this.#quoted(']', 'quoted', at);
    else if (character === '"') this.#quoted('"', this.#doubleQuoted, at);
    else if (character === '@') this.#word('variable');
    else if (wordStart.test(character)) this.#word('word');
    else if (/[\d]/u.test(character) || (character === '.' && /\d/u.test(text.charAt(at + 1))))
      this.#number();
    else this.#symbol();
  }

  #skip(): void {
    const text = this.#text;
    for (;;) {
      const character = text.charAt(this.#at);
      if (character !== '' && blank.test(character)) {
        if (character === '\n') this.#line++;
        this.#at++;
      } else if (text.startsWith('--', this.#at)) {
        const end = text.indexOf('\n', this.#at);
        this.#at = end < 0 ? text.length : end;
      } else if (text.startsWith('/*', this.#at)) this.#comment();
      else return;
    }
  }

  #comment(): void {
    const started = this.#line;
    let depth = 0;
    do {
      if (this.#at >= this.#text.length)
        throw new LexError(113, 'Missing end comment mark', started);
      if (this.#text.startsWith('/*', this.#at)) {
        depth++;
        this.#at += 2;
      } else if (this.#text.startsWith('*/', this.#at)) {
        depth--;
        this.#at += 2;
      } else {
        if (this.#text.charAt(this.#at) === '\n') this.#line++;
        this.#at++;
      }
    } while (depth > 0);
  }

  #add(kind: Token['kind'], text: string, from: number, line = this.#line): void {
    const upper = kind === 'word' ? text.toUpperCase() : text;
    this.#tokens.push({ kind, text, upper, line, from, to: this.#at });
  }

  #quoted(close: string, kind: 'string' | 'national' | 'quoted', from: number): void {
    const line = this.#line;
    let value = '';
    this.#at++;
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === '') throw new LexError(105, value, line);
      this.#at++;
      if (character === close) {
        if (this.#text.charAt(this.#at) !== close) break;
        this.#at++;
      }
      if (character === '\n') this.#line++;
      value += character;
    }
    this.#add(kind, value, from, line);
  }

  #word(kind: 'word' | 'variable'): void {
    const from = this.#at;
    this.#at++;
    while (this.#at < this.#text.length && wordPart.test(this.#text.charAt(this.#at))) this.#at++;
    this.#add(kind, this.#text.slice(from, this.#at), from);
  }

  #number(): void {
    const from = this.#at;
    hexadecimal.lastIndex = from;
    const hex = hexadecimal.exec(this.#text)?.[0];
    if (hex !== undefined) {
      this.#at += hex.length;
      this.#add('binary', hex.slice(2), from);
      return;
    }
    numbers.lastIndex = from;
    const text = numbers.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    const kind = /e/iu.test(text) ? 'float' : text.includes('.') ? 'decimal' : 'integer';
    this.#add(kind, text, from);
  }

  #symbol(): void {
    const from = this.#at;
    const two = this.#text.slice(from, from + 2);
    const text = twoCharacters.includes(two) ? two : this.#text.charAt(from);
    this.#at += text.length;
    this.#add('symbol', text, from);
  }
}

/** The batch as words, ended by an `end`; throws `LexError`. */
export function lex(text: string, quotedIdentifier = true): Token[] {
  return new Lexer(text, quotedIdentifier).run();
}
