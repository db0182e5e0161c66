import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { noStepHere } from '../../errors/authoring.ts';
import { noRunHere, noStepsToRun, nothingLeftToRun } from '../../errors/editor.ts';
import type { Incident } from '../../run/open.ts';
import { editStepAttributes } from '../notebook/edit-attributes.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { stepFacts } from '../notebook/step-facts.ts';
import { isStepLanguage } from '../notebook/types.ts';
import { isPanelAnswer } from '../panel.ts';
import { askText, chooseOne } from '../questions.ts';
import { answerByKeyboard } from '../run/answer-command.ts';
import type { Asks } from '../run/asks.ts';
import type { NotebookRun } from '../run/notebook-run.ts';
import type { OutputDocuments } from '../run/output-documents.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { WindowStatus } from '../run/window-status.ts';
import type { LoadServices } from '../services.ts';
import { cellOf, command, fieldOf } from './register.ts';

/** What the commands on a runbook need. */
export interface RunCommandParts {
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly asks: Asks;
  readonly outputs: OutputDocuments;
  readonly status: WindowStatus;
  readonly load: LoadServices;
}

function stepCells(notebook: vscode.NotebookDocument, from = 0): vscode.NotebookCell[] {
  return notebook.getCells().filter(cell => {
    const code = cell.kind === vscode.NotebookCellKind.Code;
    return code && cell.index >= from && isStepLanguage(cell.document.languageId);
  });
}

/** Executes the steps of cells; says so where there is none among them. */
export async function runCells(
  run: NotebookRun,
  cells: readonly vscode.NotebookCell[],
): Promise<void> {
  if (cells.length === 0) throw noStepsToRun();
  await run.execute(cells);
}

async function resume(run: NotebookRun): Promise<void> {
  const cells = await run.remainingCells();
  if (cells.length === 0) throw nothingLeftToRun();
  await run.execute(cells, true);
}

async function askIncident(): Promise<Incident | undefined> {
  const id = await askText({
    title: l10n.t('Go live'),
    prompt: l10n.t('Incident number: recovery time is counted from when it was declared'),
  });
  if (id === undefined || id.trim() === '') return undefined;
  const declared = await askText({
    title: l10n.t('Go live'),
    prompt: l10n.t('When was it declared? (local time, or UTC with Z at the end)'),
    value: new Date().toISOString().slice(0, 16) + 'Z',
    validateInput: text =>
      Number.isNaN(Date.parse(text)) ? l10n.t('for example 2026-11-22T03:12Z') : undefined,
  });
  if (declared === undefined) return undefined;
  return { id: id.trim(), declared: new Date(declared).toISOString() };
}

async function goLive(run: NotebookRun, parts: RunCommandParts): Promise<void> {
  const { runbook } = await parts.reader.of(run.notebook);
  const services = await parts.load();
  if (!services.needsIncident(runbook)) {
    await run.goLive(undefined);
    return;
  }
  const incident = await askIncident();
  if (incident !== undefined) await run.goLive(incident);
}

async function explain(
  cell: vscode.NotebookCell,
  topic: unknown,
  parts: RunCommandParts,
): Promise<void> {
  const { stepAt } = await parts.reader.of(cell.notebook);
  const step = stepAt.get(cell.index);
  if (step === undefined) throw noStepHere();
  const facts = stepFacts(step, parts.desk.of(cell.notebook).state);
  const sorted = [...facts].sort((a, b) => Number(b.topic === topic) - Number(a.topic === topic));
  const items = sorted.map(fact => ({ label: fact.text, detail: fact.explanation, edit: false }));
  const edit = { label: l10n.t('$(settings-gear) Edit step attributes…'), detail: '', edit: true };
  const picked = await chooseOne([...items, edit], {
    title: l10n.t('Step {0}', step.id),
  });
  if (picked?.edit === true) await editStepAttributes(cell);
}

async function skip(
  cell: vscode.NotebookCell,
  word: unknown,
  parts: RunCommandParts,
): Promise<void> {
  const { stepAt } = await parts.reader.of(cell.notebook);
  const step = stepAt.get(cell.index);
  if (step === undefined) throw noStepHere();
  const reason =
    fieldOf(word, 'reason') ??
    (await askText({
      title: l10n.t('Skip {0}', step.id),
      prompt: l10n.t('Why is this step not needed? The log keeps the reason.'),
    }));
  if (reason === undefined || reason.trim() === '') return;
  await parts.desk.of(cell.notebook).skip(step.id, reason.trim());
}

async function wholeOutput(cell: vscode.NotebookCell, parts: RunCommandParts): Promise<void> {
  const { stepAt } = await parts.reader.of(cell.notebook);
  const step = stepAt.get(cell.index);
  const run = parts.desk.of(cell.notebook);
  const log = run.driver?.log.file ?? run.last?.file;
  if (step === undefined || log === undefined) throw noRunHere();
  await parts.outputs.open(log, step.id);
}

/** Commands on the runbook in front and on its cells. */
export function registerRunCommands(parts: RunCommandParts): vscode.Disposable[] {
  const { desk, asks } = parts;
  const front = (): NotebookRun => {
    const run = desk.front;
    if (run === undefined) throw noRunHere();
    return run;
  };
  const onCell =
    (work: (cell: vscode.NotebookCell, ...rest: unknown[]) => Promise<void>) =>
    async (word: unknown, ...rest: unknown[]): Promise<void> => {
      const cell = cellOf(word);
      if (cell === undefined) throw noStepHere();
      await work(cell, ...rest);
    };
  return [
    command('rehearse', async () => {
      const run = front();
      if (stepCells(run.notebook).length === 0) throw noStepsToRun();
      await run.rehearse();
    }),
    command('runAll', () => runCells(front(), stepCells(front().notebook))),
    command(
      'runFromHere',
      onCell(cell => runCells(desk.of(cell.notebook), stepCells(cell.notebook, cell.index))),
    ),
    command(
      'runStepAgain',
      onCell(cell => desk.of(cell.notebook).execute([cell])),
    ),
    command('resume', () => resume(front())),
    command('finishRun', async () => {
      if ((await front().finish()) === undefined) throw noRunHere();
    }),
    command('closeRun', async () => {
      const run = front();
      const log = run.resumable?.file;
      if (log === undefined) throw noRunHere();
      const services = await parts.load();
      await services.closeRun(log);
      await run.recall();
    }),
    command('goLive', () => goLive(front(), parts)),
    command('leaveLive', () => front().leaveLive()),
    command(
      'editStepAttributes',
      onCell(cell => editStepAttributes(cell)),
    ),
    command(
      'explainStep',
      onCell((cell, topic) => explain(cell, topic, parts)),
    ),
    command(
      'skipStep',
      onCell((cell, word) => skip(cell, word, parts)),
    ),
    command(
      'openWholeOutput',
      onCell(cell => wholeOutput(cell, parts)),
    ),
    command(
      'showLastOutput',
      onCell(cell => wholeOutput(cell, parts)),
    ),
    command('answer', async (id: unknown, answer: unknown) => {
      if (typeof id === 'string' && isPanelAnswer(answer)) asks.answer(id, answer);
      else await answerByKeyboard(asks);
    }),
    command('showRun', async () => {
      const run = parts.status.shown;
      if (run !== undefined) await vscode.window.showNotebookDocument(run.notebook);
    }),
    command('openAsText', async () => {
      const { uri } = front().notebook;
      await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    }),
  ];
}
