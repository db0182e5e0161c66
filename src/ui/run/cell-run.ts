import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { OutputStream, Progress, Table } from '../../runbook/execution.ts';
import type { Panel } from '../panel.ts';
import { OutputWindow } from './output-window.ts';
import { panelItems, panelOutput, tableOutput } from './outputs.ts';
import { progressText } from './progress-text.ts';
import { StreamPainter } from './stream-text.ts';

/** Text waits this long for more, because each call into the editor costs 20 to 40 ms. */
const batchMs = 100;

type State = 'waiting' | 'running' | 'ended';

/**
 * The execution of one cell, as the editor shows it. Calls into the editor are never awaited: it may
 * be slow or its window closed, and the run goes on. Every path ends in `end`.
 */
export class CellRun {
  readonly cell: vscode.NotebookCell;
  readonly #execution: vscode.NotebookCellExecution;
  readonly #step: string;
  readonly #window: OutputWindow;
  readonly #painter = new StreamPainter();
  #state: State = 'waiting';
  #stdout: vscode.NotebookCellOutput | undefined;
  #pending = '';
  #progress: string | undefined;
  #progressOutput: vscode.NotebookCellOutput | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Shows the cell as pending. `lines`: lines of output that it shows as they come. */
  constructor(execution: vscode.NotebookCellExecution, step: string, lines: number) {
    this.#execution = execution;
    this.cell = execution.cell;
    this.#step = step;
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
    this.#execution.start(at);
    if (this.cell.outputs.length > 0) this.#send(this.#execution.clearOutput());
  }

  write(stream: OutputStream, text: string): void {
    if (this.#state === 'ended') return;
    this.start();
    this.#pending += this.#window.add(this.#painter.paint(stream, text));
    this.#schedule();
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
    this.#schedule();
  }

  /** Adds an output of its own; text that comes later stands below it. */
  append(output: vscode.NotebookCellOutput): void {
    if (this.#state === 'ended') return;
    this.start();
    this.#flush();
    this.#stdout = undefined;
    this.#send(this.#execution.appendOutput(output));
  }

  panel(panel: Panel, text: string): vscode.NotebookCellOutput {
    const output = panelOutput(panel, text);
    this.append(output);
    return output;
  }

  /** Puts another panel where one was. */
  replace(output: vscode.NotebookCellOutput, panel: Panel, text: string): void {
    if (this.#state !== 'running') return;
    this.#send(this.#execution.replaceOutputItems(panelItems(panel, text), output));
  }

  /**
   * Brings the cell into view where its notebook is shown, because it needs a person: at the top where
   * a form below it has to be seen whole.
   */
  reveal(where: 'top' | 'if-hidden'): void {
    const range = new vscode.NotebookRange(this.cell.index, this.cell.index + 1);
    const { AtTop, InCenterIfOutsideViewport } = vscode.NotebookEditorRevealType;
    const place = where === 'top' ? AtTop : InCenterIfOutsideViewport;
    for (const editor of vscode.window.visibleNotebookEditors) {
      if (editor.notebook === this.cell.notebook) editor.revealRange(range, place);
    }
  }

  /** `undefined`: neither tick nor cross. A cell that never started ends without a trace. */
  end(success: boolean | undefined, at = Date.now()): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'running') this.#close();
    clearTimeout(this.#timer);
    this.#state = 'ended';
    this.#execution.end(success, at);
  }

  #close(): void {
    this.#progress = undefined;
    if (this.#window.cut) this.#showCut();
    this.#flush();
    if (this.#progressOutput !== undefined) {
      this.#send(this.#execution.replaceOutputItems([], this.#progressOutput));
    }
  }

  #showCut(): void {
    const { tail, hiddenLines } = this.#window.end();
    if (hiddenLines > 0) {
      this.#flush();
      const title = l10n.t('{0} lines are not shown here; the recovery log has them.', hiddenLines);
      const buttons = [{ action: 'whole-output', label: l10n.t('Open whole output') }] as const;
      const notice = { panel: 'notice', step: this.#step, tone: 'plain', lines: [] } as const;
      this.panel({ ...notice, title, buttons }, title);
    }
    this.#pending += tail;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, batchMs);
  }

  #flush(): void {
    if (this.#state !== 'running') return;
    if (this.#pending !== '') this.#flushText();
    if (this.#progress !== undefined || this.#window.cut) this.#flushProgress();
  }

  #flushText(): void {
    const item = vscode.NotebookCellOutputItem.stdout(this.#pending);
    this.#pending = '';
    if (this.#stdout === undefined) {
      this.#stdout = new vscode.NotebookCellOutput([item]);
      this.#send(this.#execution.appendOutput(this.#stdout));
    } else {
      this.#send(this.#execution.appendOutputItems(item, this.#stdout));
    }
  }

  #flushProgress(): void {
    const held = this.#window.heldLines;
    const lines = [
      ...(this.#progress === undefined ? [] : [this.#progress]),
      ...(held > 0 ? [l10n.t('{0} more lines so far, kept in the recovery log', held)] : []),
    ];
    if (lines.length === 0) return;
    const item = vscode.NotebookCellOutputItem.text(lines.join('\n'), 'text/plain');
    if (this.#progressOutput === undefined) {
      this.#progressOutput = new vscode.NotebookCellOutput([item]);
      this.#send(this.#execution.appendOutput(this.#progressOutput));
    } else {
      this.#send(this.#execution.replaceOutputItems(item, this.#progressOutput));
    }
  }

  /** The display may be gone (the notebook was closed); the log has everything. */
  #send(call: Thenable<void>): void {
    call.then(undefined, () => undefined);
  }
}
