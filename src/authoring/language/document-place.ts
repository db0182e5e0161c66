import { closesFence, readOpening, stepLanguage } from '../../runbook/markdown/fence.ts';
import type { StepLanguage } from '../../runbook/model.ts';

/** What part of a runbook file an offset is in; `start` is where the part's own text begins. */
export type DocumentPlace =
  | { readonly part: 'front-matter'; readonly text: string; readonly start: number }
  /** The info string of a step's fence. */
  | { readonly part: 'attributes'; readonly text: string; readonly start: number }
  | {
      readonly part: 'step';
      readonly language: StepLanguage;
      readonly text: string;
      readonly start: number;
    }
  | { readonly part: 'prose' };

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function lineAt(text: string, at: number, end: number): string {
  return text.slice(at, text[end - 1] === '\r' ? end - 1 : end);
}

/** The front matter's text, and where the file goes on behind it. */
function frontMatter(text: string): { start: number; end: number; next: number } | undefined {
  const first = lineEnd(text, 0);
  if (lineAt(text, 0, first).replace(/^\uFEFF/u, '') !== '---') return undefined;
  const closing = /^---[ \t]*\r?$/gmu;
  closing.lastIndex = first + 1;
  const found = closing.exec(text);
  if (found === null) return undefined;
  return { start: first + 1, end: found.index, next: lineEnd(text, found.index) + 1 };
}

/**
 * Finds the part of a runbook file that an offset is in, in one pass over the lines before it and
 * without reading the Markdown as a whole: it is asked with every key that is pressed.
 */
export function documentPlace(text: string, offset: number): DocumentPlace {
  const front = frontMatter(text);
  if (front !== undefined && offset >= front.start && offset < front.end) {
    return { part: 'front-matter', text: text.slice(front.start, front.end), start: front.start };
  }
  const from = front !== undefined && offset >= front.next ? front.next : 0;
  openings.lastIndex = from;
  for (let found = openings.exec(text); found !== null; found = openings.exec(text)) {
    const at = found.index;
    if (at > offset) break;
    const place = fencePlace(text, at, offset);
    if (typeof place === 'object') return place;
    openings.lastIndex = place;
  }
  return { part: 'prose' };
}

const openings = /^ {0,3}(?:`{3}|~{3})/gmu;

/** What an offset is in a fence that begins at `at`, or where to look for the next one. */
function fencePlace(text: string, at: number, offset: number): DocumentPlace | number {
  const end = lineEnd(text, at);
  const opening = readOpening(lineAt(text, at, end));
  if (opening === undefined) return end;
  const language = stepLanguage(opening.info);
  const info = at + opening.indent.length + opening.fence.length + opening.gap.length;
  if (offset <= end) {
    return language === undefined || offset < info
      ? { part: 'prose' }
      : { part: 'attributes', text: lineAt(text, info, end), start: info };
  }
  const start = end + 1;
  const next = closingLine(text, start, opening.fence);
  if (offset >= next && next < text.length) return lineEnd(text, next);
  if (language === undefined) return { part: 'prose' };
  const body = text.slice(start, Math.max(start, next - 1));
  return { part: 'step', language, text: body, start };
}

/** Where the line begins that closes a fence; the text's length where none does. */
function closingLine(text: string, from: number, fence: string): number {
  let at = from;
  while (at < text.length) {
    const found = text.indexOf(fence, at);
    if (found < 0) break;
    const start = Math.max(from, text.lastIndexOf('\n', found) + 1);
    const end = lineEnd(text, found);
    if (closesFence(fence, lineAt(text, start, end))) return start;
    at = end + 1;
  }
  return text.length;
}
