import * as vscode from 'vscode';
import { isRunbookType } from '../notebook/types.ts';
import { NotebookRun, type RunChange, type RunSurroundings } from './notebook-run.ts';

/** A change of one run. */
export interface DeskChange {
  readonly run: NotebookRun;
  readonly what: RunChange;
}

/** The runs of all open runbooks. */
export class RunDesk implements vscode.Disposable {
  readonly #around: RunSurroundings;
  readonly #runs = new Map<vscode.NotebookDocument, NotebookRun>();
  readonly #changed = new vscode.EventEmitter<DeskChange>();
  /** A run began, went on, ended or is shown anew. */
  readonly onDidChange = this.#changed.event;
  readonly #closing: vscode.Disposable;

  constructor(around: RunSurroundings) {
    this.#around = around;
    this.#closing = vscode.workspace.onDidCloseNotebookDocument(notebook => {
      this.#runs.get(notebook)?.dispose();
      this.#runs.delete(notebook);
    });
  }

  of(notebook: vscode.NotebookDocument): NotebookRun {
    const known = this.#runs.get(notebook);
    if (known !== undefined) return known;
    const run = new NotebookRun(notebook, this.#around);
    run.onDidChange(what => {
      this.#changed.fire({ run, what });
    });
    this.#runs.set(notebook, run);
    return run;
  }

  /** The run of the runbook in front. */
  get front(): NotebookRun | undefined {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook === undefined || !isRunbookType(notebook.notebookType)) return undefined;
    return this.of(notebook);
  }

  get all(): readonly NotebookRun[] {
    return [...this.#runs.values()];
  }

  dispose(): void {
    this.#closing.dispose();
    for (const run of this.#runs.values()) run.dispose();
    this.#runs.clear();
    this.#changed.dispose();
  }
}
