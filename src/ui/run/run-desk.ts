import * as vscode from 'vscode';
import type { Background } from '../background.ts';
import { isRunbookType } from '../notebook/types.ts';
import { NotebookRun, type RunChange, type RunSurroundings } from './notebook-run.ts';

/** A change of one run. */
export interface DeskChange {
  readonly run: NotebookRun;
  readonly what: RunChange;
}

/** The runs of all open runbooks. */
export class RunDesk {
  readonly #around: RunSurroundings;
  readonly #runs = new Map<vscode.NotebookDocument, NotebookRun>();
  readonly #changed = new vscode.EventEmitter<DeskChange>();
  /** A run began, went on, ended or is shown anew. */
  readonly onDidChange = this.#changed.event;
  readonly #closing: vscode.Disposable;

  constructor(around: RunSurroundings, background: Background) {
    this.#around = around;
    this.#closing = vscode.workspace.onDidCloseNotebookDocument(notebook => {
      const run = this.#runs.get(notebook);
      this.#runs.delete(notebook);
      if (run !== undefined) background(run.close());
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

  /** Closes every run and its log; what is open stays open in the logs. */
  async close(): Promise<void> {
    this.#closing.dispose();
    this.#changed.dispose();
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    await Promise.all(runs.map(run => run.close()));
  }
}
