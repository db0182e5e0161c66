import { SqlError, sqlError } from '../engine/messages/sql-error.ts';
import { lex, LexError, type Token } from './lexer.ts';
import { reserved } from './reserved.ts';

/** Walks over the words of a batch; every refusal is the server's own syntax error. */
export class Cursor {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  /** Major version of the server, which decides what syntax there is (10: 2008 R2, 11: 2012). */
  readonly major: number;
  readonly text: string;
  #at = 0;

  /** Without `quotedIdentifier`, double quotes hold texts. Throws a `SqlError`. */
  constructor(text: string, major: number, quotedIdentifier = true) {
    this.text = text;
    this.major = major;
    try {
      this.#tokens = lex(text, quotedIdentifier);
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      const raised = sqlError(error.number, error.near);
      raised.line = error.line;
      throw raised;
    }
    const end = this.#tokens.at(-1);
    if (end === undefined) throw new Error('A batch always ends.');
    this.#end = end;
  }

  /** The word `ahead` of the current one. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#end;
  }

  get position(): number {
    return this.#at;
  }

  rewind(position: number): void {
    this.#at = position;
  }

  get line(): number {
    return this.peek().line;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Whether the next words are these unquoted ones (upper case). */
  is(...words: readonly string[]): boolean {
    return words.every((word, n) => {
      const token = this.peek(n);
      return (token.kind === 'word' || token.kind === 'symbol') && token.upper === word;
    });
  }

  /** Takes these words if they are next. */
  accept(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    this.#at += words.length;
    return true;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.unexpected();
  }

  /** One of these words, taken; undefined when none is next. */
  oneOf(...words: readonly string[]): string | undefined {
    return words.find(word => this.accept(word));
  }

  /** The error for the word at which the batch stops to make sense. */
  unexpected(token = this.peek()): SqlError {
    const shown = token.kind === 'end' ? this.peek(-1).text : token.text;
    const keyword = token.kind === 'word' && reserved.has(token.upper);
    const error = sqlError(keyword ? 156 : 102, shown);
    error.line = token.line;
    return error;
  }

  /** Whether the next word can be a name. */
  isName(): boolean {
    const token = this.peek();
    return token.kind === 'quoted' || (token.kind === 'word' && !reserved.has(token.upper));
  }

  name(): string {
    if (!this.isName()) throw this.unexpected();
    const { text, line } = this.next();
    if (text.length > 128) {
      const error = sqlError(103, text.slice(0, 128));
      error.line = line;
      throw error;
    }
    return text;
  }

  /** A name, or a string where T-SQL takes one for a name (aliases). */
  alias(): string {
    const token = this.peek();
    if (token.kind === 'string' || token.kind === 'national') return this.next().text;
    return this.name();
  }

  /** A word that may be reserved: names of options and commands. Upper case. */
  word(): string {
    const token = this.peek();
    if (token.kind !== 'word') throw this.unexpected();
    return this.next().upper;
  }

  integer(): number {
    const token = this.peek();
    if (token.kind !== 'integer') throw this.unexpected();
    return Number(this.next().text);
  }

  variable(): string {
    const token = this.peek();
    if (token.kind !== 'variable') throw this.unexpected();
    return this.next().text;
  }

  string(): string {
    const token = this.peek();
    if (token.kind !== 'string' && token.kind !== 'national') throw this.unexpected();
    return this.next().text;
  }
}
