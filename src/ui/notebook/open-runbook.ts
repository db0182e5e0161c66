import * as vscode from 'vscode';
import type { Runbook, Step } from '../../runbook/model.ts';
import type { LoadServices } from '../services.ts';
import { documentOf } from './serializer.ts';
import { isStepLanguage } from './types.ts';

/** The runbook of a notebook as it stands in the editor now, saved or not. */
export interface OpenRunbook {
  readonly runbook: Runbook;
  /** Steps by the cell's index at the time of reading. */
  readonly stepAt: ReadonlyMap<number, Step>;
}

/** The bytes that a save would write now. */
export async function bytesOf(
  notebook: vscode.NotebookDocument,
  load: LoadServices,
): Promise<Uint8Array> {
  const cells = notebook.getCells().map(cell => ({
    kind: cell.kind,
    languageId: cell.document.languageId,
    text: textOf(cell),
    metadata: cell.metadata,
  }));
  const services = await load();
  return services.writeDocument(documentOf(cells, notebook.metadata));
}

/** A cell's text with LF line ends. */
function textOf(cell: vscode.NotebookCell): string {
  return cell.document.getText().replaceAll('\r\n', '\n');
}

/** Steps and cells are in the same order; a cell that the file has as prose is passed by. */
function align(notebook: vscode.NotebookDocument, steps: readonly Step[]): Map<number, Step> {
  const found = new Map<number, Step>();
  let next = 0;
  for (const cell of notebook.getCells()) {
    if (cell.kind !== vscode.NotebookCellKind.Code) continue;
    if (!isStepLanguage(cell.document.languageId)) continue;
    const step = steps[next];
    if (step === undefined) break;
    if (step.text !== textOf(cell)) continue;
    found.set(cell.index, step);
    next += 1;
  }
  return found;
}

/** Reads the runbooks of open notebooks, each state of their text and attributes once. */
export class RunbookReader implements vscode.Disposable {
  readonly #load: LoadServices;
  readonly #revisions = new WeakMap<vscode.NotebookDocument, number>();
  readonly #read = new WeakMap<
    vscode.NotebookDocument,
    { readonly key: string; readonly open: Promise<OpenRunbook> }
  >();
  readonly #subscription: vscode.Disposable;

  constructor(load: LoadServices) {
    this.#load = load;
    this.#subscription = vscode.workspace.onDidChangeNotebookDocument(change => {
      const { notebook, contentChanges, cellChanges, metadata } = change;
      const attributes = cellChanges.some(each => each.metadata !== undefined);
      if (contentChanges.length === 0 && !attributes && metadata === undefined) return;
      this.#revisions.set(notebook, (this.#revisions.get(notebook) ?? 0) + 1);
    });
  }

  of(notebook: vscode.NotebookDocument): Promise<OpenRunbook> {
    const key = this.#key(notebook);
    const known = this.#read.get(notebook);
    if (known?.key === key) return known.open;
    const open = this.#readNow(notebook);
    this.#read.set(notebook, { key, open });
    return open;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Cell of a step, by the notebook as it stands now. */
  async cellOf(
    notebook: vscode.NotebookDocument,
    stepId: string,
  ): Promise<vscode.NotebookCell | undefined> {
    const { stepAt } = await this.of(notebook);
    for (const [index, step] of stepAt) if (step.id === stepId) return notebook.cellAt(index);
    return undefined;
  }

  /** The notebook's own version counts outputs and ticks too, which a run changes all the time. */
  #key(notebook: vscode.NotebookDocument): string {
    let versions = 0;
    for (const cell of notebook.getCells()) versions += cell.document.version;
    return `${this.#revisions.get(notebook) ?? 0}:${notebook.cellCount}:${versions}`;
  }

  async #readNow(notebook: vscode.NotebookDocument): Promise<OpenRunbook> {
    const services = await this.#load();
    const bytes = await bytesOf(notebook, this.#load);
    const runbook = services.readRunbook(bytes, notebook.uri.fsPath);
    return { runbook, stepAt: align(notebook, runbook.steps) };
  }
}
