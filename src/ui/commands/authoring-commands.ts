import * as l10n from '@vscode/l10n';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { fileExists, noFolderForRunbook, noStepHere } from '../../errors/authoring.ts';
import { noRunHere } from '../../errors/editor.ts';
import { cancelled } from '../../errors/problem.ts';
import type { Estates } from '../estate/estates.ts';
import { isThere } from '../is-there.ts';
import { pickLog } from '../log-view/pick-log.ts';
import { bytesOf, type RunbookReader } from '../notebook/open-runbook.ts';
import { isStepLanguage } from '../notebook/types.ts';
import { askText, chooseOne } from '../questions.ts';
import type { NotebookRun } from '../run/notebook-run.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { EditorServices, LoadServices } from '../services.ts';
import { localMinute } from '../words.ts';
import { editProperties } from './edit-properties.ts';
import { extractVariable, insertStep, renameStep } from './edit-steps.ts';
import { InstructionDocuments } from './instruction-documents.ts';
import { cellOf, command, fieldOf, targetOf } from './register.ts';
import { runCells } from './run-commands.ts';

export interface AuthoringCommandParts {
  readonly load: LoadServices;
  readonly estates: Estates;
  readonly reader: RunbookReader;
  readonly desk: RunDesk;
}

/** Folder for new runbooks: beside the estate of what is in front, else the workspace's. */
async function runbookFolder(parts: AuthoringCommandParts): Promise<vscode.Uri> {
  const { activeNotebookEditor, activeTextEditor } = vscode.window;
  const near = activeNotebookEditor?.notebook.uri ?? activeTextEditor?.document.uri;
  const { file } = await parts.estates.find(near);
  if (file !== undefined) return vscode.Uri.file(join(dirname(file), 'runbooks'));
  const own = near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(near);
  const folder = (own ?? vscode.workspace.workspaceFolders?.[0])?.uri;
  if (folder === undefined) throw noFolderForRunbook();
  return vscode.Uri.joinPath(folder, 'runbooks');
}

/** Writes a new runbook and opens it; a file that is there is never replaced. */
async function openNew(title: string, text: string, parts: AuthoringCommandParts): Promise<string> {
  const services = await parts.load();
  const folder = await runbookFolder(parts);
  const uri = vscode.Uri.joinPath(folder, services.authoring.edits.fileNameFor(title));
  if (await isThere(uri)) throw fileExists(uri.fsPath);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.commands.executeCommand('vscode.open', uri);
  return uri.fsPath;
}

async function askTitle(value: string): Promise<string> {
  const title = await askText({
    title: l10n.t('New runbook'),
    prompt: l10n.t('Title: what it recovers, in a few words'),
    value,
  });
  if (title === undefined || title.trim() === '') throw cancelled();
  return title.trim();
}

interface NewChoice extends vscode.QuickPickItem {
  readonly id: string;
}

function newChoices(services: EditorServices): NewChoice[] {
  return [
    ...services.authoring.edits
      .templates()
      .map(({ id, label, detail }) => ({ id, label: `$(file-add) ${label}`, detail })),
    {
      id: 'server',
      label: l10n.t('$(server) For a server that is lost…'),
      detail: l10n.t('The procedure that fits it, written for its pool, stores and certificates.'),
    },
    {
      id: 'log',
      label: l10n.t('$(history) From a recovery log…'),
      detail: l10n.t('The steps that were done in a run, as a runbook.'),
    },
  ];
}

/** *New runbook*: from a template, for a server, or from a log. `word` may name template and title. */
async function newRunbook(
  word: unknown,
  parts: AuthoringCommandParts,
): Promise<string | undefined> {
  const services = await parts.load();
  const { edits } = services.authoring;
  const given = fieldOf(word, 'template');
  const choice =
    given ??
    (
      await chooseOne(newChoices(services), {
        title: l10n.t('New runbook'),
        matchOnDetail: true,
      })
    )?.id;
  if (choice === 'server') {
    await vscode.commands.executeCommand('recoveryRunbooks.openRecoveryRunbook');
    return undefined;
  }
  if (choice === 'log') return runbookOfRun(undefined, parts);
  const template = edits.templates().find(({ id }) => id === choice);
  if (template === undefined) throw cancelled();
  const title = fieldOf(word, 'title') ?? (await askTitle(template.label));
  return openNew(title, edits.fromTemplate(template.id, title), parts);
}

/** *Make a runbook of what I just did*. */
async function runbookOfRun(
  word: unknown,
  parts: AuthoringCommandParts,
): Promise<string | undefined> {
  const services = await parts.load();
  const file =
    targetOf(word) ??
    fieldOf(word, 'log') ??
    (await pickLog(parts.load, l10n.t('Make a runbook of a run')));
  if (file === undefined) throw cancelled();
  const { state } = await services.readLog(file);
  if (state === undefined) throw noRunHere();
  const title = fieldOf(word, 'title') ?? (await askTitle(state.runbook.title));
  const text = services.authoring.edits.fromRun({
    title,
    when: localMinute(state.started ?? ''),
    steps: [...state.steps.values()].map(step => ({
      id: step.step,
      succeeded: step.outcome === 'succeeded',
      outcome: step.outcome,
      confirmed: step.plan?.effect.kind === 'destroys',
      ...(step.language === undefined ? {} : { language: step.language }),
      ...(step.title === undefined ? {} : { title: step.title }),
      ...(step.target === undefined ? {} : { target: step.target }),
      ...(step.text === undefined ? {} : { text: step.text }),
    })),
    variables: new Map(
      [...state.variables].map(([name, value]) => [
        name,
        typeof value === 'string' ? value : undefined,
      ]),
    ),
  });
  return openNew(title, text, parts);
}

function stepCells(
  notebook: vscode.NotebookDocument,
  inside: (index: number) => boolean,
): vscode.NotebookCell[] {
  return notebook
    .getCells()
    .filter(cell => inside(cell.index) && isStepLanguage(cell.document.languageId));
}

/** What is still to be done up to a cell, and the cell itself. */
async function runToHere(cell: vscode.NotebookCell, run: NotebookRun): Promise<void> {
  const remaining = (await run.remainingCells()).filter(each => each.index < cell.index);
  await run.execute([...remaining, cell]);
}

async function runSelection(run: NotebookRun): Promise<void> {
  const editor = vscode.window.activeNotebookEditor;
  const selections = editor?.notebook === run.notebook ? editor.selections : [];
  const inside = (index: number): boolean =>
    selections.some(({ start, end }) => index >= start && index < end);
  await runCells(run, stepCells(run.notebook, inside));
}

/** *Preview the plan*: the runbook as instructions, with the values of today. */
async function instructions(
  notebook: vscode.NotebookDocument,
  parts: AuthoringCommandParts,
): Promise<{ readonly title: string; readonly markdown: string; readonly html: string }> {
  const services = await parts.load();
  const { runbook } = await parts.reader.of(notebook);
  const estate = await parts.estates.readIfAny(notebook.uri).catch(() => undefined);
  const given = parts.desk.of(notebook).given;
  const values = await services.defaultValues(runbook, estate, given);
  return services.authoring.edits.instructions({
    bytes: await bytesOf(notebook, parts.load),
    file: notebook.uri.fsPath,
    values: new Map([...values, ...given]),
    when: localMinute(new Date().toISOString()),
    ...(estate === undefined ? {} : { estate }),
  });
}

async function savePage(
  notebook: vscode.NotebookDocument,
  word: unknown,
  parts: AuthoringCommandParts,
): Promise<string> {
  const { html } = await instructions(notebook, parts);
  const suggested = notebook.uri.with({
    path: notebook.uri.path.replace(/(?:\.runbook)?\.md$/iu, '.instructions.html'),
  });
  const file = fieldOf(word, 'file');
  const uri =
    file === undefined
      ? await vscode.window.showSaveDialog({
          defaultUri: suggested,
          filters: { HTML: ['html'] },
          title: l10n.t('Save as a page for paper'),
        })
      : vscode.Uri.file(file);
  if (uri === undefined) throw cancelled();
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(html));
  if (file === undefined) await vscode.env.openExternal(uri);
  return uri.fsPath;
}

/** Commands for authors: new runbooks, changes of steps, the plan as instructions, parts of a run. */
export function registerAuthoringCommands(parts: AuthoringCommandParts): { dispose(): unknown }[] {
  const documents = new InstructionDocuments();
  const front = (): NotebookRun => {
    const run = parts.desk.front;
    if (run === undefined) throw noRunHere();
    return run;
  };
  return [
    documents,
    command('newRunbook', word => newRunbook(word, parts)),
    command('runbookOfRun', word => runbookOfRun(word, parts)),
    command('insertStep', (cell, word) => insertStep(cellOf(cell), word, parts)),
    command('editProperties', word => editProperties(word, parts.load)),
    command('renameStep', (cell, word) => renameStep(cellOf(cell), word, parts)),
    command('extractVariable', word => extractVariable(word, parts)),
    command('previewPlan', async () => {
      const { notebook } = front();
      await documents.show(notebook.uri, await instructions(notebook, parts));
    }),
    command('printPlan', word => savePage(front().notebook, word, parts)),
    command('runToHere', async word => {
      const cell = cellOf(word);
      if (cell === undefined || !isStepLanguage(cell.document.languageId)) throw noStepHere();
      await runToHere(cell, parts.desk.of(cell.notebook));
    }),
    command('runSelection', () => runSelection(front())),
  ];
}
