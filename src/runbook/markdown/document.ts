import { hash } from 'node:crypto';
import { frontMatterText } from './cell-text.ts';
import { decodeText, encodeText } from './encoding.ts';
import { languageIds } from './fence.ts';
import { readLayout, stepText, type Part } from './layout.ts';
import {
  lfSlice,
  mainLineEnd,
  originalSlice,
  withoutBlankLines,
  type LineEnd,
  type TextLines,
} from './lines.ts';
import { writeCells } from './write-cells.ts';

export type CellKind = 'front-matter' | 'prose' | 'step';

/** Where a cell came from. Counts only while the text that it gives equals the cell's text. */
export interface CellSource {
  /** The cell's part of the file, line ends and blank lines around it included. */
  readonly raw: string;
  /** Identifies the file's content that was read, so that neighbours are known again. */
  readonly document: string;
  /** Place among the cells that were read. */
  readonly index: number;
  readonly last: boolean;
}

/** JSON, carried by the editor; what is missing or not of this form is taken as absent. */
export interface CellMetadata {
  /**
   * Of a step: the info string after its fence, language and attributes, for example
   * `step {#copy requires=seal}`. Changing it changes the fence.
   */
  readonly info?: string;
  readonly source?: CellSource;
}

/** A part of a runbook as a notebook shows it. */
export interface Cell {
  readonly kind: CellKind;
  /** `yaml`, `markdown`, `powershell`, `sql`, `recovery-step`; any other becomes a fence of prose. */
  readonly languageId: string;
  /** Line ends as LF; without the fences, and without blank lines around prose. */
  readonly text: string;
  readonly metadata: CellMetadata;
}

/** JSON, carried by the editor. */
export interface DocumentMetadata {
  readonly bom: boolean;
  /** The line end that the file uses most; new lines get it. */
  readonly lineEnd: LineEnd;
}

export interface RunbookDocument {
  readonly cells: readonly Cell[];
  readonly metadata: DocumentMetadata;
}

function cellOf(lines: TextLines, part: Part, source: CellSource): Cell {
  switch (part.kind) {
    case 'front-matter': {
      const text = frontMatterText(source.raw) ?? '';
      return { kind: part.kind, languageId: 'yaml', text, metadata: { source } };
    }
    case 'prose': {
      const text = withoutBlankLines(lfSlice(lines, part.from, part.to));
      return { kind: part.kind, languageId: 'markdown', text, metadata: { source } };
    }
    case 'step': {
      const languageId = languageIds[part.language];
      const metadata = { info: part.opening.info, source };
      return { kind: part.kind, languageId, text: stepText(lines, part), metadata };
    }
  }
}

/**
 * The cells of a runbook file. `writeDocument` of what this gives is the same bytes. Throws a
 * `Problem` (usage) for bytes that are not UTF-8 text.
 */
export function readDocument(bytes: Uint8Array, file: string): RunbookDocument {
  const { text, bom } = decodeText(bytes, file);
  const layout = readLayout(text);
  const document = hash('sha256', bytes).slice(0, 16);
  const cells = layout.parts.map((part, index) =>
    cellOf(layout.lines, part, {
      raw: originalSlice(layout.lines, part.from, part.to),
      document,
      index,
      last: index === layout.parts.length - 1,
    }),
  );
  return { cells, metadata: { bom, lineEnd: mainLineEnd(text, '\n') } };
}

/**
 * The file of these cells. What was not changed keeps its bytes; a changed cell keeps its fence,
 * indentation and the line ends of lines that stayed; a new cell gets a fence that fits its text, the
 * document's line end and a blank line around it. Never throws.
 */
export function writeDocument(document: RunbookDocument): Uint8Array {
  const text = writeCells(document.cells, document.metadata.lineEnd || '\n');
  return encodeText({ text, bom: document.metadata.bom });
}
