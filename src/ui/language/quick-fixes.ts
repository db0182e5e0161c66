import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { notebookOf } from './documents.ts';
import type { PlacedFinding } from './places.ts';
import type { RunbookProblems } from './problems.ts';

function titleOf({ found, info }: PlacedFinding): string {
  const fix = info ?? found.fix ?? '';
  if (fix === '') return l10n.t('Remove it');
  return info === undefined
    ? l10n.t('Write {0}', fix.trim())
    : l10n.t('Change the attributes to {0}', fix.trim());
}

/** What mends the findings at a place: text for text, or other attributes for a cell. */
export class QuickFixes implements vscode.CodeActionProvider {
  readonly #problems: RunbookProblems;

  constructor(problems: RunbookProblems) {
    this.#problems = problems;
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#problems
      .of(document)
      .filter(each => each.range.intersection(range) !== undefined)
      .flatMap(each => this.#actionOf(document, each) ?? []);
  }

  #actionOf(document: vscode.TextDocument, placed: PlacedFinding): vscode.CodeAction | undefined {
    const edit = new vscode.WorkspaceEdit();
    const notebook = notebookOf(document);
    if (placed.info !== undefined && notebook !== undefined) {
      const cell = notebook.getCells().find(each => each.document === document);
      if (cell === undefined) return undefined;
      const metadata = { ...cell.metadata, info: placed.info };
      edit.set(notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, metadata)]);
    } else if (placed.found.fix !== undefined && !isAttribute(placed, notebook)) {
      edit.replace(document.uri, placed.range, placed.found.fix);
    } else return undefined;
    const action = new vscode.CodeAction(titleOf(placed), vscode.CodeActionKind.QuickFix);
    action.edit = edit;
    action.isPreferred = true;
    action.diagnostics = vscode.languages
      .getDiagnostics(document.uri)
      .filter(each => each.code === placed.found.code && each.range.isEqual(placed.range));
    return action;
  }
}

/** A finding in the fence's line of a notebook's cell, whose text is not in the cell. */
function isAttribute(
  { found, range }: PlacedFinding,
  notebook: vscode.NotebookDocument | undefined,
): boolean {
  if (notebook === undefined) return false;
  const width = range.end.character - range.start.character;
  return (
    range.isSingleLine && found.line === found.endLine && width !== found.endColumn - found.column
  );
}
