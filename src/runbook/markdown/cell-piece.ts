import {
  frontMatterText,
  infoFor,
  newFence,
  newFrontMatter,
  proseText,
  rebuildFence,
  rebuildFrontMatter,
  rebuildProse,
} from './cell-text.ts';
import type { Cell, CellSource } from './document.ts';
import { fenceText, readFence } from './fence.ts';
import { parseFrontMatter } from './front-matter-block.ts';
import { isBlank, toLf, type LineEnd } from './lines.ts';

/** A cell as it will stand in the file. */
export interface Piece {
  readonly kind: Cell['kind'];
  /** With its line ends; empty for a cell that leaves nothing. */
  readonly text: string;
  /** The text is the one that was read. */
  readonly intact: boolean;
  readonly source: CellSource | undefined;
}

/** Where a cell stands among the cells to be written. */
export interface CellPlace {
  readonly first: boolean;
  readonly last: boolean;
}

/** What the editor carried for the cell, if it has the form that we gave it. */
function sourceOf(cell: Cell): CellSource | undefined {
  const { source }: { readonly source?: unknown } = cell.metadata;
  if (typeof source !== 'object' || source === null) return undefined;
  const { raw, document, index, last }: { readonly [K in keyof CellSource]?: unknown } = source;
  if (typeof raw !== 'string' || typeof document !== 'string') return undefined;
  if (typeof index !== 'number' || typeof last !== 'boolean') return undefined;
  return { raw, document, index, last };
}

function infoOf(cell: Cell): string | undefined {
  const { info }: { readonly info?: unknown } = cell.metadata;
  return typeof info === 'string' ? info.replace(/[\r\n]+/g, ' ').trim() : undefined;
}

/** Text models of the editor drop a byte order mark at the beginning of a text. */
function same(a: string, b: string): boolean {
  return a === b || a.replace(/^\uFEFF/, '') === b.replace(/^\uFEFF/, '');
}

function prosePiece(text: string, source: CellSource | undefined, lineEnd: LineEnd): Piece {
  const kind = 'prose';
  if (source === undefined) {
    const end = text === '' ? '' : lineEnd;
    return { kind, source, text: text.replaceAll('\n', lineEnd) + end, intact: false };
  }
  if (same(proseText(source.raw), text)) return { kind, source, text: source.raw, intact: true };
  return { kind, source, text: rebuildProse(source.raw, text, lineEnd), intact: false };
}

function frontMatterPiece(text: string, source: CellSource | undefined, lineEnd: LineEnd): Piece {
  const kind = 'front-matter';
  if (text.split('\n').every(isBlank)) return { kind, source, text: '', intact: false };
  const had = source && frontMatterText(source.raw);
  if (source === undefined || had === undefined) {
    return { kind, source: undefined, text: newFrontMatter(text, lineEnd), intact: false };
  }
  if (same(had, text)) return { kind, source, text: source.raw, intact: true };
  return { kind, source, text: rebuildFrontMatter(source.raw, text, lineEnd), intact: false };
}

function stepPiece(cell: Cell, text: string, last: boolean, lineEnd: LineEnd): Piece {
  const kind = 'step';
  const source = sourceOf(cell);
  const fence = source && readFence(source.raw);
  const info = infoFor(cell.languageId, infoOf(cell) ?? fence?.info ?? '');
  if (source === undefined || fence === undefined) {
    return { kind, source: undefined, text: newFence(text, info, lineEnd), intact: false };
  }
  const open = fence.closing === undefined && !last;
  if (!open && fence.info === info && same(fenceText(fence), text)) {
    return { kind, source, text: source.raw, intact: true };
  }
  const kept = same(fenceText(fence), text) ? fenceText(fence) : text;
  return {
    kind,
    source,
    text: rebuildFence(fence, { text: kept, info, close: open }, lineEnd),
    intact: false,
  };
}

/** A YAML cell at the beginning is front matter; one that was moved there only if it can be. */
function isFrontMatter(cell: Cell, first: boolean): boolean {
  if (!first || cell.languageId !== 'yaml' || cell.kind === 'prose') return false;
  return cell.kind === 'front-matter' || parseFrontMatter(toLf(cell.text)).map !== undefined;
}

/** What a cell becomes in the file. What the editor carried counts only while it fits the cell. */
export function cellPiece(cell: Cell, place: CellPlace, lineEnd: LineEnd): Piece {
  const text = toLf(cell.text);
  if (cell.kind === 'prose') return prosePiece(proseText(text), sourceOf(cell), lineEnd);
  if (isFrontMatter(cell, place.first)) return frontMatterPiece(text, sourceOf(cell), lineEnd);
  return stepPiece(cell, text, place.last, lineEnd);
}
