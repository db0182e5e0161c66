import type * as vscode from 'vscode';

/** Composition root of the editor: constructs the parts and nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  void context;
}
