import * as vscode from 'vscode';
import type { Background } from '../background.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { isPanelMessage, panelRenderer, type PanelAction } from '../panel.ts';
import type { Asks } from './asks.ts';

/** Takes what the panels say: answers go to their questions, buttons become commands. */
export class PanelMessages implements vscode.Disposable {
  readonly #asks: Asks;
  readonly #reader: RunbookReader;
  readonly #subscription: vscode.Disposable;

  constructor(asks: Asks, reader: RunbookReader, background: Background) {
    this.#asks = asks;
    this.#reader = reader;
    const messaging = vscode.notebooks.createRendererMessaging(panelRenderer);
    this.#subscription = messaging.onDidReceiveMessage(({ editor, message }) => {
      if (!isPanelMessage(message)) return;
      if (message.message === 'answer') this.#asks.answer(message.id, message.answer);
      else background(this.#act(editor.notebook, message.action, message.step));
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #act(
    notebook: vscode.NotebookDocument,
    action: PanelAction,
    stepId: string,
  ): Promise<void> {
    const run = (name: string, ...words: unknown[]): Thenable<unknown> =>
      vscode.commands.executeCommand(name, ...words);
    const ours = (name: string, ...words: unknown[]): Thenable<unknown> =>
      run(`recoveryRunbooks.${name}`, ...words);
    const cell = await this.#reader.cellOf(notebook, stepId);
    switch (action) {
      case 'run-again':
        if (cell !== undefined) await ours('runStepAgain', cell);
        break;
      case 'skip':
        if (cell !== undefined) await ours('skipStep', cell);
        break;
      case 'edit-step':
        await this.#edit(notebook, cell);
        break;
      case 'edit-attributes':
        if (cell !== undefined) await ours('editStepAttributes', cell);
        break;
      case 'whole-output':
        if (cell !== undefined) await ours('openWholeOutput', cell);
        break;
      case 'open-log':
        await ours('openLog', { notebook: notebook.uri.toString() });
        break;
      case 'resume':
        await ours('resume');
        break;
      case 'close-run':
        await ours('closeRun');
        break;
      case 'open-sets':
        await run('recoveryRunbooks.sets.focus');
        break;
      case 'open-estate':
        await ours('chooseEstate');
        break;
      case 'trust':
        await run('workbench.trust.manage');
        break;
      case 'show-problems':
        await run('workbench.actions.view.problems');
        break;
    }
  }

  async #edit(
    notebook: vscode.NotebookDocument,
    cell: vscode.NotebookCell | undefined,
  ): Promise<void> {
    if (cell === undefined) return;
    const range = new vscode.NotebookRange(cell.index, cell.index + 1);
    await vscode.window.showNotebookDocument(notebook, { selections: [range] });
    await vscode.commands.executeCommand('notebook.cell.edit');
  }
}
