import type { Position, TextRange } from './model.ts';

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

/** The line (from 0) that holds an offset of the LF text. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The 1-based position of an offset of a text with LF line ends. */
export function positionIn(starts: readonly number[], offset: number): Position {
  const line = lineAt(starts, offset);
  return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
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

/** The lines of a small text with their ends; the empty text has none. */
export function linesOf(text: string): Line[] {
  const found: Line[] = [];
  for (const match of text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    const [whole, content = '', end = ''] = match;
    if (whole === '') continue;
    found.push({ text: content, end: end === '\n' || end === '\r\n' || end === '\r' ? end : '' });
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

/** Whether a line holds nothing but spaces and tabs. */
export function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}
