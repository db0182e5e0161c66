import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as text from '../../errors/step-cells.ts';

/** Keys and list indices from the top of the cell. */
export type CellPath = readonly (string | number)[];

type Range = Pick<Diagnostic, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** Range of a part of the text, by offsets. */
type RangeOf = (start: number, end: number) => Range;

/** The YAML of a `step` cell, with the place of each part kept. */
export interface Cell {
  /** Plain values; `undefined` where there is an error in `diagnostics`. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** Range of the value at the path, or of the nearest part around it that exists. */
  range(path: CellPath): Range;
  /** Range of the key that leads to the value at the path. */
  keyRange(path: CellPath): Range;
  /** The scalar at the path as it is written, without quotes; `undefined` for quoted text and the rest. */
  plainSource(path: CellPath): string | undefined;
}

/** Largest number of alias expansions in a cell; more is taken for an attack on memory. */
const maxAliases = 50;

function rangeIn(lines: LineCounter, textLength: number): RangeOf {
  return (start, end) => {
    const from = lines.linePos(Math.min(start, textLength));
    const to = lines.linePos(Math.min(Math.max(end, start), textLength));
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
}

function pairAt(node: Node | null, key: string | number): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find(pair => isScalar(pair.key) && String(pair.key.value) === String(key));
}

/** What a path leads to. */
interface Walk {
  readonly node: Node | undefined;
  /** The last node on the way. */
  readonly near: Node | undefined;
  /** The key node that leads to it. */
  readonly key: Node | undefined;
}

function isPlace(node: unknown): node is Scalar | YAMLMap | YAMLSeq {
  return isScalar(node) || isMap(node) || isSeq(node);
}

function walk(root: Node | null, path: CellPath): Walk {
  let node = root ?? undefined;
  let near = node;
  let key: Node | undefined;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = pairAt(node, part);
      if (pair === undefined) return { node: undefined, near, key };
      if (isScalar(pair.key)) key = pair.key;
      // A key without a value is nearer than the mapping around it.
      near = key ?? near;
      next = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      next = node.items[part];
    } else {
      return { node: undefined, near, key };
    }
    node = isPlace(next) ? next : undefined;
    near = node ?? near;
  }
  return { node, near, key };
}

/** An error's place, to the end of its word or line: a single character is hard to see. */
function errorEnd(source: string, start: number, end: number): number {
  const line = /^[^\r\n]*/u.exec(source.slice(start))?.[0].trimEnd() ?? '';
  const word = /^[^\s:]*/u.exec(line)?.[0] ?? '';
  if (end - start <= 1) return start + Math.max(word.length, 1);
  return Math.min(end, start + line.length);
}

interface YamlFault {
  readonly code: string;
  readonly words: string;
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning';
}

/** Errors and warnings of the parser, and aliases of nothing, which it finds only when asked for values. */
function yamlFaults(document: Document): YamlFault[] {
  const found: YamlFault[] = [];
  for (const severity of ['error', 'warning'] as const) {
    for (const { code, message, pos } of severity === 'error'
      ? document.errors
      : document.warnings) {
      found.push({ code, words: message, start: pos[0], end: pos[1], severity });
    }
  }
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const [start, end] = alias.range ?? [0, 0];
      const words = `*${alias.source}`;
      found.push({ code: 'BAD_ALIAS', words, start, end, severity: 'error' });
    },
  });
  return found;
}

/** One wrong mark makes everything behind it wrong: what comes after these says nothing new. */
const mostFaults = 20;

/** Reads a cell's YAML. Never throws: what is wrong is in `diagnostics`, 1-based inside the cell. */
export function readCell(source: string): Cell {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true,
  });
  const rangeOf = rangeIn(lines, source.length);
  const faults = yamlFaults(document);
  const diagnostics = faults
    .slice(0, mostFaults)
    .map(({ code, words, start, end, severity }): Diagnostic => ({
      code: 'step-yaml',
      severity,
      message: text.yamlError(code, words),
      ...rangeOf(start, errorEnd(source, start, end)),
    }));
  const root = document.contents;
  const nodeRange = (node: Node | undefined): Range =>
    node?.range ? rangeOf(node.range[0], node.range[1]) : rangeOf(0, source.length);
  let value: unknown;
  if (!faults.some(fault => fault.severity === 'error')) {
    try {
      value = document.toJS({ maxAliasCount: maxAliases });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      diagnostics.push({
        code: 'step-yaml',
        severity: 'error',
        message: text.yamlError('RESOURCE_EXHAUSTION', words),
        ...rangeOf(0, source.length),
      });
    }
  }
  return {
    value,
    diagnostics,
    range: path => {
      const { node, near } = walk(root, path);
      return nodeRange(node ?? near);
    },
    keyRange: path => {
      const { key, near } = walk(root, path);
      return nodeRange(key ?? near);
    },
    plainSource: path => {
      const { node } = walk(root, path);
      if (!isScalar(node) || node.type !== Scalar.PLAIN) return undefined;
      return node.source;
    },
  };
}
