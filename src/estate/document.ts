import * as l10n from '@vscode/l10n';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Alias,
  type Document,
  type Pair,
} from 'yaml';
import type { Diagnostic } from '../errors/diagnostic.ts';

/** Keys and indexes that lead into the document. */
export type DocumentPath = readonly PropertyKey[];

/** Offsets into the text, in UTF-16 units. */
type Span = readonly [start: number, end: number];

interface Place {
  readonly key: Span | undefined;
  readonly value: Span | undefined;
}

/** Deepest nesting and most values that are read; a real estate file needs a small part of it. */
const limits = { depth: 40, values: 200_000 };

function spanOf(node: unknown): Span | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : undefined;
}

/**
 * A YAML text as plain data in which every scalar is the text as written (`2012` stays `2012`), with
 * the place of each value. An empty value counts as missing.
 */
export class EstateDocument {
  readonly findings: Diagnostic[] = [];
  /** Objects, arrays and strings; `undefined` for an empty file or one that is no YAML. */
  readonly value: unknown;
  readonly #places = new Map<string, Place>();
  readonly #lines = new LineCounter();
  #values = 0;

  constructor(text: string) {
    const documents = parseAllDocuments(text, {
      schema: 'failsafe',
      lineCounter: this.#lines,
      prettyErrors: false,
    });
    const [first, second] = documents;
    for (const error of first?.errors ?? []) this.#add('yaml', error.message, error.pos);
    if (second !== undefined) {
      const start = second.contents?.range[0] ?? second.range[0];
      this.#add('yaml', l10n.t('An estate file holds one YAML document, not several.'), [
        start,
        start,
      ]);
    }
    if (first === undefined || this.findings.length > 0) return;
    this.#places.set(keyOf([]), { key: undefined, value: spanOf(first.contents) });
    this.value = this.#plain(first, first.contents, []);
  }

  /** Adds a finding at the place of a value, or of its key where `at` says so. */
  report(code: string, message: string, path: DocumentPath, at: 'key' | 'value' = 'value'): void {
    this.#add(code, message, this.#spanAt(path, at));
  }

  #spanAt(path: DocumentPath, at: 'key' | 'value'): Span {
    const place = this.#places.get(keyOf(path));
    const span = at === 'key' ? (place?.key ?? place?.value) : (place?.value ?? place?.key);
    if (span !== undefined) return span;
    return path.length === 0 ? [0, 0] : this.#spanAt(path.slice(0, -1), 'key');
  }

  #add(code: string, message: string, [start, end]: Span): void {
    const from = this.#lines.linePos(start);
    const to = this.#lines.linePos(Math.max(start, end));
    this.findings.push({
      code,
      severity: 'error',
      message,
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: Math.max(1, to.line),
      endColumn: Math.max(1, to.col),
    });
  }

  #plain(document: Document.Parsed, node: unknown, path: DocumentPath): unknown {
    this.#values += 1;
    if (path.length > limits.depth || this.#values > limits.values) {
      if (this.findings.length > 0) return undefined;
      this.report('too-large', l10n.t('The file is nested too deeply or holds too much.'), path);
      return undefined;
    }
    if (isAlias(node)) return this.#plain(document, target(document, node), path);
    if (isScalar(node)) {
      const empty = node.type === 'PLAIN' && /^(?:|~|null)$/.test(String(node.value));
      return empty ? undefined : String(node.value);
    }
    if (isSeq(node)) {
      return node.items.map((item, i) => {
        const below = [...path, i];
        this.#places.set(keyOf(below), { key: undefined, value: spanOf(item) });
        return this.#plain(document, item, below);
      });
    }
    return isMap(node) ? this.#mapping(document, node.items, path) : undefined;
  }

  #mapping(document: Document.Parsed, pairs: readonly Pair[], path: DocumentPath): unknown {
    const entries: [string, unknown][] = [];
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined) {
        this.#add('yaml', l10n.t('A key must be plain text.'), spanOf(key) ?? [0, 0]);
        continue;
      }
      const below = [...path, name];
      this.#places.set(keyOf(below), { key: spanOf(key), value: spanOf(value) });
      entries.push([name, this.#plain(document, value, below)]);
    }
    return Object.fromEntries(entries);
  }
}

function keyOf(path: DocumentPath): string {
  return JSON.stringify(path.map(String));
}

/** What an alias stands for; one that names itself stands for nothing. */
function target(document: Document.Parsed, alias: Alias): unknown {
  return alias.resolve(document);
}
