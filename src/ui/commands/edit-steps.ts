import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  noStepHere,
  notEditable,
  nothingToExtract,
  stepIdRefused,
  stepInRun,
} from '../../errors/authoring.ts';
import { cancelled } from '../../errors/problem.ts';
import { stepLanguageOfId } from '../../runbook/markdown/fence.ts';
import type { StepChoice } from '../language/authoring.ts';
import { notebookOf } from '../language/documents.ts';
import { infoOf } from '../notebook/edit-attributes.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { isRunbookType } from '../notebook/types.ts';
import { askText, chooseOne } from '../questions.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import { fieldOf } from './register.ts';

export interface EditStepParts {
  readonly load: LoadServices;
  readonly reader: RunbookReader;
  readonly desk: RunDesk;
}

/** Changes a document; throws a `Problem` where the editor does not let it. */
async function apply(edit: vscode.WorkspaceEdit, { uri }: vscode.NotebookDocument): Promise<void> {
  if (!(await vscode.workspace.applyEdit(edit))) throw notEditable(uri.fsPath);
}

/** Whether the log of a run that is not finished names the step. */
function isInOpenRun(id: string, notebook: vscode.NotebookDocument, desk: RunDesk): boolean {
  const run = desk.of(notebook);
  const state = run.driver?.state ?? run.resumable?.state;
  return state?.steps.has(id) === true;
}

/** An id that no step has: the name, with a number where it is taken. */
function freeId(name: string, ids: readonly string[]): string {
  const taken = new Set(ids.map(id => id.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(id.toLowerCase())) return id;
  }
}

async function idsOf(notebook: vscode.NotebookDocument, parts: EditStepParts): Promise<string[]> {
  return (await parts.reader.of(notebook)).runbook.steps.map(({ id }) => id);
}

async function pickStep(word: unknown, choices: readonly StepChoice[]): Promise<StepChoice> {
  const given = fieldOf(word, 'step');
  if (given !== undefined) {
    const found = choices.find(({ name }) => name === given);
    if (found !== undefined) return found;
  }
  const items = choices.map(choice => ({
    label: choice.name,
    description: choice.language === 'step' ? '' : l10n.t('script'),
    detail: choice.description,
    choice,
  }));
  const picked = await chooseOne(items, {
    title: l10n.t('Insert step'),
    matchOnDetail: true,
  });
  if (picked === undefined) throw cancelled();
  return picked.choice;
}

const languageIds = { powershell: 'powershell', sql: 'sql', step: 'recovery-step' } as const;

/** *Insert step*: below the selected cell, with a small correct use of what was picked. */
export async function insertStep(
  cell: vscode.NotebookCell | undefined,
  word: unknown,
  parts: EditStepParts,
): Promise<void> {
  const notebook = cell?.notebook ?? vscode.window.activeNotebookEditor?.notebook;
  if (notebook === undefined || !isRunbookType(notebook.notebookType)) throw noStepHere();
  const services = await parts.load();
  const choice = await pickStep(word, services.authoring.edits.steps());
  const id = freeId(choice.name, await idsOf(notebook, parts));
  const languageId = languageIds[choice.language];
  const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, choice.text, languageId);
  data.metadata = { info: `${choice.language} {#${id}}` };
  const index = (cell?.index ?? notebook.cellCount - 1) + 1;
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(index, [data])]);
  await apply(edit, notebook);
}

/** *Rename step*: its id, and wherever the runbook names it. */
export async function renameStep(
  cell: vscode.NotebookCell | undefined,
  word: unknown,
  parts: EditStepParts,
): Promise<void> {
  const { activeNotebookEditor, activeTextEditor } = vscode.window;
  if (cell === undefined && activeNotebookEditor === undefined && activeTextEditor !== undefined) {
    await vscode.commands.executeCommand('editor.action.rename');
    return;
  }
  if (cell === undefined) throw noStepHere();
  const { runbook, stepAt } = await parts.reader.of(cell.notebook);
  const step = stepAt.get(cell.index);
  if (step === undefined) throw noStepHere();
  if (isInOpenRun(step.id, cell.notebook, parts.desk)) throw stepInRun(step.id);
  const { edits } = (await parts.load()).authoring;
  const ids = runbook.steps.map(({ id }) => id);
  const fault = (text: string): string | undefined => {
    const found = edits.renameFault(text, step.id, ids);
    return found === undefined ? undefined : stepIdRefused(text, found === 'taken').data.what;
  };
  const to =
    fieldOf(word, 'to') ??
    (await askText({
      title: l10n.t('Rename step {0}', step.id),
      prompt: l10n.t('Its id is changed wherever the runbook names it.'),
      value: step.id,
      validateInput: fault,
    }));
  if (to === undefined) throw cancelled();
  const refused = edits.renameFault(to, step.id, ids);
  if (refused !== undefined) throw stepIdRefused(to, refused === 'taken');
  await apply(renameEdit(cell, step.id, to, edits), cell.notebook);
}

type Edits = Awaited<ReturnType<LoadServices>>['authoring']['edits'];

function renameEdit(
  cell: vscode.NotebookCell,
  from: string,
  to: string,
  edits: Edits,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const metadata: vscode.NotebookEdit[] = [];
  for (const each of cell.notebook.getCells()) {
    const text = each.document.getText();
    if (each.kind === vscode.NotebookCellKind.Markup) {
      const after = edits.renamedInProse(text, from, to);
      const all = new vscode.Range(0, 0, each.document.lineCount, 0);
      if (after !== text) edit.replace(each.document.uri, all, after);
      continue;
    }
    if (stepLanguageOfId(each.document.languageId) === undefined) continue;
    const info = infoOf(each);
    const own = each === cell && !info.includes('#');
    const after = own ? `${info} {#${to}}` : edits.renamedInInfo(info, from, to);
    if (after === info) continue;
    metadata.push(
      vscode.NotebookEdit.updateCellMetadata(each.index, { ...each.metadata, info: after }),
    );
  }
  if (metadata.length > 0) edit.set(cell.notebook.uri, metadata);
  return edit;
}

/** *Extract variable*: the selection of a cell becomes the default of a new variable. */
export async function extractVariable(word: unknown, parts: EditStepParts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const notebook = editor && notebookOf(editor.document);
  const language = editor && stepLanguageOfId(editor.document.languageId);
  if (editor === undefined || notebook === undefined || language === undefined) throw noStepHere();
  const name =
    fieldOf(word, 'name') ??
    (await askText({
      title: l10n.t('Extract variable'),
      prompt: l10n.t('Name of the new variable; the selection becomes its default'),
    }));
  if (name === undefined || name.trim() === '') throw cancelled();
  const { edits } = (await parts.load()).authoring;
  const { document, selection } = editor;
  const span = {
    start: document.offsetAt(selection.start),
    end: document.offsetAt(selection.end),
  };
  const found = edits.extractVariable(language, document.getText(), span, name.trim());
  if (found === undefined) throw nothingToExtract();
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(
    document.positionAt(found.span.start),
    document.positionAt(found.span.end),
  );
  edit.replace(document.uri, range, found.replacement);
  const first = notebook.cellAt(0);
  if (first.document.languageId === 'yaml') {
    const all = new vscode.Range(0, 0, first.document.lineCount, 0);
    const front = edits.withVariable(first.document.getText(), name.trim(), found.value);
    edit.replace(first.document.uri, all, front);
  } else {
    const front = edits.withVariable('', name.trim(), found.value);
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, front, 'yaml');
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(0, [data])]);
  }
  await apply(edit, notebook);
}
