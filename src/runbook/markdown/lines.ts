import type { TextRange } from '../model.ts';

/** How a line ends; the empty end is that of a last line without one. */
export type LineEnd = '\n' | '\r\n' | '\r' | '';

/**
 * A text cut into lines at LF, CRLF and lone CR, as CommonMark and VS Code both do. Lines are
 * numbered from 0 here; a text that ends with a line end has no empty line after it.
 */
export interface TextLines {
  /** As it stands in the file. */
  readonly original: string;
  /** The same with every line end as LF. */
  readonly lf: string;
  /** Offset in `original` of each line, and its length as the last entry. */
  readonly originalStarts: readonly number[];
  /** Offset in `lf` of each line, and its length as the last entry. */
  readonly starts: readonly number[];
}

function lineStarts(text: string, end: RegExp | undefined): number[] {
  const starts = [0];
  if (end === undefined) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  } else {
    for (const match of text.matchAll(end)) starts.push(match.index + match[0].length);
  }
  if (starts[starts.length - 1] !== text.length) starts.push(text.length);
  return starts;
}

/** Every line end as LF. */
export function toLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

export function textLines(original: string): TextLines {
  const lf = toLf(original);
  const starts = lineStarts(lf, undefined);
  const originalStarts = lf === original ? starts : lineStarts(original, /\r\n|\r|\n/g);
  return { original, lf, originalStarts, starts };
}

export function lineCount(lines: TextLines): number {
  return lines.starts.length - 1;
}

/** Lines `from` up to but not including `to`, as they stand in the file. */
export function originalSlice(lines: TextLines, from: number, to: number): string {
  return lines.original.slice(lines.originalStarts[from], lines.originalStarts[to]);
}

/** Lines `from` up to but not including `to`, with LF. */
export function lfSlice(lines: TextLines, from: number, to: number): string {
  return lines.lf.slice(lines.starts[from], lines.starts[to]);
}

/** One line without its end; empty past the last line. */
export function lineText(lines: TextLines, line: number): string {
  const text = lfSlice(lines, line, line + 1);
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** A range inside one line. */
export function rangeInLine(line: number, column: number, length: number): TextRange {
  return { start: { line, column }, end: { line, column: column + length } };
}

/** One line and its end. */
export interface Line {
  readonly text: string;
  readonly end: LineEnd;
}

function lineEndAt(text: string, at: number): LineEnd {
  if (at >= text.length) return '';
  if (text.charCodeAt(at) === 0x0a) return '\n';
  return text.charCodeAt(at + 1) === 0x0a ? '\r\n' : '\r';
}

/** The lines of a small text with their ends; the empty text has none. */
export function linesOf(text: string): Line[] {
  const found: Line[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (at < text.length && code !== 0x0a && code !== 0x0d) continue;
    if (at === text.length && start === at) break;
    const end = lineEndAt(text, at);
    found.push({ text: text.slice(start, at), end });
    start = at + end.length;
    at = start - 1;
    if (end === '') break;
  }
  return found;
}

/** The line end that a text uses most; on a tie the one that comes first. */
export function mainLineEnd(text: string, otherwise: LineEnd): LineEnd {
  if (!text.includes('\r')) return text.includes('\n') ? '\n' : otherwise;
  const counts = new Map<LineEnd, number>();
  for (const [end] of text.matchAll(/\r\n|\r|\n/g)) {
    if (end === '\n' || end === '\r\n' || end === '\r') counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  let main: LineEnd = otherwise;
  let most = 0;
  for (const [end, count] of counts) {
    if (count > most) [main, most] = [end, count];
  }
  return main;
}

/** The line end for an empty line after a text: after a lone CR, an LF would not be a second one. */
export function lineEndAfter(text: string, lineEnd: LineEnd): LineEnd {
  return text.endsWith('\r') && lineEnd === '\n' ? '\r' : lineEnd;
}

/** Whether a line holds nothing but spaces and tabs. */
export function isBlank(line: string): boolean {
  return isBlankBetween(line, 0, line.length);
}

function isBlankBetween(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a) return false;
  }
  return true;
}

/** Whether a line of the text (from 0) is blank. */
export function isBlankLine(lines: TextLines, line: number): boolean {
  return isBlankBetween(lines.lf, lines.starts[line] ?? 0, lines.starts[line + 1] ?? 0);
}

/** A text without the blanks at its end. */
export function withoutTrailingBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** A text with LF line ends without the blank lines at its beginning and end, and its last line end. */
export function withoutBlankLines(lf: string): string {
  let start = 0;
  let end = lf.length;
  for (let at = 0; at < end && isBlankBetween(lf, at, at + 1); at++) {
    if (lf.charCodeAt(at) === 0x0a) start = at + 1;
  }
  let last = end;
  for (let at = end - 1; at >= start && isBlankBetween(lf, at, at + 1); at--) {
    if (lf.charCodeAt(at) === 0x0a) last = at;
  }
  end = last;
  return isBlankBetween(lf, start, end) ? '' : lf.slice(start, end);
}
