import * as vscode from 'vscode';

/*
 * What the editor asks and lists stays until it is answered or left with Escape. Without this it would
 * close as soon as anything else takes the focus, and a page or a notebook that is still loading takes
 * it late: a question would vanish under the hands of who types.
 */
const stays = { ignoreFocusOut: true } as const;

/** Asks for a text; `undefined` where the question is left. */
export function askText(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...options, ...stays });
}

/** Asks for one of several; `undefined` where the question is left. */
export function chooseOne<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T | undefined> {
  return vscode.window.showQuickPick(items, { ...options, ...stays });
}

/** Asks for any number of several; `undefined` where the question is left. */
export function chooseMany<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T[] | undefined> {
  return vscode.window.showQuickPick(items, { ...options, ...stays, canPickMany: true });
}

/** A list that its caller fills, shows and disposes. */
export function newList<T extends vscode.QuickPickItem>(): vscode.QuickPick<T> {
  return Object.assign(vscode.window.createQuickPick<T>(), stays);
}
