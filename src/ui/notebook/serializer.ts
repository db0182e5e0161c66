import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { asProblem } from '../../errors/problem.ts';
import type { Cell, RunbookDocument } from '../../runbook/markdown/document.ts';
import { problemText } from '../run/problem-panel.ts';
import type { LoadServices } from '../services.ts';
import { cellMetadata, documentMetadata } from './metadata.ts';

/** What a cell of the editor and a cell on its way to the file have in common. */
interface EditorCell {
  readonly kind: vscode.NotebookCellKind;
  readonly languageId: string;
  readonly text: string;
  readonly metadata: unknown;
}

function asCell(cell: EditorCell, index: number): Cell {
  const { languageId, text } = cell;
  const metadata = cellMetadata(cell.metadata);
  if (cell.kind === vscode.NotebookCellKind.Markup) {
    return { kind: 'prose', languageId: 'markdown', text, metadata };
  }
  const kind = index === 0 && languageId === 'yaml' ? 'front-matter' : 'step';
  return { kind, languageId, text, metadata };
}

/** The runbook document that cells of the editor stand for. */
export function documentOf(cells: readonly EditorCell[], metadata: unknown): RunbookDocument {
  return { cells: cells.map(asCell), metadata: documentMetadata(metadata) };
}

/**
 * Reads and writes runbook files. What cannot be read is refused with the reason, so that a save never
 * destroys it. Keeps nothing between calls: everything that the round trip needs lies in the metadata.
 */
export class RunbookSerializer implements vscode.NotebookSerializer {
  readonly #load: LoadServices;

  constructor(load: LoadServices) {
    this.#load = load;
  }

  async deserializeNotebook(bytes: Uint8Array): Promise<vscode.NotebookData> {
    const services = await this.#load();
    let document: RunbookDocument;
    try {
      document = services.readDocument(bytes, l10n.t('this file'));
    } catch (thrown) {
      throw new Error(problemText(asProblem(thrown).data), { cause: thrown });
    }
    const cells = document.cells.map(cell => {
      const kind =
        cell.kind === 'prose' ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code;
      const data = new vscode.NotebookCellData(kind, cell.text, cell.languageId);
      data.metadata = { ...cell.metadata };
      return data;
    });
    const data = new vscode.NotebookData(cells);
    data.metadata = { ...document.metadata };
    return data;
  }

  async serializeNotebook(data: vscode.NotebookData): Promise<Uint8Array> {
    const services = await this.#load();
    const cells = data.cells.map(cell => ({
      kind: cell.kind,
      languageId: cell.languageId,
      text: cell.value.replaceAll('\r\n', '\n'),
      metadata: cell.metadata,
    }));
    return services.writeDocument(documentOf(cells, data.metadata));
  }
}
