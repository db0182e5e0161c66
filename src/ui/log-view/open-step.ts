import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { logUnreadable, runbookGone } from '../../errors/editor.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { notebookTypes } from '../notebook/types.ts';
import type { LoadServices } from '../services.ts';

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The runbook that a log names; where it lies elsewhere here, the one of that name in the workspace. */
async function findRunbook(path: string): Promise<vscode.Uri> {
  if (await isFile(path)) return vscode.Uri.file(path);
  const name = path.replace(/^.*[\\/]/, '');
  const pattern = `**/${name.replaceAll(/[[\]{}()*?]/g, '?')}`;
  const [found] = await vscode.workspace.findFiles(pattern, '**/node_modules/**', 1);
  if (found === undefined) throw runbookGone(path);
  return found;
}

function stepGone(step: string, { fsPath }: vscode.Uri): string {
  return l10n.t(
    'Step {0} is not in {1} any more: the runbook was changed since this run. The log shows the step as it ran.',
    step,
    fsPath,
  );
}

function stepChanged(step: string): string {
  return l10n.t(
    'The text of step {0} was changed since this run. The log shows it as it ran.',
    step,
  );
}

/** Opens the runbook of a log as a notebook, and shows the cell of a step in it. */
export async function openStep(
  log: string,
  step: string | undefined,
  { load, reader }: { readonly load: LoadServices; readonly reader: RunbookReader },
): Promise<void> {
  const services = await load();
  const { state, problem } = await services.readLog(log);
  if (state === undefined) throw logUnreadable(log, problem ?? '');
  const uri = await findRunbook(state.runbook.file);
  const [runbookType, markdownType] = notebookTypes;
  const type = uri.path.endsWith('.runbook.md') ? runbookType : markdownType;
  await vscode.commands.executeCommand('vscode.openWith', uri, type);
  if (step === undefined) return;
  const editor = vscode.window.visibleNotebookEditors.find(
    each => each.notebook.uri.toString() === uri.toString(),
  );
  if (editor === undefined) return;
  const cell = await reader.cellOf(editor.notebook, step);
  if (cell === undefined) {
    void vscode.window.showWarningMessage(stepGone(step, uri));
    return;
  }
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  editor.selection = range;
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenter);
  const { stepAt } = await reader.of(editor.notebook);
  const ranAs = state.steps.get(step)?.textHash;
  if (ranAs !== undefined && ranAs !== stepAt.get(cell.index)?.hash) {
    void vscode.window.showInformationMessage(stepChanged(step));
  }
}
