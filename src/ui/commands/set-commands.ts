import * as l10n from '@vscode/l10n';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { SetComparison, SetSummary } from '../../backup/sets.ts';
import { noRunHere } from '../../errors/editor.ts';
import type { Estates } from '../estate/estates.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { chooseOne } from '../questions.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import { showFolder } from '../show-folder.ts';
import { setListCsv } from '../trees/set-list.ts';
import type { Views } from '../trees/views.ts';
import { bytesText, localMinute } from '../words.ts';
import { command, targetOf } from './register.ts';

export interface SetCommandParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly views: Views;
  readonly load: LoadServices;
  /** Shell scripts find the command line here; called with the folder once it is installed. */
  offerOnPath(folder: string): void;
}

async function allSets(parts: SetCommandParts): Promise<readonly SetSummary[]> {
  const estate = await parts.estates.read();
  return (await parts.load()).listSets(estate);
}

/** Asks for a set that is sealed, the newest first. */
async function pickSet(
  title: string,
  parts: SetCommandParts,
  without?: string,
): Promise<string | undefined> {
  const sets = (await allSets(parts)).filter(set => set.state !== 'unfinished');
  const items = sets
    .filter(set => set.path !== without)
    .map(set => ({
      label: set.name,
      description: bytesText(set.bytes),
      detail:
        set.fullyVerified === undefined
          ? l10n.t('never verified in full')
          : l10n.t('verified in full {0}', localMinute(set.fullyVerified)),
      path: set.path,
    }));
  return (await chooseOne(items, { title }))?.path;
}

function comparisonText({ left, right, same, ...kinds }: SetComparison): string {
  const { changed, onlyLeft, onlyRight } = kinds;
  const part = (heading: string, { count, files }: typeof changed): string[] =>
    count === 0 ? [] : [`## ${heading}: ${count}`, '', ...files.map(file => `    ${file}`), ''];
  return [
    `# ${l10n.t('{0} and {1}', left.name, right.name)}`,
    '',
    `- ${left.path}: ${l10n.t('{0} files, {1}', left.files, bytesText(left.bytes))}`,
    `- ${right.path}: ${l10n.t('{0} files, {1}', right.files, bytesText(right.bytes))}`,
    `- ${l10n.t('{0} files are the same in both.', same)}`,
    '',
    ...part(l10n.t('Differ'), changed),
    ...part(l10n.t('Only in {0}', left.name), onlyLeft),
    ...part(l10n.t('Only in {0}', right.name), onlyRight),
  ].join('\n');
}

async function compare(word: unknown, parts: SetCommandParts): Promise<void> {
  const left = targetOf(word) ?? (await pickSet(l10n.t('Compare which set?'), parts));
  if (left === undefined) return;
  const right = await pickSet(l10n.t('Compare {0} with which set?', basename(left)), parts, left);
  if (right === undefined) return;
  const services = await parts.load();
  const found = await services.compareSets(await parts.estates.read(), left, right);
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: comparisonText(found),
  });
  await vscode.window.showTextDocument(document);
}

async function reveal(set: string, parts: SetCommandParts): Promise<void> {
  const services = await parts.load();
  const folder = services.localPath(await parts.estates.read(), set);
  await showFolder(folder);
}

async function exportList(parts: SetCommandParts): Promise<void> {
  const estate = await parts.estates.read();
  const sets = await (await parts.load()).listSets(estate);
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Export the list of backup sets'),
    defaultUri: vscode.Uri.file(join(dirname(estate.file), 'backup-sets.csv')),
    filters: { CSV: ['csv'] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(setListCsv(sets), 'utf8'));
}

/** Uses the set that is asked for as `$Backup` of the runbook in front. */
async function chooseSet(parts: SetCommandParts): Promise<void> {
  const run = parts.desk.front;
  if (run === undefined) throw noRunHere();
  const set = await pickSet(l10n.t('Which set is $Backup?'), parts);
  if (set === undefined) return;
  const { runbook } = await parts.reader.of(run.notebook);
  const variable = runbook.variables.find(each => each.type === 'backup-set');
  await run.setVariable(variable?.name ?? 'Backup', set);
}

async function askFolder(title: string, label: string): Promise<string | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: label,
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return picked?.fsPath;
}

/** Starts from nothing but a set: its kit goes to a folder of this computer, which is opened. */
async function openFromSet(word: unknown, parts: SetCommandParts): Promise<void> {
  const services = await parts.load();
  const target = targetOf(word);
  const set =
    target === undefined
      ? await askFolder(l10n.t('Folder of the backup set'), l10n.t('Open this set'))
      : services.localPath(await parts.estates.read(), target);
  if (set === undefined) return;
  const around = await askFolder(
    l10n.t('Where should the recovery be kept?'),
    l10n.t('Keep it here'),
  );
  if (around === undefined) return;
  const opened = await services.openKit(set, join(around, `recovery-${basename(set)}`));
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(opened.folder), {
    forceNewWindow: vscode.workspace.workspaceFolders !== undefined,
  });
}

async function installCommandLine(parts: SetCommandParts): Promise<void> {
  const services = await parts.load();
  const { folder, file } = await services.installCommandLine();
  parts.offerOnPath(folder);
  const copy = l10n.t('Copy path');
  const text = l10n.t(
    'The command line is {0}. New terminals of the editor find it; for other shells, put its folder on the search path.',
    file,
  );
  const answer = await vscode.window.showInformationMessage(text, copy);
  if (answer === copy) await vscode.env.clipboard.writeText(file);
}

/** Commands on backup sets, and on what starts from them. */
export function registerSetCommands(parts: SetCommandParts): vscode.Disposable[] {
  return [
    command('compareBackupSets', word => compare(word, parts)),
    command('revealBackupSet', async word => {
      const target = targetOf(word);
      if (target !== undefined) await reveal(target, parts);
    }),
    command('exportBackupSets', () => exportList(parts)),
    command('chooseBackupSet', () => chooseSet(parts)),
    command('openFromBackupSet', word => openFromSet(word, parts)),
    command('installCommandLine', () => installCommandLine(parts)),
  ];
}
