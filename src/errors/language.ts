/**
 * The reader's language. Recovery logs, and all that may come into one, are written in English; who
 * reads them sees their own language. So displays translate finished texts: a text is recognised by
 * the template that it was made from, and made again from that template's translation.
 */

/** Templates (`Step {0} failed on {1}`) and their translations. */
export type Translations = Readonly<Record<string, string>>;

interface Template {
  readonly pattern: RegExp;
  /** Numbers of the template's holes, in the order in which they stand in it. */
  readonly holes: readonly number[];
  readonly translation: string;
  /** Letters outside the holes: of two templates that fit, the one that says more is meant. */
  readonly weight: number;
}

/** Longest text that is looked at: what is longer was not made from a template. */
const longestText = 4000;
/** Templates within templates. */
const deepest = 4;
const remembered = 2000;
/** Characters outside its holes that a template needs to be told from a mere joint. */
const weakest = 5;

const hole = /\{(\d+)\}/g;
const word = /\p{L}{3,}/gu;

function wordsOf(text: string): string[] {
  return text.match(word) ?? [];
}

function templateOf(key: string, translation: string): Template {
  const holes: number[] = [];
  const pattern = key
    .split(hole)
    .map((part, at) => {
      if (at % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      const number = Number(part);
      const first = holes.indexOf(number);
      holes.push(number);
      return first < 0 ? '([^]*?)' : `\\${first + 1}`;
    })
    .join('');
  const weight = key.replace(hole, '').length;
  const inOrder = holes.filter((number, at) => holes.indexOf(number) === at);
  return { pattern: new RegExp(`^${pattern}$`, 'u'), holes: inOrder, translation, weight };
}

/** `{0} and {1}` joins names; a whole sentence has an `and` of its own, which is none of ours. */
function isWeak({ translation, weight }: Template): boolean {
  return weight <= weakest || wordsOf(translation.replace(hole, ' ')).length === 0;
}

/** More than two words that are no list. */
function isSentence(text: string): boolean {
  return /[^\s,]\s+[^\s,]+\s+\S/u.test(text);
}

/** Finished English texts in another language. */
export class Language {
  readonly #exact = new Map<string, string>();
  /** By the rarest word that a template has outside its holes. */
  readonly #byWord = new Map<string, Template[]>();
  readonly #known = new Map<string, string>();
  readonly #label: string;

  constructor(translations: Translations) {
    const count = new Map<string, number>();
    const templates = Object.entries(translations).filter(([key]) => /\{\d+\}/.test(key));
    for (const [key, translation] of Object.entries(translations)) {
      this.#exact.set(key, translation);
      for (const one of new Set(wordsOf(key.replace(hole, ' ')))) {
        count.set(one, (count.get(one) ?? 0) + 1);
      }
    }
    this.#label = translations['{0}: {1}'] ?? '{0}: {1}';
    for (const [key, translation] of templates) {
      const words = wordsOf(key.replace(hole, '\u0000'));
      const rarest = words.sort((a, b) => (count.get(a) ?? 0) - (count.get(b) ?? 0))[0];
      // what has no word of its own fits anything and says nothing
      if (rarest === undefined) continue;
      const list = this.#byWord.get(rarest) ?? [];
      list.push(templateOf(key, translation));
      this.#byWord.set(rarest, list);
    }
  }

  /** The text in this language, line by line; what no template fits stays as it is. */
  say(text: string): string {
    if (text === '' || text.length > longestText) return text;
    return text.includes('\n')
      ? (this.#exact.get(text) ??
          text
            .split('\n')
            .map(line => this.#line(line, 0))
            .join('\n'))
      : this.#line(text, 0);
  }

  /** A text behind what it is about; both are said already. */
  labelled(label: string, text: string): string {
    return this.#label.replace(hole, (_, number) => (number === '0' ? label : text));
  }

  #line(line: string, depth: number): string {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const [indent = ''] = /^\s*/.exec(line) ?? [];
    const bare = line.slice(indent.length);
    const said = this.#exact.get(bare) ?? this.#made(bare, depth);
    if (said === undefined) return line;
    const whole = indent + said;
    if (this.#known.size >= remembered) this.#known.clear();
    this.#known.set(line, whole);
    return whole;
  }

  #made(text: string, depth: number): string | undefined {
    if (depth >= deepest) return undefined;
    let best: { template: Template; values: string[] } | undefined;
    for (const one of new Set(wordsOf(text))) {
      for (const template of this.#byWord.get(one) ?? []) {
        if (best !== undefined && best.template.weight >= template.weight) continue;
        const found = template.pattern.exec(text);
        if (found === null || (isWeak(template) && found.slice(1).some(isSentence))) continue;
        best = { template, values: found.slice(1) };
      }
    }
    if (best === undefined) return undefined;
    const { template, values } = best;
    return template.translation.replace(hole, (whole, number: string) => {
      const value = values[template.holes.indexOf(Number(number))];
      if (value === undefined) return whole;
      // a single word may be a name: `$Backup` is no text of ours
      return /\s/.test(value.trim()) ? this.#line(value, depth + 1) : value;
    });
  }
}

let chosen: Language | undefined;
let texts: Translations | undefined;

/** Sets the reader's language for this process; `undefined` for English. */
export function chooseLanguage(translations: Translations | undefined): void {
  texts = translations;
  chosen = translations === undefined ? undefined : new Language(translations);
}

/** The texts that were chosen, for a thread that is to speak the same language; `undefined` for English. */
export function chosenTexts(): Translations | undefined {
  return texts;
}

/** A finished text of ours in the reader's language; what is not ours stays as it is. */
export function say(text: string): string {
  return chosen?.say(text) ?? text;
}

/** `label: text` as the reader's language sets the colon; both are in that language already. */
export function labelled(label: string, text: string): string {
  return chosen?.labelled(label, text) ?? `${label}: ${text}`;
}
