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
    const action = new vscode.CodeAction(titleOf(placed), vscode.CodeActionKind.QuickFix);
    const notebook = notebookOf(document);
    if (placed.info !== undefined && notebook !== undefined) {
      // attributes are metadata of the cell: an edit of a text cannot change them
      action.command = {
        command: attributesCommand,
        title: action.title,
        arguments: [document.uri, placed.info],
      };
    } else if (placed.found.fix !== undefined && !isAttribute(placed, notebook)) {
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, placed.range, placed.found.fix);
    } else return undefined;
    action.isPreferred = true;
    action.diagnostics = vscode.languages
      .getDiagnostics(document.uri)
      .filter(each => each.code === placed.found.code && each.range.isEqual(placed.range));
    return action;
  }
}

/** Internal: gives a cell another info string. */
const attributesCommand = 'recoveryRunbooks.writeAttributes';

/** The command behind quick fixes of attributes. */
export function registerAttributeFix(): vscode.Disposable {
  return vscode.commands.registerCommand(attributesCommand, async (uri: unknown, info: unknown) => {
    const document = vscode.workspace.textDocuments.find(
      each => uri instanceof vscode.Uri && each.uri.toString() === uri.toString(),
    );
    const notebook = document && notebookOf(document);
    const cell = notebook?.getCells().find(each => each.document === document);
    if (cell === undefined || typeof info !== 'string') return;
    const edit = new vscode.WorkspaceEdit();
    const metadata = { ...cell.metadata, info };
    edit.set(cell.notebook.uri, [vscode.NotebookEdit.updateCellMetadata(cell.index, metadata)]);
    await vscode.workspace.applyEdit(edit);
  });
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
