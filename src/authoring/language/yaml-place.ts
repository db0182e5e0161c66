import type { Span } from '../powershell/script.ts';

/** Where in a block of YAML a cursor is, as far as its lines tell, however much of it is still missing. */
export interface YamlPlace {
  readonly kind: 'key' | 'value';
  /** Keys from the top down to the mapping, or to the key whose value it is. */
  readonly path: readonly string[];
  /** What is typed of the key or value up to the cursor. */
  readonly typed: string;
  /** The whole word that a completion replaces. */
  readonly span: Span;
  /** Keys that the same mapping has on other lines. */
  readonly present: readonly string[];
  /** It is an item of a list. */
  readonly item: boolean;
  /** Blanks before the key. */
  readonly indent: string;
}

const keyLine =
  /^([ \t]*(?:- +)*)(?:"([^"]*)"|'([^']*)'|([^\s:#"'[\]{},&*!|>-][^:#]*?))[ \t]*:(?:[ \t]|$)/u;

interface Line {
  readonly text: string;
  readonly start: number;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push({ text: line.replace(/\r$/u, ''), start });
    start += line.length + 1;
  }
  return lines;
}

function depthOf(lead: string): number {
  return lead.length;
}

function keyOf(line: string): { readonly depth: number; readonly key: string } | undefined {
  const match = keyLine.exec(line);
  if (match === null) return undefined;
  return { depth: depthOf(match[1] ?? ''), key: match[2] ?? match[3] ?? match[4] ?? '' };
}

/** Keys of the mappings around a line, outermost first. */
function parents(lines: readonly Line[], at: number, depth: number): string[] {
  const path: string[] = [];
  let below = depth;
  for (let index = at - 1; index >= 0 && below > 0; index -= 1) {
    const text = lines[index]?.text ?? '';
    if (/^\s*(?:#|$)/u.test(text)) continue;
    const found = keyOf(text);
    if (found !== undefined && found.depth < below) {
      path.unshift(found.key);
      below = found.depth;
    } else if (
      found === undefined &&
      text.search(/\S/u) < below &&
      !text.trimStart().startsWith('-')
    ) {
      below = Math.min(below, text.search(/\S/u) + 1);
    }
  }
  return path;
}

/** Keys on other lines with the same depth, as long as nothing less deep lies between. */
function siblings(lines: readonly Line[], at: number, depth: number): string[] {
  const found: string[] = [];
  for (const step of [-1, 1]) {
    for (let index = at + step; index >= 0 && index < lines.length; index += step) {
      const text = lines[index]?.text ?? '';
      if (/^\s*(?:#|$)/u.test(text)) continue;
      const first = text.search(/\S/u);
      if (first < depth) break;
      const key = keyOf(text);
      if (key?.depth === depth) found.push(key.key);
    }
  }
  return found;
}

/** Where a cursor is in a text that is YAML, or on its way there. Never throws. */
export function yamlPlace(text: string, offset: number): YamlPlace {
  const lines = linesOf(text);
  let at = lines.findLastIndex(line => line.start <= offset);
  at = Math.max(0, at);
  const line = lines[at] ?? { text: '', start: 0 };
  const column = Math.min(offset - line.start, line.text.length);
  const before = line.text.slice(0, column);
  const key = keyOf(line.text);
  const valueStart = key === undefined ? -1 : line.text.indexOf(':', key.depth) + 1;
  if (key !== undefined && valueStart > 0 && column >= valueStart) {
    const typed = before.slice(valueStart).trimStart();
    const end = line.text.trimEnd().length;
    return {
      kind: 'value',
      path: [...parents(lines, at, key.depth), key.key],
      typed,
      span: { start: line.start + column - typed.length, end: line.start + Math.max(column, end) },
      present: siblings(lines, at, key.depth),
      item: false,
      indent: ' '.repeat(key.depth),
    };
  }
  const lead = /^[ \t]*(?:- +)*/u.exec(before)?.[0] ?? '';
  const depth = depthOf(lead);
  const typed = before.slice(lead.length);
  const word = /^[\w-]*/u.exec(line.text.slice(column))?.[0] ?? '';
  return {
    kind: 'key',
    path: parents(lines, at, depth),
    typed,
    span: { start: line.start + lead.length, end: line.start + column + word.length },
    present: siblings(lines, at, depth),
    item: lead.includes('-'),
    indent: ' '.repeat(depth),
  };
}

/** The key whose word is at an offset, with the keys around it; `undefined` for anything else. */
export function yamlKeyAt(
  text: string,
  offset: number,
): { readonly path: readonly string[]; readonly span: Span } | undefined {
  const lines = linesOf(text);
  const at = lines.findLastIndex(line => line.start <= offset);
  const line = lines[at];
  const key = line === undefined ? undefined : keyOf(line.text);
  if (line === undefined || key === undefined) return undefined;
  const start = line.start + line.text.indexOf(key.key, key.depth);
  const span = { start, end: start + key.key.length };
  if (offset < span.start || offset > span.end) return undefined;
  return { path: [...parents(lines, at, key.depth), key.key], span };
}
