import {
  endsWord,
  isDash,
  isDoubleQuote,
  isLineEnd,
  isQuote,
  isSingleQuote,
  variableAt,
  wordAt,
} from './characters.ts';
import { TextReader } from './reader.ts';
import type {
  ScannedArgument,
  ScannedCommand,
  ScannedScript,
  ScannedTable,
  ScannedValue,
  Span,
} from './script.ts';

/** Words that begin a statement and are followed by another one, by a group or by a block. */
const keywords = new Set(
  'if elseif else foreach for while do until switch try catch finally trap begin process end dynamicparam data param return throw exit break continue in class enum parallel sequence'.split(
    ' ',
  ),
);
const definitions = new Set(['function', 'filter', 'workflow', 'configuration']);

/** Groups inside groups to this depth are read; what is deeper is passed over. */
const deepest = 150;

type TableKey = ScannedTable['keys'][number];

class Scanner {
  readonly #in: TextReader;
  readonly #commands: ScannedCommand[] = [];
  readonly #functions: string[] = [];
  readonly #tables: ScannedTable[] = [];
  #depth = 0;

  constructor(text: string) {
    this.#in = new TextReader(text);
  }

  whole(): ScannedScript {
    while (!this.#in.atEnd) {
      this.#statements(undefined);
      this.#in.at += 1;
    }
    const commands = this.#commands.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    return { commands, functions: this.#functions, tables: this.#tables };
  }

  /** Statements up to a closing mark, which is left for the caller. */
  #statements(close: string | undefined): void {
    for (;;) {
      this.#in.skipBlanks(true);
      const { char, at } = this.#in;
      if (char === undefined) return;
      if (char === ')' || char === '}' || char === ']') {
        if (char === close || close !== undefined) return;
        this.#in.at += 1;
        continue;
      }
      this.#pipeline();
      if (this.#in.at === at) this.#in.at += 1;
    }
  }

  #pipeline(): void {
    for (let piped = false; ;) {
      this.#element(piped);
      this.#in.skipBlanks(false);
      const { char, next } = this.#in;
      if ((char === '|' || char === '&') && char === next) {
        piped = false;
        this.#in.at += 2;
      } else if (char === '|' || this.#linePipe()) {
        piped = true;
        this.#in.at += 1;
      } else {
        if (char === '&') this.#in.at += 1;
        return;
      }
      this.#in.skipBlanks(true);
    }
  }

  /** A pipe at the beginning of the next line, which newer shells take; moves on to it. */
  #linePipe(): boolean {
    if (!isLineEnd(this.#in.char)) return false;
    const before = this.#in.at;
    this.#in.skipBlanks(true);
    if (this.#in.char === '|') return true;
    this.#in.at = before;
    return false;
  }

  #element(piped: boolean): void {
    this.#in.skipBlanks(false);
    const { char, next, at, text } = this.#in;
    if (char === undefined) return;
    const word = wordAt(text, at).toLowerCase();
    const stands = word !== '' && !isWordPart(text[at + word.length]);
    if (stands && definitions.has(word)) {
      this.#definition(word.length);
    } else if (stands && keywords.has(word)) {
      this.#in.at += word.length;
    } else if (
      char === '&' ||
      (char === '.' && (next === undefined || ' \t"\'$({'.includes(next)))
    ) {
      this.#in.at += 1;
      this.#called(piped);
    } else if (isQuote(char) || '$({@[!+,'.includes(char) || isDash(char) || /\d/u.test(char)) {
      this.#expression();
    } else {
      this.#command(piped);
    }
  }

  /** `function Name`: what follows is read as statements. */
  #definition(length: number): void {
    this.#in.at += length;
    this.#in.skipBlanks(false);
    const start = this.#in.at;
    while (!endsWord(this.#in.char)) this.#in.at += 1;
    const name = this.#in.text.slice(start, this.#in.at).replace(/^(?:global|script|local):/iu, '');
    if (name !== '') this.#functions.push(name);
  }

  /** What a call operator calls. */
  #called(piped: boolean): void {
    this.#in.skipBlanks(false);
    const start = this.#in.at;
    if (!this.#valueBegins()) return;
    const value = this.#single();
    const name = value.kind === 'text' ? value.text : undefined;
    this.#finish(name, { start, end: this.#in.at }, piped);
  }

  #command(piped: boolean): void {
    const start = this.#in.at;
    while (!endsWord(this.#in.char)) {
      if (isQuote(this.#in.char)) break;
      if (this.#in.char === '`') this.#in.at += 1;
      this.#in.at += 1;
    }
    this.#in.at = Math.min(this.#in.at, this.#in.text.length);
    const name = this.#in.text.slice(start, this.#in.at);
    this.#finish(name, { start, end: this.#in.at }, piped);
  }

  #finish(written: string | undefined, span: Span, piped: boolean): void {
    const args = this.#arguments();
    const name = written?.slice(written.lastIndexOf('\\') + 1).replace(/[\u2013-\u2015]/gu, '-');
    const shift = (written?.length ?? 0) - (name?.length ?? 0);
    const nameSpan =
      span.end - span.start === written?.length ? { ...span, start: span.start + shift } : span;
    const end = args.at(-1)?.end ?? span.end;
    this.#commands.push({ name, nameSpan, start: span.start, end, args, piped });
  }

  #arguments(): ScannedArgument[] {
    const args: ScannedArgument[] = [];
    for (;;) {
      this.#in.skipBlanks(false);
      const { char, at, text } = this.#in;
      if (char === undefined || isLineEnd(char) || ';|&)}'.includes(char)) return args;
      if (this.#in.startsWith('--%')) {
        this.#in.skipLine();
        return args;
      }
      const redirection = /[\d*]?>>?(?:&\d)?/uy;
      redirection.lastIndex = at;
      const redirected = redirection.exec(text);
      if (redirected !== null) this.#redirection(redirected[0]);
      else args.push(this.#argument());
      if (this.#in.at === at) this.#in.at += 1;
    }
  }

  #redirection(mark: string): void {
    this.#in.at += mark.length;
    if (mark.includes('&')) return;
    this.#in.skipBlanks(false);
    if (this.#valueBegins()) this.#single();
  }

  #argument(): ScannedArgument {
    const { char, next, at, text } = this.#in;
    if (isDash(char) && next !== undefined && /[\p{L}_?]/u.test(next)) return this.#parameter();
    const splat = char === '@' ? wordAt(text, at + 1) : '';
    if (splat !== '') {
      this.#in.at += splat.length + 1;
      return { kind: 'splat', name: splat, start: at, end: this.#in.at };
    }
    const value = this.#value();
    return { kind: 'value', value, start: value.start, end: value.end };
  }

  #parameter(): ScannedArgument {
    const start = this.#in.at;
    this.#in.at += 1;
    while (
      !endsWord(this.#in.char) &&
      !isQuote(this.#in.char) &&
      !':.[$'.includes(this.#in.char ?? '')
    ) {
      this.#in.at += 1;
    }
    const span = { start, end: this.#in.at };
    const name = this.#in.text.slice(start + 1, this.#in.at);
    if (this.#in.char !== ':') return { kind: 'parameter', name, ...span };
    this.#in.at += 1;
    this.#in.skipBlanks(false);
    if (!this.#valueBegins()) return { kind: 'parameter', name, ...span };
    return { kind: 'parameter', name, ...span, value: this.#value() };
  }

  #valueBegins(): boolean {
    const { char } = this.#in;
    return char === '(' || char === '{' || !endsWord(char);
  }

  /** A value, or several with commas between them. */
  #value(): ScannedValue {
    const first = this.#single();
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
      if (!this.#valueBegins()) break;
      items.push(this.#single());
    }
    if (items.length === 1) return first;
    return { kind: 'list', items, start: first.start, end: this.#in.at };
  }

  #single(): ScannedValue {
    const { at: start, char } = this.#in;
    if (isQuote(char) || this.#in.atHereString) return this.#withMembers(this.#string(), start);
    if (char === '{') {
      this.#group('{', '}');
      return { kind: 'block', start, end: this.#in.at };
    }
    if (char === '(' || (char === '@' && '({'.includes(this.#in.next ?? '\n'))) {
      this.#operand();
      return this.#withMembers({ kind: 'other', start, end: this.#in.at }, start);
    }
    if (char === '$') {
      const variable = this.#in.next === '(' ? undefined : variableAt(this.#in.text, start);
      this.#operand();
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

  #bareWord(start: number): ScannedValue {
    while (!endsWord(this.#in.char)) {
      const { char, next } = this.#in;
      if (isQuote(char)) this.#string();
      else if (char === '$' && next === '(') this.#operand();
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
        if (isQuote(this.#in.char)) this.#string();
        else while (/[\p{L}\p{Nd}_$]/u.test(this.#in.char ?? ' ')) this.#in.at += 1;
      } else if (char === '[') this.#group('[', ']');
      else if (members && char === '(') this.#group('(', ')');
      else break;
      members = true;
    }
    return members ? { kind: 'other', start, end: this.#in.at } : value;
  }

  #string(): ScannedValue {
    const start = this.#in.at;
    if (this.#in.atHereString) {
      this.#in.skipHereString();
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
        this.#operand();
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
  #operand(): void {
    const { char, next, at, text } = this.#in;
    if (char === '$' && next !== '(') {
      this.#in.at += Math.max(1, variableAt(text, at)?.length ?? 1);
      return;
    }
    if (char === '@' && next === '{') {
      this.#table(undefined);
      return;
    }
    if (char === '$' || char === '@') this.#in.at += 1;
    if (this.#in.char === '(') this.#group('(', ')');
    else if (char === '@') this.#in.at += Math.max(0, wordAt(text, at + 1).length);
  }

  #group(open: string, close: string): void {
    this.#in.at += open.length;
    this.#deeper(() => {
      this.#statements(close);
      if (this.#in.char === close) this.#in.at += 1;
    });
  }

  /** `@{ key = value; … }`, kept where it is assigned to a variable. */
  #table(variable: string | undefined): void {
    const start = this.#in.at;
    this.#in.at += 2;
    if (this.#depth >= deepest) return;
    this.#depth += 1;
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
    this.#depth -= 1;
    if (this.#in.char === '}') this.#in.at += 1;
    if (variable !== undefined) {
      this.#tables.push({ variable, keys, plain, start, end: this.#in.at });
    }
  }

  #tableKey(): TableKey | undefined {
    const start = this.#in.at;
    let name: string | undefined = wordAt(this.#in.text, start);
    if (name !== '') this.#in.at += name.length;
    else {
      const written = this.#in.char === '=' ? undefined : this.#single();
      name = written?.kind === 'text' ? written.text : undefined;
    }
    const end = this.#in.at;
    this.#in.skipBlanks(false);
    if (this.#in.char !== '=') return undefined;
    this.#in.at += 1;
    this.#in.skipBlanks(true);
    const from = this.#in.at;
    this.#pipeline();
    if (name === undefined) return undefined;
    const value = new Scanner(this.#in.text.slice(from, this.#in.at)).onlyValue(from);
    return { name, start, end, ...(value === undefined ? {} : { value }) };
  }

  /** The value that is all of the text, its place moved by `offset`. */
  onlyValue(offset: number): ScannedValue | undefined {
    if (this.#in.text.length > 500 || !/^["'\u2018-\u201E$]/u.test(this.#in.text)) return undefined;
    const { kind, ...value } = this.#single();
    this.#in.skipBlanks(true);
    if (!this.#in.atEnd || (kind !== 'text' && kind !== 'expandable')) return undefined;
    const text = 'text' in value ? value.text : '';
    const span = { start: offset + value.start, end: offset + value.end };
    return kind === 'text' ? { kind, text, quoted: true, ...span } : { kind, text, ...span };
  }

  #expression(): void {
    let assigned: string | undefined;
    let open = false;
    for (let first = true; ; first = false) {
      this.#in.skipBlanks(false);
      const { char, at, text } = this.#in;
      if (char === undefined || ';|)}&]'.includes(char)) return;
      if (isLineEnd(char)) {
        if (!open) return;
        this.#in.skipBlanks(true);
        open = false;
        continue;
      }
      if (char === '=') {
        this.#in.at += 1;
        this.#assignment(assigned);
        return;
      }
      const word = wordAt(text, at);
      if (word.toLowerCase() === 'in' && !first) {
        this.#in.at += word.length;
        this.#deeper(() => {
          this.#element(false);
        });
        return;
      }
      if (first && char === '$') assigned = variableAt(text, at)?.name;
      else if (!'+-*/%?'.includes(char)) assigned = undefined;
      open = this.#term(char, word);
    }
  }

  #assignment(variable: string | undefined): void {
    this.#in.skipBlanks(true);
    this.#deeper(() => {
      if (variable !== undefined && this.#in.startsWith('@{')) {
        this.#table(variable);
        this.#expression();
      } else this.#element(false);
    });
  }

  /** Reads what is inside of something; what is too deep is left to be read as a statement of its own. */
  #deeper(read: () => void): void {
    if (this.#depth >= deepest) return;
    this.#depth += 1;
    read();
    this.#depth -= 1;
  }

  /** One part of an expression; whether another must follow it. */
  #term(char: string, word: string): boolean {
    if (isQuote(char) || this.#in.atHereString) this.#string();
    else if (char === '$' || char === '@') this.#operand();
    else if (char === '(') this.#group('(', ')');
    else if (char === '{') this.#group('{', '}');
    else if (char === '[') this.#group('[', ']');
    else if (word !== '') this.#in.at += word.length;
    else {
      this.#in.at += 1;
      if (!isDash(char)) return ',+*/%!.'.includes(char);
      this.#in.at += wordAt(this.#in.text, this.#in.at).length;
      return true;
    }
    return false;
  }
}

function isWordPart(char: string | undefined): boolean {
  return char !== undefined && (isDash(char) || /[\p{L}\p{Nd}_:.\\]/u.test(char));
}

/**
 * Finds the commands of a PowerShell text by its lexical rules, without a PowerShell: strings, comments,
 * groups, blocks, tables, pipelines. Never throws, whatever the text is; line ends may be LF or CRLF.
 */
export function scanPowerShell(text: string): ScannedScript {
  return new Scanner(text).whole();
}
