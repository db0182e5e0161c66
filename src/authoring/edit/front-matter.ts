import { isMap, isNode, isScalar, parseDocument, type Pair, type YAMLMap } from 'yaml';
import { yamlText } from './templates.ts';

/** Value of a property; a list is written on one line. */
export type PropertyValue = string | boolean | readonly string[];

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isNode(node) ? (node.range ?? undefined) : undefined;
}

/** A value as it stands behind its key. In braces, commas and brackets want quotes. */
function written(value: PropertyValue, inFlow: boolean): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return `[${value.map(each => written(each, true)).join(', ')}]`;
  if (/^\d{4}$/u.test(value)) return value;
  const text = yamlText(value);
  return inFlow && !text.startsWith("'") && /[,[\]{}]/u.test(text) ? `'${text}'` : text;
}

function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Entries for a path whose beginning is not there, one line each, or in braces. */
function entry(
  path: readonly string[],
  value: PropertyValue,
  indent: string,
  flow: boolean,
): string {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return `${indent}${first}: ${written(value, flow)}`;
  if (flow) return `${first}: { ${entry(rest, value, '', true)} }`;
  return `${indent}${first}:\n${entry(rest, value, `${indent}  `, false)}`;
}

function append(
  text: string,
  map: YAMLMap | undefined,
  path: readonly string[],
  value: PropertyValue,
): string {
  const last = map?.items.at(-1);
  if (map?.flow === true) {
    const [start = 0, end = start] = rangeOf(map) ?? [];
    const inner = entry(path, value, '', true);
    if (last === undefined) return splice(text, start, end, `{ ${inner} }`);
    const at = rangeOf(last.value)?.[1] ?? rangeOf(last.key)?.[1] ?? end - 1;
    return splice(text, at, at, `, ${inner}`);
  }
  if (last === undefined) {
    const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return before + entry(path, value, '', false);
  }
  const key = rangeOf(last.key)?.[0] ?? 0;
  const indent = ' '.repeat(key - lineStart(text, key));
  const end = rangeOf(last.value)?.[1] ?? rangeOf(last.key)?.[1] ?? key;
  // a block ends with its line end, everything else goes on to the end of its line
  const at = lineEnd(text, Math.max(key, text[end - 1] === '\n' ? end - 1 : end));
  return splice(text, at, at, `\n${entry(path, value, indent, false)}`);
}

/** The value of a pair that is there, or was left empty, replaced; a comment behind it stays. */
function replace(text: string, pair: Pair, value: string): string {
  const keyEnd = rangeOf(pair.key)?.[1] ?? 0;
  const colon = text.indexOf(':', keyEnd) + 1;
  const [, end = colon] = rangeOf(pair.value) ?? [];
  const old = text.slice(colon, Math.max(colon, end));
  if (old.trim() === '') return splice(text, colon, colon, ` ${value}`);
  return splice(text, colon, end, ` ${value}${old.endsWith('\n') ? '\n' : ''}`);
}

function remove(text: string, map: YAMLMap, pair: Pair): string {
  const start = rangeOf(pair.key)?.[0] ?? 0;
  const end = rangeOf(pair.value)?.[1] ?? rangeOf(pair.key)?.[1] ?? start;
  if (map.flow === true) {
    const after = /^\s*,\s*/u.exec(text.slice(end))?.[0];
    if (after !== undefined) return splice(text, start, end + after.length, '');
    const before = /,\s*$/u.exec(text.slice(0, start))?.[0] ?? '';
    return splice(text, start - before.length, end, '');
  }
  const last = lineEnd(text, Math.max(start, text[end - 1] === '\n' ? end - 1 : end));
  const from = lineStart(text, start);
  // at the end of the text the line end before goes with it
  return last < text.length
    ? splice(text, from, last + 1, '')
    : splice(text, Math.max(0, from - 1), last, '');
}

/** `Name: value` declares a variable with a default: it goes on having it. */
function shortDefault({ value }: Pair, path: readonly string[]): string {
  if (path[0] !== 'variables' || path.length !== 3 || !isScalar(value) || value.value === null) {
    return '';
  }
  const text = typeof value.value === 'string' ? value.value : (value.source ?? '');
  return `default: ${written(text, true)}, `;
}

/** Takes the last of these pairs away, and the maps that have no other. */
function removeLast(text: string, found: readonly (readonly [YAMLMap, Pair])[]): string {
  const at = found.findLastIndex(([map], depth) => depth === 0 || map.items.length > 1);
  const [map, pair] = found[at] ?? [];
  return map === undefined || pair === undefined ? text : remove(text, map, pair);
}

/**
 * Front matter, its marks left out, with one property changed: `undefined` takes it away, with what is
 * left empty by it. Every other byte stays, comments too. `undefined` where the text is no YAML mapping
 * that can be read.
 */
export function withProperty(
  text: string,
  path: readonly string[],
  value: PropertyValue | undefined,
): string | undefined {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const root: unknown = document.contents;
  if (document.errors.length > 0 || !(root === null || isMap(root))) return undefined;
  const found: (readonly [YAMLMap, Pair])[] = [];
  let map = isMap(root) ? root : undefined;
  for (const [depth, key] of path.entries()) {
    const pair = map?.items.find(each => keyOf(each) === key);
    if (map === undefined || pair === undefined) {
      return value === undefined ? text : append(text, map, path.slice(depth), value);
    }
    found.push([map, pair]);
    const rest = path.slice(depth + 1);
    if (rest.length === 0) {
      return value === undefined
        ? removeLast(text, found)
        : replace(text, pair, written(value, map.flow === true));
    }
    if (!isMap(pair.value)) {
      if (value === undefined) return text;
      return replace(text, pair, `{ ${shortDefault(pair, path)}${entry(rest, value, '', true)} }`);
    }
    map = pair.value;
  }
  return text;
}
