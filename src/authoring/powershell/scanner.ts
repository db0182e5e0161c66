import {
  endsWord,
  isDash,
  isLineEnd,
  isQuote,
  variableAt,
  withStraightDashes,
  wordAt,
} from './characters.ts';
import { TextReader } from './reader.ts';
import type { ScannedArgument, ScannedCommand, ScannedScript, Span } from './script.ts';
import { ValueReader } from './value-reader.ts';

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Words that another statement may follow on the same line. */
const prefixes = wordsOf('throw return exit break continue in');
/** Words with a condition, types or a block behind them, which end their statement. */
const compounds = wordsOf(
  'if elseif else foreach for while do until switch try catch finally trap begin process end dynamicparam default data param parallel sequence inlinescript',
);
const definitions = wordsOf('function filter workflow configuration');
const types = wordsOf('class enum');
/** Operators that stand before their operand; another word behind a dash is a command of that name. */
const unary = wordsOf('not bnot join split isplit csplit');
const usings = /^using\s+(?:namespace|module|assembly|type)\b/iu;

/** Reads statements and pipelines, and gathers the commands in them. */
class Scanner {
  readonly #in: TextReader;
  readonly #values: ValueReader;
  readonly #commands: ScannedCommand[] = [];
  readonly #functions: string[] = [];

  constructor(text: string) {
    this.#in = new TextReader(text);
    this.#values = new ValueReader(this.#in, {
      statements: close => {
        this.#statements(close);
      },
      pipeline: () => {
        this.#pipeline();
      },
    });
  }

  whole(): ScannedScript {
    while (!this.#in.atEnd) {
      this.#statements(undefined);
      this.#in.at += 1;
    }
    const commands = this.#commands.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    return { commands, functions: this.#functions, tables: this.#values.tables };
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
    if (stands && this.#keyword(word, piped)) return;
    if (char === ':' && wordAt(text, at + 1) !== '') {
      // a label of a loop
      this.#in.at += 1 + wordAt(text, at + 1).length;
      this.#element(false);
    } else if (
      char === '&' ||
      (char === '.' && (next === undefined || ' \t"\'$({'.includes(next)))
    ) {
      this.#in.at += 1;
      this.#called(piped);
    } else if (this.#expressionBegins(char)) this.#expression();
    else this.#command(piped);
  }

  #expressionBegins(char: string): boolean {
    if (isQuote(char) || '$({@[!+,'.includes(char) || /\d/u.test(char)) return true;
    if (!isDash(char)) return false;
    const word = wordAt(this.#in.text, this.#in.at + 1);
    return word === '' || unary.has(word.toLowerCase());
  }

  /** What a word of the language begins; whether it is one. */
  #keyword(word: string, piped: boolean): boolean {
    if (definitions.has(word)) this.#definition(word.length);
    else if (types.has(word)) this.#type(word);
    else if (usings.test(this.#in.text.slice(this.#in.at, this.#in.at + 20))) this.#in.skipLine();
    else if (prefixes.has(word)) this.#prefix(word);
    else if (compounds.has(word) && !(piped && word === 'foreach')) this.#compound(word);
    else return false;
    return true;
  }

  #prefix(word: string): void {
    this.#in.at += word.length;
    if (word !== 'break' && word !== 'continue') return;
    this.#in.skipBlanks(false);
    this.#in.at += wordAt(this.#in.text, this.#in.at).length;
  }

  /** `if (…) {…}`, `switch -Regex (…) {…}`, `catch [Type] {…}`, `param (…)`, `else {…}`. */
  #compound(word: string): void {
    this.#in.at += word.length;
    for (;;) {
      const before = this.#in.at;
      this.#in.skipBlanks(false);
      const { char } = this.#in;
      if (char === '[') this.#values.bracket();
      else if (char === ',') this.#in.at += 1;
      else if (isDash(char) && word !== 'else') this.#skipWord();
      else if (isLineEnd(char) && this.#goesOnBelow(word)) this.#in.skipBlanks(true);
      else {
        this.#in.at = before;
        break;
      }
    }
    this.#in.skipBlanks(false);
    if (this.#in.char === '(') {
      this.#values.group('(', ')');
      if (word === 'param' || word === 'until') return;
    }
    const before = this.#in.at;
    this.#in.skipBlanks(true);
    if (this.#in.char === '{') this.#values.group('{', '}');
    else this.#in.at = before;
  }

  /** Whether what a word needs stands below it. */
  #goesOnBelow(word: string): boolean {
    const before = this.#in.at;
    this.#in.skipBlanks(true);
    const { char } = this.#in;
    this.#in.at = before;
    return char === '(' || (char === '[' && (word === 'catch' || word === 'trap'));
  }

  /** `class Name : Base {…}`: the bodies of its methods hold code; an enumeration holds none. */
  #type(word: string): void {
    while (!this.#in.atEnd && !'{;'.includes(this.#in.char ?? ';')) {
      if (isLineEnd(this.#in.char)) {
        this.#in.skipBlanks(true);
        if (this.#in.char !== '{') return;
      } else this.#in.at += 1;
    }
    if (this.#in.char !== '{') return;
    if (word === 'class') this.#values.group('{', '}');
    else this.#in.skipTo('}');
  }

  /** `function Name (…) {…}`: what follows the name is read as its body. */
  #definition(length: number): void {
    this.#in.at += length;
    this.#in.skipBlanks(false);
    const start = this.#in.at;
    this.#skipWord();
    const name = this.#in.text.slice(start, this.#in.at).replace(/^(?:global|script|local):/iu, '');
    if (name !== '') this.#functions.push(withStraightDashes(name));
    const before = this.#in.at;
    this.#in.skipBlanks(true);
    if (this.#in.char === '(') {
      this.#values.group('(', ')');
      this.#in.skipBlanks(true);
    }
    if (this.#in.char === '{') this.#values.group('{', '}');
    else this.#in.at = before;
  }

  #skipWord(): void {
    while (!endsWord(this.#in.char)) this.#in.at += 1;
  }

  /** What a call operator calls. */
  #called(piped: boolean): void {
    this.#in.skipBlanks(false);
    const start = this.#in.at;
    if (!this.#values.begins) return;
    const value = this.#values.single();
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
    const name =
      written === undefined
        ? undefined
        : withStraightDashes(written.slice(written.lastIndexOf('\\') + 1));
    const shift = (written?.length ?? 0) - (name?.length ?? 0);
    const nameSpan =
      span.end - span.start === written?.length ? { ...span, start: span.start + shift } : span;
    const end = args.at(-1)?.end ?? span.end;
    this.#commands.push({ name, nameSpan, start: span.start, end, args, piped });
  }

  #arguments(): ScannedArgument[] {
    const args: ScannedArgument[] = [];
    let values = false;
    for (;;) {
      this.#in.skipBlanks(false);
      const { char, at, text } = this.#in;
      if (char === undefined || isLineEnd(char) || ';|&)}'.includes(char)) return args;
      if (this.#in.startsWith('--%')) {
        this.#in.skipLine();
        args.push({ kind: 'verbatim', start: at, end: this.#in.at });
        return args;
      }
      const redirection = /[\d*]?>>?(?:&\d)?/uy;
      redirection.lastIndex = at;
      const redirected = redirection.exec(text);
      if (redirected !== null) this.#redirection(redirected[0]);
      else if (isDash(char) && isDash(text[at + 1]) && endsWord(text[at + 2])) {
        this.#in.at += 2;
        values = true;
      } else args.push(this.#argument(values));
      if (this.#in.at === at) this.#in.at += 1;
    }
  }

  #redirection(mark: string): void {
    this.#in.at += mark.length;
    if (mark.includes('&')) return;
    this.#in.skipBlanks(false);
    if (this.#values.begins) this.#values.single();
  }

  /** One argument; behind `--` all are values. */
  #argument(onlyValues: boolean): ScannedArgument {
    const { char, next, at, text } = this.#in;
    if (!onlyValues && isDash(char) && next !== undefined && /[\p{L}_?]/u.test(next)) {
      return this.#parameter();
    }
    const splat = char === '@' ? wordAt(text, at + 1) : '';
    if (splat !== '') {
      this.#in.at += splat.length + 1;
      return { kind: 'splat', name: splat, start: at, end: this.#in.at };
    }
    const value = this.#values.value();
    return { kind: 'value', value, start: value.start, end: value.end };
  }

  #parameter(): ScannedArgument {
    const start = this.#in.at;
    this.#in.at += 1;
    while (
      !endsWord(this.#in.char) &&
      !isQuote(this.#in.char) &&
      !':.['.includes(this.#in.char ?? '')
    ) {
      this.#in.at += 1;
    }
    const span = { start, end: this.#in.at };
    const name = this.#in.text.slice(start + 1, this.#in.at);
    if (this.#in.char !== ':') return { kind: 'parameter', name, ...span };
    this.#in.at += 1;
    this.#in.skipBlanks(false);
    if (!this.#values.begins) return { kind: 'parameter', name, ...span };
    return { kind: 'parameter', name, ...span, value: this.#values.value() };
  }

  #expression(): void {
    let assigned: string | undefined;
    let open = false;
    for (let first = true, cast = false; ; first = cast) {
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
        this.#values.deeper(() => {
          this.#element(false);
        });
        return;
      }
      cast = first && char === '[';
      if (first && char === '$') assigned = variableAt(text, at)?.name;
      else if (!'+-*/%?'.includes(char)) assigned = undefined;
      open = this.#term(char, word);
    }
  }

  #assignment(variable: string | undefined): void {
    this.#in.skipBlanks(true);
    this.#values.deeper(() => {
      if (variable !== undefined && this.#in.startsWith('@{')) {
        this.#values.table(variable);
        this.#expression();
      } else this.#element(false);
    });
  }

  /** One part of an expression; whether another must follow it. */
  #term(char: string, word: string): boolean {
    if (isQuote(char) || this.#in.atHereString) this.#values.string();
    else if (char === '$' || char === '@') this.#values.operand();
    else if (char === '(') this.#values.group('(', ')');
    else if (char === '{') this.#values.group('{', '}');
    else if (char === '[') this.#values.bracket();
    else if (word !== '') this.#in.at += word.length;
    else if ((char === '+' || isDash(char)) && this.#in.next === char) this.#in.at += 2;
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
