import { Beginnings } from './beginnings.ts';

/** Part of a text, from its first unit to behind its last. */
export type Span = readonly [start: number, end: number];

/** Longer forms are looked for one by one: a pattern of them would be too large. */
const longestInPattern = 256;

/**
 * Texts that are looked for in other texts, all at once: where they stand, overlapping ones too, and
 * where the end of a text may be the beginning of one.
 */
export class FormSet {
  readonly #forms = new Set<string>();
  readonly #failures = new Map<string, Int32Array>();
  #pattern: RegExp | undefined;
  #long: readonly string[] = [];
  #beginnings = new Beginnings([]);
  #isNew = false;

  add(form: string): void {
    if (form === '' || this.#forms.has(form)) return;
    this.#forms.add(form);
    this.#isNew = true;
  }

  /** Where forms stand in a text; of those that begin at the same place, the longest. */
  *spans(text: string): Generator<Span> {
    this.#rebuild();
    const pattern = this.#pattern;
    if (pattern !== undefined) {
      pattern.lastIndex = 0;
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        const { index } = match;
        yield [index, index + match[0].length];
        pattern.lastIndex = index + 1;
      }
    }
    for (const form of this.#long) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        yield [at, at + form.length];
      }
    }
  }

  /** Where the longest end of the text begins that is the beginning of a form; else its length. */
  openFrom(text: string): number {
    this.#rebuild();
    let longest = this.#beginnings.begunIn(text);
    for (const form of this.#long)
      longest = Math.max(longest, begun(form, this.#failureOf(form), text));
    return text.length - longest;
  }

  /** For each beginning of a long form, the longest end of it that is a beginning too. */
  #failureOf(form: string): Int32Array {
    const known = this.#failures.get(form);
    if (known !== undefined) return known;
    const failure = new Int32Array(form.length);
    for (let at = 1, length = 0; at < form.length; at += 1) {
      const unit = form.charCodeAt(at);
      while (length > 0 && form.charCodeAt(length) !== unit) length = failure[length - 1] ?? 0;
      if (form.charCodeAt(length) === unit) length += 1;
      failure[at] = length;
    }
    this.#failures.set(form, failure);
    return failure;
  }

  #rebuild(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    const forms = [...this.#forms].sort((a, b) => b.length - a.length);
    const short = forms.filter(form => form.length <= longestInPattern);
    this.#long = forms.filter(form => form.length > longestInPattern);
    this.#beginnings = new Beginnings(short);
    this.#pattern = short.length === 0 ? undefined : new RegExp(short.map(literal).join('|'), 'g');
  }
}

/** Units of a form that the text ends with, not all of them (after Knuth, Morris and Pratt). */
function begun(form: string, failure: Int32Array, text: string): number {
  let length = 0;
  for (let at = Math.max(0, text.length - form.length + 1); at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (length > 0 && form.charCodeAt(length) !== unit) length = failure[length - 1] ?? 0;
    if (form.charCodeAt(length) === unit) length += 1;
  }
  return length;
}

/** A pattern that matches the text, unit by unit. */
function literal(text: string): string {
  return text.replace(
    /[^A-Za-z0-9]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
