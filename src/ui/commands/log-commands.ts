import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { noRunHere } from '../../errors/editor.ts';
import { Problem } from '../../errors/problem.ts';
import type { Background } from '../background.ts';
import { LogEditors, type LogAction } from '../log-view/log-editors.ts';
import { teamFolder } from '../log-view/log-folders.ts';
import { noteWords } from '../log-view/notes-words.ts';
import { openStep } from '../log-view/open-step.ts';
import { pickLog } from '../log-view/pick-log.ts';
import { ReviewPages } from '../log-view/review-pages.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { logsFolder } from '../run/logs-folder.ts';
import type { OutputDocuments } from '../run/output-documents.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import type { Views } from '../trees/views.ts';
import {
  addEvidence,
  addFinding,
  addNote,
  keepEvidence,
  signOff,
  type NoteParts,
  type WrittenEvidence,
} from './log-note-commands.ts';
import {
  compareLogs,
  exportLogKey,
  reportLog,
  searchLogs,
  trustLogKey,
} from './log-review-commands.ts';
import { command, fieldOf, givenCell, targetOf } from './register.ts';

export interface LogCommandParts {
  readonly desk: RunDesk;
  readonly views: Views;
  readonly reader: RunbookReader;
  readonly outputs: OutputDocuments;
  readonly load: LoadServices;
  readonly background: Background;
  readonly extension: vscode.Uri;
  readonly dataFolder: string;
}

function ofNotebook(desk: RunDesk, uri: string): string | undefined {
  const run = desk.all.find(each => each.notebook.uri.toString() === uri);
  return run?.driver?.log.file ?? run?.last?.file;
}

/** The log that a command is about: of the cell or item, the one in front, else one that is picked. */
async function logOf(
  word: unknown,
  { desk, load }: LogCommandParts,
  front: string | undefined,
): Promise<string | undefined> {
  const notebook = givenCell(word)?.notebook.uri.toString() ?? fieldOf(word, 'notebook');
  if (notebook !== undefined) return ofNotebook(desk, notebook);
  return targetOf(word) ?? front ?? desk.front?.driver?.log.file ?? pickLog(load);
}

type OnLog = (
  work: (file: string, word: unknown, given: unknown) => Promise<unknown>,
) => (word: unknown, given: unknown) => Promise<void>;

function onChosenLog(parts: LogCommandParts, front: () => string | undefined): OnLog {
  return work => async (word, given) => {
    const file = await logOf(word, parts, front());
    if (file !== undefined) await work(file, word, given);
    else if (givenCell(word) !== undefined) throw noRunHere();
  };
}

/** Commands that add to a log; a step is given as its cell or by its id. */
function noteCommands(
  { reader }: LogCommandParts,
  notes: NoteParts,
  onLog: OnLog,
): vscode.Disposable[] {
  const stepOf = async (word: unknown): Promise<string | undefined> => {
    const cell = givenCell(word);
    if (cell === undefined) return fieldOf(word, 'step');
    return (await reader.of(cell.notebook)).stepAt.get(cell.index)?.id;
  };
  return [
    command(
      'addLogNote',
      onLog(async (file, word, given) =>
        addNote(file, await stepOf(word), notes, fieldOf(given, 'text')),
      ),
    ),
    command(
      'addLogEvidence',
      onLog(async (file, word, given) =>
        addEvidence(file, await stepOf(word), notes, evidenceOf(given)),
      ),
    ),
    command(
      'addLogFinding',
      onLog(file => addFinding(file, notes)),
    ),
    command(
      'signOffLog',
      onLog(file => signOff(file, notes)),
    ),
  ];
}

/** The log editor and the commands on recovery logs. */
export function registerLogs(parts: LogCommandParts): vscode.Disposable[] {
  const { load, desk, views } = parts;
  const pages = new ReviewPages();
  const notes: NoteParts = {
    desk,
    load,
    changed: file => {
      editors.notesChanged(file);
      views.logs.refresh();
    },
  };
  const editors: LogEditors = new LogEditors({
    ...parts,
    act: action => act(action, parts, notes, { load, pages, editors }),
    attach: (file, name, bytes) => keepEvidence(file, name, { name, bytes }, undefined, notes),
    notesOf: async file => noteWords(await (await load()).logs.notes(file)),
  });
  const review = { load, pages, editors };
  const onLog = onChosenLog(parts, () => editors.front);
  const step = (word: unknown): string | undefined => fieldOf(word, 'step');
  const commands = [
    command('openLog', async word => {
      const file = targetOf(word) ?? fieldOf(word, 'notebook');
      const log = file === undefined ? await pickLog(load) : await logOf(word, parts, undefined);
      if (log !== undefined) await editors.show(log);
    }),
    command(
      'verifyLog',
      onLog(file => editors.show(file)),
    ),
    command('openLogFile', onLog(openText)),
    command(
      'openLogRunbook',
      onLog((file, word) => openStep(file, step(word), parts)),
    ),
    command(
      'compareLogs',
      onLog(file => compareLogs(file, review)),
    ),
    command(
      'reportLog',
      onLog(file => reportLog(file, review)),
    ),
    ...noteCommands(parts, notes, onLog),
    command('searchLogs', () => searchLogs(review)),
    command('exportLogKey', () => exportLogKey(load)),
    command('trustLogKey', () => trustLogKey(load)),
    command('shareLogs', () => shareNow(load, views)),
    command('refreshLogs', () => {
      views.logs.refresh();
    }),
  ];

  return [vscode.Disposable.from(editors, pages), ...commands];
}

/** Evidence that a command was given with its call. */
function evidenceOf(given: unknown): WrittenEvidence | undefined {
  const [title, text, path] = ['title', 'text', 'path'].map(name => fieldOf(given, name));
  if (title === undefined) return undefined;
  if (path !== undefined) return { title, given: { path } };
  return text === undefined ? undefined : { title, given: { text } };
}

async function openText(file: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), 'default');
}

async function act(
  { file, action, step, text }: LogAction,
  parts: LogCommandParts,
  notes: NoteParts,
  review: { load: LoadServices; pages: ReviewPages; editors: LogEditors },
): Promise<void> {
  switch (action) {
    case 'open-runbook':
      await openStep(file, step, parts);
      break;
    case 'open-text':
      await openText(file);
      break;
    case 'compare':
      await compareLogs(file, review);
      break;
    case 'report':
      await reportLog(file, review);
      break;
    case 'note':
      await addNote(file, step, notes);
      break;
    case 'evidence':
      await addEvidence(file, step, notes);
      break;
    case 'finding':
      await addFinding(file, notes);
      break;
    case 'sign-off':
      await signOff(file, notes);
      break;
    case 'copy':
      await vscode.env.clipboard.writeText(text ?? '');
      break;
    case 'whole-output':
      if (step === undefined) throw noRunHere();
      await parts.outputs.open(file, step);
      break;
  }
}

/** Shares at once, and says how it went; what could not be shared is tried again by itself. */
async function shareNow(load: LoadServices, views: Views): Promise<void> {
  const team = teamFolder();
  if (team === undefined) {
    await vscode.commands.executeCommand(
      'workbench.action.openSettings',
      'recoveryRunbooks.logs.team',
    );
    return;
  }
  const services = await load();
  const { shared, left } = await services.logs.shareAll(logsFolder(services.dataFolder), team);
  views.logs.refresh();
  const [first] = left;
  if (first !== undefined) throw new Problem(first.problem.data);
  void vscode.window.showInformationMessage(
    l10n.t('{0} logs are with the team in {1}.', shared.length, team),
  );
}
