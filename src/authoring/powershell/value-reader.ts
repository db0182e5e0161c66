import {
  endsWord,
  isDoubleQuote,
  isLineEnd,
  isQuote,
  isSingleQuote,
  variableAt,
  wordAt,
} from './characters.ts';
import { TextReader } from './reader.ts';
import type { ScannedTable, ScannedValue } from './script.ts';

/** What reads the code inside groups, blocks and tables. */
export interface CodeReader {
  /** Statements up to a closing mark, which is left for the caller. */
  statements(close: string): void;
  pipeline(): void;
}

/** Groups inside groups to this depth are read; what is deeper is passed over. */
const deepest = 150;

type TableKey = ScannedTable['keys'][number];

/** Reads what stands where PowerShell takes a value, and hands the code inside it on. */
export class ValueReader {
  /** Tables that were assigned to variables. */
  readonly tables: ScannedTable[] = [];
  readonly #in: TextReader;
  readonly #code: CodeReader;
  #depth = 0;

  constructor(text: TextReader, code: CodeReader) {
    this.#in = text;
    this.#code = code;
  }

  /** Whether a value can begin here. */
  get begins(): boolean {
    const { char } = this.#in;
    return char === '(' || char === '{' || !endsWord(char);
  }

  /** A value, or several with commas between them. */
  value(): ScannedValue {
    const first = this.single();
    const items = [first];
    for (;;) {
      const before = this.#in.at;
      this.#in.skipBlanks(false);
      if (this.#in.char !== ',') {
        this.#in.at = before;
        break;
      }
      this.#in.at += 1;
      this.#in.skipBlanks(true);
      if (!this.begins) break;
      items.push(this.single());
    }
    if (items.length === 1) return first;
    return { kind: 'list', items, start: first.start, end: this.#in.at };
  }

  single(): ScannedValue {
    const { at: start, char } = this.#in;
    if (isQuote(char) || this.#in.atHereString) return this.#withMembers(this.string(), start);
    if (char === '{') {
      this.group('{', '}');
      return { kind: 'block', start, end: this.#in.at };
    }
    if (char === '(' || (char === '@' && '({'.includes(this.#in.next ?? '\n'))) {
      this.operand();
      return this.#withMembers({ kind: 'other', start, end: this.#in.at }, start);
    }
    if (char === '$') {
      const variable = this.#in.next === '(' ? undefined : variableAt(this.#in.text, start);
      this.operand();
      const after = this.#in.char;
      if (endsWord(after) && after !== '(') {
        const end = this.#in.at;
        return variable === undefined
          ? { kind: 'other', start, end }
          : { kind: 'variable', name: variable.name, start, end };
      }
      if (after === '.' || after === '[' || this.#in.startsWith('::')) {
        return this.#withMembers({ kind: 'other', start, end: this.#in.at }, start);
      }
    }
    return this.#bareWord(start);
  }

  string(): ScannedValue {
    const start = this.#in.at;
    if (this.#in.atHereString) {
      this.#hereString();
      return { kind: 'other', start, end: this.#in.at };
    }
    const literal = isSingleQuote(this.#in.char);
    const same = literal ? isSingleQuote : isDoubleQuote;
    this.#in.at += 1;
    let expands = false;
    while (!this.#in.atEnd) {
      const { char, next } = this.#in;
      if (same(char)) {
        if (!same(next)) break;
        this.#in.at += 2;
      } else if (!literal && char === '`') this.#in.at += 2;
      else if (!literal && char === '$' && next === '(') {
        expands = true;
        this.operand();
      } else {
        expands ||= !literal && char === '$' && next !== undefined && /[\p{L}_{]/u.test(next);
        this.#in.at += 1;
      }
    }
    const inner = this.#in.text.slice(start + 1, this.#in.at);
    this.#in.at = Math.min(this.#in.at + 1, this.#in.text.length);
    const span = { start, end: this.#in.at };
    if (expands) return { kind: 'expandable', text: inner, ...span };
    const text = inner.replace(literal ? /''/gu : /""/gu, literal ? "'" : '"');
    return {
      kind: 'text',
      text: literal ? text : text.replace(/`(.)/gu, '$1'),
      quoted: true,
      ...span,
    };
  }

  /** A variable, a group or a table, with what is read inside it. */
  operand(): void {
    const { char, next, at, text } = this.#in;
    if (char === '$' && next !== '(') {
      this.#in.at += Math.max(1, variableAt(text, at)?.length ?? 1);
      return;
    }
    if (char === '@' && next === '{') {
      this.table(undefined);
      return;
    }
    if (char === '$' || char === '@') this.#in.at += 1;
    if (this.#in.char === '(') this.group('(', ')');
    else if (char === '@') this.#in.at += Math.max(0, wordAt(text, at + 1).length);
  }

  group(open: '(' | '{', close: ')' | '}'): void {
    this.#in.at += open.length;
    this.deeper(() => {
      this.#code.statements(close);
      if (this.#in.char === close) this.#in.at += 1;
    });
  }

  /** A type, an attribute or an index: names and values, and code in its groups and blocks. */
  bracket(): void {
    this.#names(']');
  }

  /** Names and values up to a closing mark; a bare word is no command there. */
  #names(close: ']' | ')'): void {
    this.#in.at += 1;
    this.deeper(() => {
      for (;;) {
        this.#in.skipBlanks(true);
        const { char, at, text } = this.#in;
        if (char === undefined || '])}'.includes(char)) {
          if (char === close) this.#in.at += 1;
          return;
        }
        // the arguments of an attribute stand right behind its name
        if (char === '(' && /\w/u.test(text[at - 1] ?? '')) this.#names(')');
        else if (char === '(') this.group('(', ')');
        else if (char === '{') this.group('{', '}');
        else if (char === '[') this.#names(']');
        else if (isQuote(char) || this.#in.atHereString) this.string();
        else if (char === '$' || char === '@') this.operand();
        if (this.#in.at === at) this.#in.at += 1;
      }
    });
  }

  /** `@{ key = value; … }`, kept where it is assigned to a variable. */
  table(variable: string | undefined): void {
    const start = this.#in.at;
    this.#in.at += 2;
    this.deeper(() => {
      const keys: TableKey[] = [];
      let plain = true;
      for (;;) {
        this.#in.skipBlanks(true);
        const { char, at } = this.#in;
        if (char === undefined || char === '}' || char === ')') break;
        const key = this.#tableKey();
        if (key === undefined) plain = false;
        else keys.push(key);
        if (this.#in.at === at) this.#in.at += 1;
      }
      if (this.#in.char === '}') this.#in.at += 1;
      if (variable !== undefined) {
        this.tables.push({ variable, keys, plain, start, end: this.#in.at });
      }
    });
  }

  /** Reads what is inside of something; what is too deep is left to be read as a statement of its own. */
  deeper(read: () => void): void {
    if (this.#depth >= deepest) return;
    this.#depth += 1;
    read();
    this.#depth -= 1;
  }

  #tableKey(): TableKey | undefined {
    const start = this.#in.at;
    let name: string | undefined = wordAt(this.#in.text, start);
    if (name !== '') this.#in.at += name.length;
    else {
      const written = this.#in.char === '=' ? undefined : this.single();
      name = written?.kind === 'text' ? written.text : undefined;
    }
    const end = this.#in.at;
    this.#in.skipBlanks(false);
    if (this.#in.char !== '=') return undefined;
    this.#in.at += 1;
    this.#in.skipBlanks(true);
    const from = this.#in.at;
    this.#code.pipeline();
    if (name === undefined) return undefined;
    const value = quotedValue(this.#in.text.slice(from, this.#in.at), from);
    return { name, start, end, ...(value === undefined ? {} : { value }) };
  }

  #bareWord(start: number): ScannedValue {
    while (!endsWord(this.#in.char)) {
      const { char, next } = this.#in;
      if (isQuote(char)) this.string();
      else if (char === '$' && next === '(') this.operand();
      else this.#in.at += char === '`' ? 2 : 1;
    }
    this.#in.at = Math.min(this.#in.at, this.#in.text.length);
    const text = this.#in.text.slice(start, this.#in.at);
    const span = { start, end: this.#in.at };
    if (text.includes('$')) return { kind: 'expandable', text, ...span };
    return { kind: 'text', text, quoted: false, ...span };
  }

  /** The value that stood here, unless members of it are taken, which only running it tells. */
  #withMembers(value: ScannedValue, start: number): ScannedValue {
    let members = false;
    for (;;) {
      const { char, next } = this.#in;
      const member = char === '.' && next !== undefined && /[\p{L}_$"']/u.test(next);
      if (member || this.#in.startsWith('::')) {
        this.#in.at += member ? 1 : 2;
        if (isQuote(this.#in.char)) this.string();
        else while (/[\p{L}\p{Nd}_$]/u.test(this.#in.char ?? ' ')) this.#in.at += 1;
      } else if (char === '[') this.bracket();
      else if (members && char === '(') this.group('(', ')');
      else break;
      members = true;
    }
    return members ? { kind: 'other', start, end: this.#in.at } : value;
  }

  #hereString(): void {
    if (isSingleQuote(this.#in.next)) {
      this.#in.skipHereString();
      return;
    }
    this.#in.at += 2;
    while (!this.#in.atEnd) {
      const { char, next, at, text } = this.#in;
      if (char === '\n' && isDoubleQuote(next) && text[at + 2] === '@') {
        this.#in.at += 3;
        return;
      }
      if (char === '$' && next === '(') this.operand();
      else this.#in.at += char === '`' && !isLineEnd(next) ? 2 : 1;
    }
  }
}

const inert: CodeReader = { statements: () => undefined, pipeline: () => undefined };

/** The quoted text that is all of a value, its place moved by `offset`; none where code is in it. */
function quotedValue(text: string, offset: number): ScannedValue | undefined {
  if (text.length > 500 || text.includes('$(') || !/^["'\u2018-\u201E$]/u.test(text)) {
    return undefined;
  }
  const reader = new TextReader(text);
  const value = new ValueReader(reader, inert).single();
  reader.skipBlanks(true);
  if (!reader.atEnd || (value.kind !== 'text' && value.kind !== 'expandable')) return undefined;
  return { ...value, start: offset + value.start, end: offset + value.end };
}
