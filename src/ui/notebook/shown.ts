import * as vscode from 'vscode';
import type { Estate } from '../../estate/model.ts';
import type { StepState } from '../../log/state.ts';
import type { Step } from '../../runbook/model.ts';
import type { Background } from '../background.ts';
import { passedOverPanel } from '../run/display.ts';
import type { NotebookRun } from '../run/notebook-run.ts';
import { panelOutput } from '../run/outputs.ts';
import { problemButtons, problemPanel, problemText } from '../run/problem-panel.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import type { Controllers } from './controllers.ts';
import { headerPanel, headerText } from './header-panel.ts';
import type { OpenRunbook, RunbookReader } from './open-runbook.ts';
import { isRunbookType } from './types.ts';

export interface ShownParts {
  readonly controllers: Controllers;
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly load: LoadServices;
  readEstate(near: vscode.Uri): Promise<Estate | undefined>;
  readonly background: Background;
}

/** Header changes wait this long for more. */
const headerMs = 150;

/**
 * What a runbook shows when it comes in front: our controller is selected, the ticks and durations of
 * its last run come back from the log, and its header stands below the front matter.
 */
export class ShownRunbooks implements vscode.Disposable {
  readonly #parts: ShownParts;
  readonly #subscriptions: vscode.Disposable[];
  readonly #replayed = new WeakSet<vscode.NotebookDocument>();
  readonly #headers = new WeakMap<vscode.NotebookDocument, string>();
  readonly #waiting = new Map<NotebookRun, NodeJS.Timeout>();

  constructor(parts: ShownParts) {
    this.#parts = parts;
    const show = (editor: vscode.NotebookEditor | undefined): void => {
      if (editor !== undefined && isRunbookType(editor.notebook.notebookType)) {
        this.#parts.background(this.#show(editor.notebook));
      }
    };
    this.#subscriptions = [
      vscode.window.onDidChangeActiveNotebookEditor(show),
      vscode.workspace.onDidSaveNotebookDocument(notebook => {
        if (isRunbookType(notebook.notebookType)) this.#headerSoon(this.#parts.desk.of(notebook));
      }),
      parts.desk.onDidChange(({ run, what }) => {
        if (what === 'run') this.#headerSoon(run);
      }),
    ];
    show(vscode.window.activeNotebookEditor);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const timer of this.#waiting.values()) clearTimeout(timer);
  }

  async #show(notebook: vscode.NotebookDocument): Promise<void> {
    const selected = await this.#parts.controllers.select(notebook);
    if (!selected || this.#replayed.has(notebook)) return;
    this.#replayed.add(notebook);
    const run = this.#parts.desk.of(notebook);
    await run.recall();
    if (run.driver === undefined) await this.#replay(run);
  }

  async #replay(run: NotebookRun): Promise<void> {
    const { state } = run;
    if (state === undefined) return;
    const { stepAt } = await this.#parts.reader.of(run.notebook);
    if (isGone(run.notebook)) return;
    for (const [index, step] of stepAt) {
      const past = state.steps.get(step.id);
      if (past?.textHash === step.hash) {
        this.#replayCell(run.notebook.cellAt(index), step, past);
      }
    }
  }

  #replayCell(cell: vscode.NotebookCell, step: Step, past: StepState): void {
    if (past.outcome !== 'succeeded' && past.problem === undefined) return;
    const ended = Date.parse(past.ended ?? '');
    const started = Date.parse(past.started ?? '');
    if (Number.isNaN(ended) || Number.isNaN(started)) return;
    const execution = this.#parts.controllers.execution(cell);
    execution.start(started);
    if (past.problem !== undefined) {
      const panel = problemPanel(step.id, past.problem, problemButtons(past.problem));
      execution
        .replaceOutput(panelOutput(panel, problemText(past.problem)))
        .then(undefined, ignore);
    } else if (past.outcome === 'succeeded' && past.why !== undefined) {
      const panel = passedOverPanel({ step: step.id, outcome: 'skipped', why: past.why });
      execution.replaceOutput(panelOutput(panel, panel.title)).then(undefined, ignore);
    }
    execution.end(past.outcome === 'succeeded', ended);
  }

  #headerSoon(run: NotebookRun): void {
    if (this.#waiting.has(run)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(run);
      this.#parts.background(this.#header(run));
    }, headerMs);
    this.#waiting.set(run, timer);
  }

  async #header(run: NotebookRun): Promise<void> {
    const { notebook } = run;
    if (isGone(notebook) || notebook.cellCount === 0) return;
    const cell = notebook.cellAt(0);
    const isFrontMatter =
      cell.kind === vscode.NotebookCellKind.Code && cell.document.languageId === 'yaml';
    if (!isFrontMatter || !(await this.#parts.controllers.select(notebook))) return;
    const panel = await this.#headerOf(run, await this.#parts.reader.of(notebook));
    const text = headerText(panel);
    if (isGone(notebook) || this.#headers.get(notebook) === text) return;
    this.#headers.set(notebook, text);
    const execution = this.#parts.controllers.execution(cell);
    execution.start();
    execution.replaceOutput(panelOutput(panel, text)).then(undefined, ignore);
    execution.end(undefined);
  }

  async #headerOf(
    run: NotebookRun,
    { runbook }: OpenRunbook,
  ): Promise<ReturnType<typeof headerPanel>> {
    const estate = await this.#estateOf(run.notebook.uri);
    const services = await this.#parts.load();
    const defaults = await services.defaultValues(runbook, estate, run.given);
    const values = new Map([...defaults, ...run.given]);
    const driven = run.driver !== undefined;
    return headerPanel({ runbook, estate, run: run.state, driven, armed: run.armed, values });
  }

  /** A broken estate file is told about where it matters: in its own editor and when a step is run. */
  async #estateOf(near: vscode.Uri): Promise<Estate | undefined> {
    try {
      return await this.#parts.readEstate(near);
    } catch {
      return undefined;
    }
  }
}

/** A function, because a notebook may be closed while something is waited for. */
function isGone(notebook: vscode.NotebookDocument): boolean {
  return notebook.isClosed;
}

/** The display is gone; nothing else depends on it. */
function ignore(): void {
  // the notebook was closed
}
