import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CellRun } from '../run/cell-run.ts';
import type { DisplayBatch } from '../run/display-batch.ts';
import { isRunbookType, notebookTypes, stepLanguageIds } from './types.ts';

/** Ids of the controllers; the editor remembers them, so they never change. */
function controllerId(notebookType: string): string {
  return `recovery-runbooks.controller.${notebookType}`;
}

/** Lines of output that a cell shows as they come. */
function outputLines(): number {
  return vscode.workspace.getConfiguration('recoveryRunbooks').get<number>('output.lines', 400);
}

/**
 * The editor's controllers, one for each notebook type. They make executions and hand cells on;
 * everything else of a run is elsewhere.
 */
export class Controllers implements vscode.Disposable {
  readonly #extension: string;
  readonly #controllers = new Map<string, vscode.NotebookController>();
  readonly #selected = new WeakMap<vscode.NotebookDocument, Set<string>>();

  constructor(
    extension: string,
    execute: (
      cells: readonly vscode.NotebookCell[],
      notebook: vscode.NotebookDocument,
    ) => Promise<void>,
  ) {
    this.#extension = extension;
    for (const type of notebookTypes) {
      const label = l10n.t('Recovery Runbooks');
      const made = vscode.notebooks.createNotebookController(controllerId(type), type, label);
      made.supportedLanguages = [...stepLanguageIds];
      made.supportsExecutionOrder = false;
      made.description = l10n.t('runs steps and keeps the recovery log');
      made.executeHandler = (cells, notebook) => execute(cells, notebook);
      made.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        this.#note(notebook, made.id, selected);
      });
      this.#controllers.set(type, made);
    }
  }

  /** Selects our controller for the notebook in front; affinity alone leaves a picker on screen. */
  async select(notebook: vscode.NotebookDocument): Promise<boolean> {
    if (!isRunbookType(notebook.notebookType)) return false;
    const id = controllerId(notebook.notebookType);
    if (this.#selected.get(notebook)?.has(id) === true) return true;
    if (vscode.window.activeNotebookEditor?.notebook !== notebook) return false;
    const kernel = { id, extension: this.#extension };
    await vscode.commands.executeCommand('notebook.selectKernel', kernel);
    return this.#selected.get(notebook)?.has(id) === true;
  }

  /** Makes the execution of a cell. Throws where the controller is not selected. */
  execution(cell: vscode.NotebookCell): vscode.NotebookCellExecution {
    const controller = this.#controllers.get(cell.notebook.notebookType);
    if (controller === undefined) throw new Error(`no controller: ${cell.notebook.notebookType}`);
    return controller.createNotebookCellExecution(cell);
  }

  /** Shows a cell as pending. */
  cellRun(cell: vscode.NotebookCell, step: string, batch: DisplayBatch): CellRun {
    return new CellRun(this.execution(cell), step, batch, outputLines());
  }

  dispose(): void {
    for (const controller of this.#controllers.values()) controller.dispose();
  }

  #note(notebook: vscode.NotebookDocument, id: string, selected: boolean): void {
    const known = this.#selected.get(notebook) ?? new Set<string>();
    if (selected) known.add(id);
    else known.delete(id);
    this.#selected.set(notebook, known);
  }
}
