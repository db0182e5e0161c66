import type { Secret } from '../../runbook/variables.ts';
import { FormSet, type Span } from './form-set.ts';
import { JoinedText } from './joined-text.ts';
import { formsOf } from './secret-forms.ts';

/** What stands where a secret's value was. */
export const redacted = '(secret)';

/** Forms at least this long are also found where line ends and indents stand inside them. */
const wrapsFrom = 6;

/** So many signs of a form before a line end make the text wait; fewer are chance, mostly. */
const opensFrom = 3;

/**
 * Knows the values of secrets and takes them out of text, in every form that `formsOf` knows, and also
 * where a console, a tool or a certificate file has broken them into lines. One object for a run;
 * secrets are added as they become known.
 */
export class Redactor {
  readonly #exact = new FormSet();
  readonly #joined = new FormSet();
  #knowsAny = false;

  constructor(secrets: Iterable<Secret> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Values that are empty cannot be told from any text and are left. */
  add(secret: Secret): void {
    for (const form of formsOf(secret.reveal())) {
      this.#knowsAny = true;
      this.#exact.add(form);
      const { text } = new JoinedText(form);
      if (text.length >= wrapsFrom) this.#joined.add(text);
    }
  }

  /** The text with every secret replaced by `(secret)`. */
  redact(text: string): string {
    if (!this.#knowsAny) return text;
    return replaced(text, this.#spans(text));
  }

  /**
   * For text that goes on: what is safe to show now, redacted, and the end that may be the beginning
   * of a secret and has to wait for what follows.
   */
  split(text: string): { readonly safe: string; readonly held: string } {
    if (!this.#knowsAny) return { safe: text, held: '' };
    const spans = this.#spans(text);
    let from = this.#openFrom(text);
    for (const [start, end] of spans) if (start < from && from < end) from = start;
    const before = spans.filter(([, end]) => end <= from);
    return { safe: replaced(text.slice(0, from), before), held: text.slice(from) };
  }

  /** Where the longest end of the text begins that a secret could begin with. */
  #openFrom(text: string): number {
    const exact = this.#exact.openFrom(text);
    if (!JoinedText.hasLines(text)) return exact;
    const joined = new JoinedText(text);
    const from = this.#joined.openFrom(joined.text);
    return joined.text.length - from < opensFrom ? exact : Math.min(exact, joined.originOf(from));
  }

  /** Where secrets stand, in order; what overlaps is one. */
  #spans(text: string): Span[] {
    const found = [...this.#exact.spans(text)];
    if (JoinedText.hasLines(text)) {
      const joined = new JoinedText(text);
      for (const [start, end] of this.#joined.spans(joined.text)) {
        found.push([joined.originOf(start), joined.originOf(end - 1) + 1]);
      }
    }
    found.sort(([a], [b]) => a - b);
    const spans: Span[] = [];
    for (const span of found) {
      const last = spans.at(-1);
      if (last === undefined || span[0] >= last[1]) spans.push(span);
      else if (span[1] > last[1]) spans[spans.length - 1] = [last[0], span[1]];
    }
    return spans;
  }
}

function replaced(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const [start, end] of spans) {
    pieces.push(text.slice(from, start), redacted);
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}
