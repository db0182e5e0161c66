import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunDesk } from './run-desk.ts';

/** The value of `$Backup` in the runbook in front, if it has one. */
export function usedSet(desk: RunDesk): string | undefined {
  const run = desk.front;
  const logged = run?.state?.variables.get('Backup');
  return run?.given.get('Backup') ?? (typeof logged === 'string' ? logged : undefined);
}

/** `$Backup` of the runbook in front, in the status bar: what a restore would be from is never unseen. */
export class SetStatus implements vscode.Disposable {
  readonly #desk: RunDesk;
  readonly #item: vscode.StatusBarItem;
  readonly #parts: readonly { dispose(): unknown }[];

  constructor(desk: RunDesk) {
    this.#desk = desk;
    const left = vscode.StatusBarAlignment.Left;
    this.#item = vscode.window.createStatusBarItem('recoveryRunbooks.set', left, 999);
    this.#item.name = l10n.t('Backup set in use');
    this.#item.command = 'recoveryRunbooks.chooseBackupSet';
    this.#parts = [
      this.#item,
      desk.onDidChange(() => {
        this.#update();
      }),
      vscode.window.onDidChangeActiveNotebookEditor(() => {
        this.#update();
      }),
    ];
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }

  #update(): void {
    const set = usedSet(this.#desk);
    if (set === undefined) {
      this.#item.hide();
      return;
    }
    const name = set.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
    this.#item.text = `$(archive) $Backup ${name}`;
    this.#item.tooltip = l10n.t('$Backup is {0}. Choose another set.', set);
    this.#item.accessibilityInformation = { label: l10n.t('Backup set in use: {0}', name) };
    this.#item.show();
  }
}
