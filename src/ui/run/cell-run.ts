import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { OutputStream, Progress, Table } from '../../runbook/execution.ts';
import type { Panel } from '../panel.ts';
import type { DisplayBatch } from './display-batch.ts';
import { OutputWindow } from './output-window.ts';
import { panelItems, panelOutput, tableOutput } from './outputs.ts';
import { progressText } from './progress-text.ts';
import { StreamPainter } from './stream-text.ts';

type State = 'waiting' | 'running' | 'ended';

/**
 * The execution of one cell, as the editor shows it. Calls into the editor are gathered and never
 * awaited: it may be slow or its window closed, and the run goes on. Every path ends in `end`.
 */
export class CellRun {
  readonly cell: vscode.NotebookCell;
  readonly #execution: vscode.NotebookCellExecution;
  readonly #step: string;
  readonly #batch: DisplayBatch;
  readonly #window: OutputWindow;
  readonly #painter = new StreamPainter();
  #state: State = 'waiting';
  #stdout: vscode.NotebookCellOutput | undefined;
  #pending = '';
  #progress: string | undefined;
  #progressOutput: vscode.NotebookCellOutput | undefined;
  #textQueued = false;

  /** Shows the cell as pending. `lines`: lines of output that it shows as they come. */
  constructor(
    execution: vscode.NotebookCellExecution,
    step: string,
    batch: DisplayBatch,
    lines: number,
  ) {
    this.#execution = execution;
    this.cell = execution.cell;
    this.#step = step;
    this.#batch = batch;
    this.#window = new OutputWindow(lines);
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  get token(): vscode.CancellationToken {
    return this.#execution.token;
  }

  /** Starts the cell's clock; outputs of an earlier run go. Does nothing on a second call. */
  start(at = Date.now()): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'running';
    this.#batch.add(() => {
      this.#execution.start(at);
      if (this.cell.outputs.length > 0) send(this.#execution.clearOutput());
    });
  }

  write(stream: OutputStream, text: string): void {
    if (this.#state === 'ended') return;
    this.start();
    this.#pending += this.#window.add(this.#painter.paint(stream, text));
    this.#showSoon();
  }

  table(table: Table): void {
    this.append(
      tableOutput(table, rows => l10n.t('{0} more rows; the recovery log has all of them.', rows)),
    );
  }

  progress(progress: Progress): void {
    if (this.#state === 'ended') return;
    this.start();
    this.#progress = progressText(progress);
    this.#showSoon();
  }

  /** Adds an output of its own; text that comes later stands below it. */
  append(output: vscode.NotebookCellOutput): void {
    if (this.#state === 'ended') return;
    this.start();
    this.#takeText();
    this.#stdout = undefined;
    this.#batch.add(() => {
      send(this.#execution.appendOutput(output));
    });
  }

  panel(panel: Panel, text: string): vscode.NotebookCellOutput {
    const output = panelOutput(panel, text);
    this.append(output);
    return output;
  }

  /** Puts another panel where one was. */
  replace(output: vscode.NotebookCellOutput, panel: Panel, text: string): void {
    if (this.#state !== 'running') return;
    this.#batch.add(() => {
      send(this.#execution.replaceOutputItems(panelItems(panel, text), output));
    });
  }

  /**
   * Brings the cell into view where its notebook is shown, because it needs a person: at the top where
   * a form below it has to be seen whole.
   */
  reveal(where: 'top' | 'if-hidden'): void {
    const range = new vscode.NotebookRange(this.cell.index, this.cell.index + 1);
    const { AtTop, InCenterIfOutsideViewport } = vscode.NotebookEditorRevealType;
    const place = where === 'top' ? AtTop : InCenterIfOutsideViewport;
    this.#batch.add(() => {
      for (const editor of vscode.window.visibleNotebookEditors) {
        if (editor.notebook === this.cell.notebook) editor.revealRange(range, place);
      }
    });
  }

  /** `undefined`: neither tick nor cross. A cell that never started ends without a trace. */
  end(success: boolean | undefined, at = Date.now()): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'running') this.#close();
    this.#state = 'ended';
    this.#batch.add(() => {
      this.#execution.end(success, at);
    });
  }

  #close(): void {
    this.#progress = undefined;
    if (this.#window.cut) this.#showCut();
    this.#takeText();
    this.#batch.add(() => {
      const output = this.#progressOutput;
      if (output !== undefined) send(this.#execution.replaceOutputItems([], output));
    });
  }

  #showCut(): void {
    const { tail, hiddenLines } = this.#window.end();
    if (hiddenLines > 0) {
      const title = l10n.t('{0} lines are not shown here; the recovery log has them.', hiddenLines);
      const buttons = [{ action: 'whole-output', label: l10n.t('Open whole output') }] as const;
      const notice = { panel: 'notice', step: this.#step, tone: 'plain', lines: [] } as const;
      this.panel({ ...notice, title, buttons }, title);
    }
    this.#pending += tail;
  }

  /** Text and progress are shown together with whatever else the batch holds by then. */
  #showSoon(): void {
    if (this.#textQueued) return;
    this.#textQueued = true;
    this.#batch.add(() => {
      this.#textQueued = false;
      if (this.#state === 'ended') return;
      this.#takeText();
      if (this.#progress !== undefined || this.#window.cut) this.#showProgress();
    });
  }

  /** Puts the text that came so far into the step's one output of text. */
  #takeText(): void {
    if (this.#pending === '') return;
    const item = vscode.NotebookCellOutputItem.stdout(this.#pending);
    this.#pending = '';
    const known = this.#stdout;
    const output = known ?? new vscode.NotebookCellOutput([item]);
    this.#stdout = output;
    this.#batch.add(() => {
      send(
        known === undefined
          ? this.#execution.appendOutput(output)
          : this.#execution.appendOutputItems(item, output),
      );
    });
  }

  #showProgress(): void {
    const held = this.#window.heldLines;
    const lines = [
      ...(this.#progress === undefined ? [] : [this.#progress]),
      ...(held > 0 ? [l10n.t('{0} more lines so far, kept in the recovery log', held)] : []),
    ];
    if (lines.length === 0) return;
    const item = vscode.NotebookCellOutputItem.text(lines.join('\n'), 'text/plain');
    const known = this.#progressOutput;
    const output = known ?? new vscode.NotebookCellOutput([item]);
    this.#progressOutput = output;
    this.#batch.add(() => {
      send(
        known === undefined
          ? this.#execution.appendOutput(output)
          : this.#execution.replaceOutputItems(item, output),
      );
    });
  }
}

/** The display may be gone (the notebook was closed); the log has everything. */
function send(call: Thenable<void>): void {
  call.then(undefined, () => undefined);
}
