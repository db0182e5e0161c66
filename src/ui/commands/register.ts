import * as vscode from 'vscode';
import { asProblem } from '../../errors/problem.ts';
import { problemText } from '../run/problem-panel.ts';

/**
 * Registers a command `recoveryRunbooks.<name>`. What it throws has no cell to be shown in, so it is
 * told in a message; what the operator left or cancelled is not.
 */
export function command(name: string, run: (...words: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(
    `recoveryRunbooks.${name}`,
    async (...words: unknown[]) => {
      try {
        return await run(...words);
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (problem.kind !== 'cancelled') {
          void vscode.window.showErrorMessage(problemText(problem.data));
        }
        return undefined;
      }
    },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What a tree's item gives to a command; a click during a refresh gives nothing. */
export function targetOf(word: unknown): string | undefined {
  if (typeof word === 'string') return word;
  return isRecord(word) && typeof word.target === 'string' ? word.target : undefined;
}

/** A text field of what a command was given. */
export function fieldOf(word: unknown, field: string): string | undefined {
  const value = isRecord(word) ? word[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isCell(value: unknown): value is vscode.NotebookCell {
  return isRecord(value) && 'notebook' in value && 'document' in value && 'index' in value;
}

/** The cell that a command was called on, as the menu of a cell does. */
export function givenCell(word: unknown): vscode.NotebookCell | undefined {
  return isCell(word) ? word : undefined;
}

/** The cell that a command is about: the one given, else the selected one of the notebook in front. */
export function cellOf(word: unknown): vscode.NotebookCell | undefined {
  if (isCell(word)) return word;
  const editor = vscode.window.activeNotebookEditor;
  const index = editor?.selection.start;
  if (editor === undefined || index === undefined || index >= editor.notebook.cellCount) {
    return undefined;
  }
  return editor.notebook.cellAt(index);
}
