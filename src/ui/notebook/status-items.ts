import * as vscode from 'vscode';
import type { RunDesk } from '../run/run-desk.ts';
import type { RunbookReader } from './open-runbook.ts';
import { stepFacts, type StepFact } from './step-facts.ts';
import { isStepLanguage } from './types.ts';

/** The facts of each step in its cell's status bar; clicking one explains it. */
export class StepStatusItems
  implements vscode.NotebookCellStatusBarItemProvider, vscode.Disposable
{
  readonly #reader: RunbookReader;
  readonly #desk: RunDesk;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeCellStatusBarItems = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;

  constructor(reader: RunbookReader, desk: RunDesk) {
    this.#reader = reader;
    this.#desk = desk;
    this.#subscription = desk.onDidChange(() => {
      // many records, one repaint
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#changed.fire(undefined);
      }, 500);
    });
  }

  async provideCellStatusBarItems(
    cell: vscode.NotebookCell,
  ): Promise<vscode.NotebookCellStatusBarItem[]> {
    if (!isStepLanguage(cell.document.languageId)) return [];
    const { stepAt } = await this.#reader.of(cell.notebook);
    const step = stepAt.get(cell.index);
    if (step === undefined) return [];
    const { state } = this.#desk.of(cell.notebook);
    return stepFacts(step, state).map((fact, i) => statusItem(cell, fact, 100 - i));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function statusItem(
  cell: vscode.NotebookCell,
  fact: StepFact,
  priority: number,
): vscode.NotebookCellStatusBarItem {
  const left = vscode.NotebookCellStatusBarAlignment.Left;
  const item = new vscode.NotebookCellStatusBarItem(fact.text, left);
  item.priority = priority;
  item.tooltip = fact.explanation;
  item.command = {
    command: 'recoveryRunbooks.explainStep',
    title: fact.explanation,
    arguments: [cell, fact.topic],
  };
  item.accessibilityInformation = {
    label: `${fact.text.replaceAll(/\$\([a-z-]+\)\s*/g, '')}. ${fact.explanation}`,
  };
  return item;
}
