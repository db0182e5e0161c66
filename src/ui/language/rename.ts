import * as vscode from 'vscode';
import { stepIdRefused } from '../../errors/authoring.ts';
import type { LoadServices } from '../services.ts';

/** Renames step ids in runbook files in the text editor: fences, `requires`, and code spans in prose. */
export class StepRename implements vscode.RenameProvider {
  readonly #load: LoadServices;

  constructor(load: LoadServices) {
    this.#load = load;
  }

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Range> {
    const range = document.getWordRangeAtPosition(position, /#?[\p{L}][\p{L}\p{Nd}._-]*/u);
    const ids = await this.#ids(document);
    const word = range === undefined ? '' : document.getText(range).replace(/^#/u, '');
    if (range === undefined || !ids.some(id => id.toLowerCase() === word.toLowerCase())) {
      throw new Error(stepIdRefused(word, false).data.what);
    }
    const skip = document.getText(range).startsWith('#') ? 1 : 0;
    return range.with(range.start.translate(0, skip));
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    to: string,
  ): Promise<vscode.WorkspaceEdit> {
    const from = document.getText(await this.prepareRename(document, position));
    const { edits } = (await this.#load()).authoring;
    const fault = edits.renameFault(to, from, await this.#ids(document));
    if (fault !== undefined) throw new Error(stepIdRefused(to, fault === 'taken').data.what);
    const edit = new vscode.WorkspaceEdit();
    for (const { line, before, after } of edits.renamedLines(document.getText(), from, to)) {
      edit.replace(document.uri, new vscode.Range(line, 0, line, before.length), after);
    }
    return edit;
  }

  async #ids(document: vscode.TextDocument): Promise<string[]> {
    const services = await this.#load();
    const bytes = new TextEncoder().encode(document.getText());
    return services.readRunbook(bytes, document.uri.fsPath).steps.map(({ id }) => id);
  }
}
