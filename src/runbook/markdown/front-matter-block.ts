import { isMap, LineCounter, parseDocument, type Document, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as findings from '../../errors/front-matter.ts';
import { at } from '../checks/findings.ts';
import { isBlank, lfSlice, lineCount, lineText, rangeInLine, type TextLines } from './lines.ts';

/** Front matter that counts: line 1 is `---`, it closes, and it parses to a mapping. */
export interface FrontMatterBlock {
  /** Line (from 0) after the closing `---`. */
  readonly endLine: number;
  readonly map: YAMLMap;
  readonly document: Document;
  /** Counts the lines of the YAML text, whose line 1 is line 2 of the file. */
  readonly counter: LineCounter;
}

export interface FrontMatterSearch {
  readonly block?: FrontMatterBlock;
  /** Why what looks like front matter is not read as such. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What is parsed when a text begins with front matter; used for cells as well. */
export function parseFrontMatter(yaml: string): {
  readonly map: YAMLMap | undefined;
  readonly document: Document;
  readonly counter: LineCounter;
  readonly errors: readonly { readonly message: string; readonly pos: readonly [number, number] }[];
} {
  const counter = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const errors = document.errors.map(({ message, pos }) => ({ message, pos }));
  const map = errors.length === 0 && isMap(document.contents) ? document.contents : undefined;
  return { map, document, counter, errors };
}

const key = /^(?:[A-Za-z][\w-]*|"[^"]*"|'[^']*')[ \t]*:(?:[ \t]|$)/;
/** How many lines a front matter that nobody closed may have before its first key. */
const searched = 40;

function hasKey(lines: TextLines, from: number, to: number): boolean {
  for (let line = from; line < to; line++) if (key.test(lineText(lines, line))) return true;
  return false;
}

function closingLine(lines: TextLines): number | undefined {
  for (let line = 1; line < lineCount(lines); line++) {
    if (/^---[ \t]*$/.test(lineText(lines, line))) return line;
  }
  return undefined;
}

/** A `---` that is not on line 1, or not alone, with a key below it. */
function misplaced(lines: TextLines): Diagnostic[] {
  let line = 0;
  while (line < lineCount(lines) && isBlank(lineText(lines, line))) line++;
  const text = lineText(lines, line);
  if (!/^[ \t]*---[ \t]*$/.test(text) || !hasKey(lines, line + 1, line + 2)) return [];
  return [at(rangeInLine(line + 1, 1, text.length), findings.frontMatterNotFirst())];
}

function notClosed(lines: TextLines): Diagnostic[] {
  const meant = hasKey(lines, 1, Math.min(lineCount(lines), 2)) || hasKnownKey(lines);
  return meant ? [at(rangeInLine(1, 1, 3), findings.frontMatterNotClosed())] : [];
}

function hasKnownKey(lines: TextLines): boolean {
  const last = Math.min(lineCount(lines), searched);
  for (let line = 1; line < last; line++) {
    if (/^(?:title|description|variables|applies-to):/.test(lineText(lines, line))) return true;
  }
  return false;
}

/** Looks for front matter at the beginning of a file. */
export function findFrontMatter(lines: TextLines): FrontMatterSearch {
  if (lineText(lines, 0) !== '---') return { diagnostics: misplaced(lines) };
  const close = closingLine(lines);
  if (close === undefined) return { diagnostics: notClosed(lines) };
  const { map, document, counter, errors } = parseFrontMatter(lfSlice(lines, 1, close));
  if (map !== undefined)
    return { block: { endLine: close + 1, map, document, counter }, diagnostics: [] };
  if (!hasKey(lines, 1, close)) return { diagnostics: [] };
  if (errors.length === 0) {
    return { diagnostics: [at(rangeInLine(1, 1, 3), findings.frontMatterNotMapping())] };
  }
  const diagnostics = errors.map(({ message, pos }) => {
    const { line, col } = counter.linePos(pos[0]);
    const length = Math.max(1, Math.min(pos[1] - pos[0], lineText(lines, line).length - col + 1));
    return at(rangeInLine(line + 1, col, length), findings.frontMatterYaml(message));
  });
  return { diagnostics };
}
