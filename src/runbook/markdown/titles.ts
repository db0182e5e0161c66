import type { Layout, Part, StepPart } from './layout.ts';
import { lfSlice, lineText } from './lines.ts';

/** Titles are for lists: what is longer is cut. */
const longest = 120;
/** How much of a text is looked at for its markup: enough for a title. */
const looked = 1000;

/** A piece of inline Markdown as plain text. */
export function plainText(markdown: string): string {
  const plain = markup.test(markdown) ? withoutMarkup(markdown.slice(0, looked)) : markdown.trim();
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1).trimEnd()}…`;
}

const markup = /[[\\<`*_~\n\t]| {2}/;

/** Stands for a code span while the rest is stripped; no text for people has it. */
const held = '\uE000';

function withoutMarkup(markdown: string): string {
  // what stands in a code span is as it is, its backslashes too
  const code: string[] = [];
  const bare = markdown
    .replaceAll(held, '')
    .replace(/(`+)(.+?)\1/g, (_span, _ticks, text: string) => {
      code.push(text.trim());
      return held;
    });
  return bare
    .replace(/!?\[([^\][]*)\](?:\([^()]*\)|\[[^\][]*\])/g, '$1')
    .replace(/<(https?:[^<>\s]+)>/g, '$1')
    .replace(/<\/?[A-Za-z][^<>]*>/g, '')
    .replace(/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}\\])([*_])(?=\S)(.+?)(?<=[^\s\\])\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll(held, () => code.shift() ?? '');
}

/** The first sentence of prose: of its first paragraph or list item. */
function firstSentence(prose: string): string {
  const paragraph = prose
    .replace(/<!--[^]*?(?:-->|$)/g, '')
    .trimStart()
    .split(/\n[ \t]*\n/, 1)[0];
  const lines = (paragraph ?? '').split('\n').map(line => line.replace(/^\s*(?:>\s?)+/, ''));
  if (/^\s*(?:`{3,}|~{3,}|\|)/.test(lines[0] ?? '')) return '';
  const text = plainText(lines.join(' ').replace(/^\s*(?:[-*+]|\d{1,9}[.)])\s+/, ''));
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}

/** Whether a line of prose is one of a setext heading or rule. */
function isRule(line: string): boolean {
  return /^ {0,3}(?:=+|(?:[-*_][ \t]*){3,}|-+)[ \t]*$/.test(line);
}

/**
 * What a step is called in lists: the nearest heading above it since the step before, else the first
 * sentence of the prose there; `undefined` where there is neither.
 */
export class StepTitles {
  readonly #layout: Layout;
  #heading = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** To be asked for the steps in order; `prose` is the part between the step and the one before. */
  next(step: StepPart, prose: Part | undefined): string | undefined {
    const { headings, lines } = this.#layout;
    let title: string | undefined;
    for (; this.#heading < headings.length; this.#heading++) {
      const heading = headings[this.#heading];
      if (heading === undefined || heading.line >= step.fence) break;
      if (prose !== undefined && heading.line >= prose.from) title = plainText(heading.text);
    }
    if (title !== undefined && title !== '') return title;
    if (prose === undefined || isRule(lineText(lines, prose.from))) return undefined;
    const sentence = firstSentence(lfSlice(lines, prose.from, prose.to));
    return sentence === '' ? undefined : sentence;
  }
}
