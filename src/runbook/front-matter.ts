import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../errors/diagnostic.ts';
import * as findings from '../errors/front-matter.ts';
import type { Finding } from '../errors/runbook-diagnostics.ts';
import { at, nearest } from './checks/findings.ts';
import type { FrontMatterBlock } from './markdown/front-matter-block.ts';
import type { AppliesTo, TextRange, VariableDeclaration } from './model.ts';
import { readVariables } from './variables/declarations.ts';

/** What the front matter of a runbook says. */
export interface FrontMatter {
  readonly title: string | undefined;
  readonly description: string;
  readonly variables: readonly VariableDeclaration[];
  readonly appliesTo: AppliesTo;
  readonly diagnostics: readonly Diagnostic[];
}

/** An entry of a YAML mapping, with its places in the file. */
export interface Entry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: Node | null;
  readonly valueRange: TextRange;
}

/** Reads the nodes of the front matter and gathers what is wrong with them. */
export class FrontMatterReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #block: FrontMatterBlock;

  constructor(block: FrontMatterBlock) {
    this.#block = block;
  }

  report(range: TextRange, finding: Finding): void {
    this.diagnostics.push(at(range, finding));
  }

  /** The range of a node in the file; its YAML begins on line 2. */
  rangeOf(node: unknown): TextRange {
    const range = isNode(node) ? node.range : undefined;
    const [start, end] = range ?? [0, 0];
    const { counter } = this.#block;
    const [from, to] = [counter.linePos(start), counter.linePos(end)];
    return {
      start: { line: from.line + 1, column: from.col },
      end: { line: to.line + 1, column: to.col },
    };
  }

  /** The entries of a mapping, keys that stand there twice included. */
  allEntries(map: YAMLMap): Entry[] {
    return map.items.map(pair => ({
      key: isScalar(pair.key) ? scalarText(pair.key) : '',
      keyRange: this.rangeOf(pair.key),
      value: this.#resolved(pair.value),
      valueRange: this.rangeOf(isNode(pair.value) ? pair.value : pair.key),
    }));
  }

  /** The entries of a mapping; a key that stands there again is reported and left out. */
  entries(map: YAMLMap): Entry[] {
    const found = new Map<string, Entry>();
    for (const entry of this.allEntries(map)) {
      const first = found.get(entry.key);
      if (first === undefined) found.set(entry.key, entry);
      else {
        const { line } = first.keyRange.start;
        this.report(entry.keyRange, findings.duplicateKey(entry.key, line));
      }
    }
    return [...found.values()];
  }

  /** A text; numbers, dates and the like count as they are written. */
  text({ key, value, valueRange }: Entry): string | undefined {
    if (value === null) return '';
    if (isScalar(value)) return scalarText(value);
    this.report(valueRange, findings.wrongType(key, findings.forms.text()));
    return undefined;
  }

  yesNo({ key, value, valueRange }: Entry): boolean | undefined {
    if (isScalar(value) && typeof value.value === 'boolean') return value.value;
    this.report(valueRange, findings.wrongType(key, findings.forms.yesNo()));
    return undefined;
  }

  texts(entry: Entry): string[] {
    const { key, value, valueRange } = entry;
    if (value === null) return [];
    if (isScalar(value)) return [scalarText(value)];
    if (isSeq(value)) {
      const items = value.items.map(item => this.#resolved(item));
      if (items.every(item => isScalar(item))) return items.map(scalarText);
    }
    this.report(valueRange, findings.wrongType(key, findings.forms.texts()));
    return [];
  }

  map(entry: Entry): YAMLMap | undefined {
    const { key, value, valueRange } = entry;
    if (value === null) return undefined;
    if (isMap(value)) return value;
    this.report(valueRange, findings.wrongType(key, findings.forms.mapping()));
    return undefined;
  }

  unknown({ key, keyRange }: Entry, known: readonly string[], top: boolean): void {
    this.report(keyRange, findings.unknownKey(key, top, nearest(key, known)));
  }

  #resolved(value: unknown): Node | null {
    const node = isAlias(value) ? value.resolve(this.#block.document) : value;
    return isNode(node) && !isEmptyScalar(node) ? node : null;
  }
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}

function scalarText(node: Node): string {
  if (!isScalar(node)) return '';
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** Versions of the product that a runbook can be for; the first is the one by default. */
export const runbookVersions = ['2013', '2015', '2019', 'SE'];
const topKeys = ['title', 'description', 'variables', 'applies-to'];
const appliesToKeys = ['roles', 'editions', 'product-version'];
const anywhere: AppliesTo = { roles: [], editions: [], productVersion: '2013' };

function readAppliesTo(reader: FrontMatterReader, entry: Entry): AppliesTo {
  const map = reader.map(entry);
  let { roles, editions, productVersion } = anywhere;
  for (const inner of map === undefined ? [] : reader.entries(map)) {
    if (inner.key === 'roles') roles = reader.texts(inner);
    else if (inner.key === 'editions') editions = reader.texts(inner);
    else if (inner.key === 'product-version') productVersion = readVersion(reader, inner);
    else reader.unknown(inner, appliesToKeys, false);
  }
  return { roles, editions, productVersion };
}

function readVersion(reader: FrontMatterReader, entry: Entry): string {
  const text = reader.text(entry);
  if (text === undefined || runbookVersions.includes(text)) return text ?? anywhere.productVersion;
  reader.report(entry.valueRange, findings.unknownVersion(text, runbookVersions));
  return anywhere.productVersion;
}

/** Reads front matter; what is wrong is reported and left out. */
export function readFrontMatter(block: FrontMatterBlock | undefined): FrontMatter {
  const nothing = { title: undefined, description: '', variables: [], appliesTo: anywhere };
  if (block === undefined) return { ...nothing, diagnostics: [] };
  const reader = new FrontMatterReader(block);
  let front: Omit<FrontMatter, 'diagnostics'> = nothing;
  for (const entry of reader.entries(block.map)) {
    if (entry.key === 'title') front = { ...front, title: reader.text(entry) };
    else if (entry.key === 'description') {
      front = { ...front, description: reader.text(entry)?.trim() ?? '' };
    } else if (entry.key === 'variables') {
      front = { ...front, variables: readVariables(reader, entry) };
    } else if (entry.key === 'applies-to') {
      front = { ...front, appliesTo: readAppliesTo(reader, entry) };
    } else reader.unknown(entry, topKeys, true);
  }
  return { ...front, diagnostics: reader.diagnostics };
}
