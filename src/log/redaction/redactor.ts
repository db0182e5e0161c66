import type { Secret } from '../../runbook/variables.ts';
import { formsOf } from './secret-forms.ts';

/** What stands where a secret's value was. */
export const redacted = '(secret)';

/** Values at least this long are also found where a console has wrapped its line inside them. */
const wrapsFrom = 6;

/**
 * Knows the values of secrets and takes them out of text, in every form that `formsOf` knows. One
 * object for a run; secrets are added as they become known.
 */
export class Redactor {
  readonly #forms = new Set<string>();
  readonly #wrapped = new Set<string>();
  #pattern: RegExp | undefined;
  #byFirst = new Map<string, string[]>();
  #longest = 0;

  constructor(secrets: Iterable<Secret> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Values that are empty cannot be told from any text and are left. */
  add(secret: Secret): void {
    const value = secret.reveal();
    const known = this.#forms.size;
    for (const form of formsOf(value)) this.#forms.add(form);
    if (value.length >= wrapsFrom) this.#wrapped.add(value);
    if (this.#forms.size > known) this.#rebuild();
  }

  /** The text with every secret replaced by `(secret)`. */
  redact(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, redacted);
  }

  /**
   * For text that goes on: what is safe to show now, redacted, and the end that may be the beginning
   * of a secret and has to wait for what follows.
   */
  split(text: string): { readonly safe: string; readonly held: string } {
    let from = this.#openFrom(text, 0);
    for (const [start, end] of this.#matches(text)) {
      if (start < from && from < end) from = this.#openFrom(text, end);
    }
    return { safe: this.redact(text.slice(0, from)), held: text.slice(from) };
  }

  /** Where the longest end of the text begins that a secret could begin with. */
  #openFrom(text: string, least: number): number {
    for (let at = Math.max(least, text.length - this.#longest + 1); at < text.length; at += 1) {
      const end = text.slice(at);
      const forms = this.#byFirst.get(text.charAt(at)) ?? [];
      if (forms.some(form => form.length > end.length && form.startsWith(end))) return at;
    }
    return text.length;
  }

  *#matches(text: string): Generator<readonly [number, number]> {
    if (this.#pattern === undefined) return;
    for (const match of text.matchAll(this.#pattern)) {
      yield [match.index, match.index + match[0].length];
    }
  }

  #rebuild(): void {
    const forms = [...this.#forms].sort((a, b) => b.length - a.length);
    const wrapped = [...this.#wrapped].map(value =>
      value.split('').map(literal).join('(?:\\r?\\n[ \\t]*)?'),
    );
    this.#pattern = new RegExp([...wrapped, ...forms.map(literal)].join('|'), 'g');
    this.#longest = forms[0]?.length ?? 0;
    this.#byFirst = new Map();
    for (const form of forms) {
      const first = form.charAt(0);
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), form]);
    }
  }
}

/** A pattern that matches the text, unit by unit. */
function literal(text: string): string {
  return text.replace(
    /[^A-Za-z0-9]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
