import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** Folder that the editor was opened on. */
export function workspace(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the editor was opened on a folder');
  return folder.uri.fsPath;
}

/** A new folder inside the workspace. */
export async function newFolder(prefix: string): Promise<string> {
  return mkdtemp(join(workspace(), `${prefix}-`));
}

/** How long a thing may take to come where the machine is slow, ms. */
const patience = 90_000;

/** Waits until something holds; fails with what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = patience,
): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}

/** Writes a file and opens it as its default editor does. */
export async function openRunbook(file: string, text?: string): Promise<vscode.NotebookDocument> {
  if (text !== undefined) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  const shown = (): boolean => vscode.window.activeNotebookEditor?.notebook.uri.fsPath === file;
  await until('the runbook is shown', shown);
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  assert.ok(notebook);
  await until('the header is shown', () => {
    const first = notebook.cellAt(0);
    return first.document.languageId !== 'yaml' || first.outputs.length > 0;
  });
  return notebook;
}

export function ours(name: string, ...words: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(`recoveryRunbooks.${name}`, ...words);
}

/** Cells of steps. */
export function steps(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  const languages = ['powershell', 'sql', 'recovery-step'];
  return notebook.getCells().filter(cell => languages.includes(cell.document.languageId));
}

/** `tick`, `cross`, `none` for each step. */
export function marks(notebook: vscode.NotebookDocument): string[] {
  return steps(notebook).map(({ executionSummary }) => {
    if (executionSummary?.success === true) return 'tick';
    return executionSummary?.success === false ? 'cross' : 'none';
  });
}

/** Waits for these marks; the editor hears of them a moment after the run. */
export async function marked(
  notebook: vscode.NotebookDocument,
  wanted: readonly string[],
): Promise<void> {
  const end = Date.now() + patience;
  while (Date.now() < end && marks(notebook).join() !== wanted.join()) {
    await new Promise(resolve => setTimeout(resolve, 30));
  }
  assert.deepEqual(marks(notebook), wanted);
}

/** All text of a cell's outputs, as a screen reader finds it. */
export function outputText(cell: vscode.NotebookCell | undefined): string {
  const decoder = new TextDecoder();
  const shown = ['text/plain', 'application/vnd.code.notebook.stdout'];
  return (cell?.outputs ?? [])
    .flatMap(output => output.items.filter(item => shown.includes(item.mime)))
    .map(item => decoder.decode(item.data))
    .join('\n');
}

/** Waits until a cell says this; the editor hears of outputs a moment after the run. */
export async function said(cell: vscode.NotebookCell | undefined, words: RegExp): Promise<void> {
  const end = Date.now() + patience;
  while (Date.now() < end && !words.test(outputText(cell))) {
    await new Promise(resolve => setTimeout(resolve, 30));
  }
  assert.match(outputText(cell), words);
}

/** Runs the whole notebook as *Run All* does, to its end. */
export async function runAll(notebook: vscode.NotebookDocument, ms = patience): Promise<void> {
  await vscode.commands.executeCommand('notebook.execute');
  await settled(notebook, ms);
}

/** Waits until no log below the workspace is held by a running step of the notebook. */
export async function settled(notebook: vscode.NotebookDocument, ms = patience): Promise<void> {
  let quietSince = Date.now();
  let before = '';
  await until(
    'the run came to rest',
    () => {
      const now = JSON.stringify(
        notebook.getCells().map(cell => [cell.executionSummary, cell.outputs.length]),
      );
      if (now !== before) quietSince = Date.now();
      before = now;
      return Date.now() - quietSince > 900;
    },
    ms,
  );
}

export interface LoggedEvent {
  readonly type: string;
  readonly step?: string;
  readonly outcome?: string;
}

function isEvent(value: unknown): value is LoggedEvent {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Recovery logs below the workspace, oldest first. */
export async function logFiles(): Promise<string[]> {
  const folder = join(workspace(), 'recovery-logs');
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names
    .filter(name => name.endsWith('.recovery-log.jsonl'))
    .sort()
    .map(name => join(folder, name));
}

/** Events of a log, in order. */
export async function eventsOf(file: string): Promise<LoggedEvent[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map(line => {
    const record: unknown = JSON.parse(line);
    assert.ok(typeof record === 'object' && record !== null && 'event' in record);
    assert.ok(isEvent(record.event));
    return record.event;
  });
}

/** Log that a piece of work wrote. */
export async function logOf(work: () => Promise<void>): Promise<string> {
  const before = new Set(await logFiles());
  await work();
  const added = (await logFiles()).filter(file => !before.has(file));
  assert.equal(added.length, 1, `one new log: ${added.join(', ')}`);
  return added[0] ?? '';
}

/** A question that a cell shows. */
export interface ShownQuestion {
  readonly id: string;
  readonly ask: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The question that a cell shows now, if any. */
export function questionOf(cell: vscode.NotebookCell | undefined): ShownQuestion | undefined {
  const decoder = new TextDecoder();
  const items = (cell?.outputs ?? []).flatMap(output => output.items);
  for (const item of items) {
    if (!item.mime.startsWith('application/vnd.recovery-runbooks')) continue;
    const panel: unknown = JSON.parse(decoder.decode(item.data));
    if (!isRecord(panel) || typeof panel.id !== 'string' || !isRecord(panel.question)) continue;
    return { id: panel.id, ask: String(panel.question.ask) };
  }
  return undefined;
}

/** Fields of an answer; what is missing is empty. */
export interface Answer {
  readonly decision: string;
  readonly text?: string;
  readonly typed?: string[];
  readonly evidence?: string[];
}

/** Answers the question that a cell shows, as its panel would. */
export async function answer(cell: vscode.NotebookCell | undefined, given: Answer): Promise<void> {
  const question = questionOf(cell);
  assert.ok(question, 'the cell shows a question');
  await ours('answer', question.id, { text: '', typed: [], evidence: [], ...given });
}

/** Answers every question of a notebook while some work goes on; returns what was asked. */
export async function answering(
  notebook: vscode.NotebookDocument,
  decide: (question: ShownQuestion, cell: vscode.NotebookCell) => Answer,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const answered = new Set<string>();
  const asked: string[] = [];
  const look = (): void => {
    for (const cell of steps(notebook)) {
      const question = questionOf(cell);
      if (question === undefined || answered.has(question.id)) continue;
      answered.add(question.id);
      asked.push(question.ask);
      void answer(cell, decide(question, cell));
    }
  };
  const timer = setInterval(look, 100);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return asked;
}
