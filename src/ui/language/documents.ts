import * as vscode from 'vscode';
import type { Subject } from '../../authoring/language/language-service.ts';
import { stepLanguageOfId } from '../../runbook/markdown/fence.ts';
import { isRunbookType, notebookTypes, stepLanguageIds } from '../notebook/types.ts';

const cellLanguages = [...stepLanguageIds, 'yaml'];

/** Runbook files in the text editor. */
export const runbookFiles: vscode.DocumentFilter = {
  language: 'markdown',
  pattern: '**/*.runbook.md',
};

/** Where our language features are: cells of runbooks, and runbook files in the text editor. */
export const selector: vscode.DocumentSelector = [
  ...notebookTypes.flatMap(notebookType =>
    cellLanguages.map(language => ({ notebookType, language })),
  ),
  runbookFiles,
];

/** The runbook notebook that a document is a cell of. */
export function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  const found = vscode.workspace.notebookDocuments.find(
    notebook =>
      notebook.uri.path === document.uri.path &&
      isRunbookType(notebook.notebookType) &&
      notebook.getCells().some(cell => cell.document === document),
  );
  return found;
}

/** Whether a document is a runbook file in the text editor. */
export function isRunbookFile(document: vscode.TextDocument): boolean {
  return (
    document.languageId === 'markdown' &&
    document.uri.scheme !== 'vscode-notebook-cell' &&
    /\.runbook\.md$/iu.test(document.uri.path)
  );
}

/** What kind of text a document is to the language features. */
export function subjectOf(document: vscode.TextDocument): Subject | undefined {
  if (isRunbookFile(document)) return 'file';
  if (document.languageId === 'yaml') return 'front-matter';
  return stepLanguageOfId(document.languageId);
}
