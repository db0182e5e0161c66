import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { notPractice } from '../../errors/editor.ts';
import type { Estates } from '../estate/estates.ts';
import { isThere } from '../is-there.ts';
import { askText, chooseOne } from '../questions.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { EditorServices, LoadServices } from '../services.ts';
import { roleText } from '../trees/role-words.ts';
import type { Views } from '../trees/views.ts';
import { losable, startPractice } from './practice-start.ts';
import { command, fieldOf, targetOf } from './register.ts';

export interface PracticeCommandParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly views: Views;
  readonly load: LoadServices;
  /** Folder of the runbooks that come with the extension. */
  readonly shipped: vscode.Uri;
  /** Keeps what is to be opened once a folder has been opened in this window. */
  openNext(file: string): Thenable<void>;
}

const backupRunbook = 'backup-core-data.runbook.md';

/** Copies the shipped runbooks into a folder; a file that is there is kept. */
async function copyRunbooks(shipped: vscode.Uri, folder: vscode.Uri): Promise<void> {
  for (const [name, type] of await vscode.workspace.fs.readDirectory(shipped)) {
    const to = vscode.Uri.joinPath(folder, name);
    const runbook = type === vscode.FileType.File && name.endsWith('.runbook.md');
    if (runbook && !(await isThere(to))) {
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(shipped, name), to);
    }
  }
}

async function chooseFolder(): Promise<string | undefined> {
  const value = join(homedir(), 'recovery-practice');
  const folder = await askText({
    title: l10n.t('Practise a recovery'),
    prompt: l10n.t(
      'New folder for the practice estate, all of it files. It is backed up, then a server is lost.',
    ),
    value,
    valueSelection: [value.length, value.length],
  });
  return folder === undefined || folder.trim() === '' ? undefined : folder.trim();
}

/** The estate alone, for who takes the first backup set by hand. */
async function makeEstate(
  folder: string,
  services: EditorServices,
  parts: PracticeCommandParts,
): Promise<string> {
  const estateFile = await services.createPractice(folder);
  await copyRunbooks(parts.shipped, vscode.Uri.file(join(folder, 'runbooks')));
  return estateFile;
}

/** Makes an estate, backs it up and loses a server of it; resolves to the runbook that recovers it. */
async function makeAndLose(
  folder: string,
  services: EditorServices,
  parts: PracticeCommandParts,
): Promise<vscode.Uri> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Practise a recovery'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      stop.abort();
    });
    const onWords = (message: string): void => {
      progress.report({ message });
    };
    try {
      onWords(l10n.t('making the practice estate'));
      const estateFile = await makeEstate(folder, services, parts);
      const backupUri = vscode.Uri.file(join(folder, 'runbooks', backupRunbook));
      const start = { services, estateFile, backupRunbook: backupUri, onWords };
      return await startPractice({ ...start, signal: stop.signal });
    } finally {
      subscription.dispose();
    }
  });
}

/** *Practise a recovery*. A `word` with `open: 'no'` makes the estate and nothing else. */
async function practise(word: unknown, parts: PracticeCommandParts): Promise<string | undefined> {
  const folder = fieldOf(word, 'folder') ?? (await chooseFolder());
  if (folder === undefined) return undefined;
  const services = await parts.load();
  if (fieldOf(word, 'open') === 'no') {
    const estate = await makeEstate(folder, services, parts);
    parts.views.servers.refresh();
    await parts.views.noteEstate();
    return estate;
  }
  const first = await makeAndLose(folder, services, parts);
  const isOpen = (vscode.workspace.workspaceFolders ?? []).some(
    each => first.fsPath.startsWith(join(each.uri.fsPath, '/')) || each.uri.fsPath === folder,
  );
  if (isOpen) {
    parts.views.servers.refresh();
    await parts.views.noteEstate();
    await vscode.commands.executeCommand('vscode.open', first);
    return first.fsPath;
  }
  await parts.openNext(first.fsPath);
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder));
  return first.fsPath;
}

/**
 * The runbook of that name: the one with the estate, else one of the workspace, else a copy of the
 * shipped one, put there.
 */
async function runbookNamed(name: string, parts: PracticeCommandParts): Promise<vscode.Uri> {
  const { file } = await parts.estates.find();
  const beside =
    file === undefined
      ? []
      : [
          ['..', 'runbooks', name],
          ['..', name],
        ];
  for (const path of beside) {
    const uri = vscode.Uri.joinPath(vscode.Uri.file(file ?? ''), ...path);
    if (await isThere(uri)) return uri;
  }
  const [found] = await vscode.workspace.findFiles(`**/${name}`, '**/node_modules/**', 1);
  if (found !== undefined) return found;
  const folder = vscode.workspace.workspaceFolders?.[0];
  const shipped = vscode.Uri.joinPath(parts.shipped, name);
  if (folder === undefined) return shipped;
  const to = vscode.Uri.joinPath(folder.uri, 'runbooks', name);
  await vscode.workspace.fs.copy(shipped, to);
  return to;
}

async function openRunbook(
  name: string,
  parts: PracticeCommandParts,
): Promise<vscode.NotebookDocument> {
  const uri = await runbookNamed(name, parts);
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

async function pickServer(parts: PracticeCommandParts, title: string): Promise<string | undefined> {
  const estate = await parts.estates.read();
  const items = losable(estate).map(({ fqdn, roles }) => ({
    label: fqdn,
    description: roles.map(roleText).join(', '),
  }));
  return (await chooseOne(items, { title }))?.label;
}

async function lose(word: unknown, parts: PracticeCommandParts): Promise<void> {
  const estate = await parts.estates.read();
  if (estate.kind !== 'practice') throw notPractice(estate.file);
  const title = l10n.t('Lose a practice server: its disks, programs and data are destroyed');
  const server = targetOf(word) ?? (await pickServer(parts, title));
  if (server === undefined) return;
  const services = await parts.load();
  await services.losePractice(estate, server);
  parts.views.servers.refresh();
}

/** Commands of the first five minutes: an estate to practise on, a server to lose and to recover. */
export function registerPracticeCommands(parts: PracticeCommandParts): vscode.Disposable[] {
  return [
    command('practise', word => practise(word, parts)),
    command('loseServer', word => lose(word, parts)),
    command('openBackupRunbook', () => openRunbook(backupRunbook, parts)),
    command('newBackupSet', () => openRunbook(backupRunbook, parts)),
  ];
}
