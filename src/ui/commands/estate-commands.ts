import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { OlderSet } from '../../backup/sets.ts';
import { findingRemedy } from '../../errors/backup-findings.ts';
import { hitsText, olderSetText } from '../../errors/backup-worth.ts';
import { noEstateFile, noRunHere } from '../../errors/editor.ts';
import { say } from '../../errors/language.ts';
import type { Estates } from '../estate/estates.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import { chooseOne } from '../questions.ts';
import { askValue } from '../run/ask-values.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { EditorServices, LoadServices } from '../services.ts';
import { showFolder } from '../show-folder.ts';
import type { Views } from '../trees/views.ts';
import { bytesText, localMinute } from '../words.ts';
import { command, fieldOf, targetOf } from './register.ts';

export interface EstateCommandParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly views: Views;
  readonly load: LoadServices;
  /** Where the editor keeps secrets. */
  storeSecret(name: string, value: string): Promise<void>;
}

async function openEstate(estates: Estates, name?: string): Promise<void> {
  const { file, looked } = await estates.find();
  if (file === undefined) throw noEstateFile(looked);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const editor = await vscode.window.showTextDocument(document);
  const at = name === undefined ? -1 : document.getText().indexOf(name);
  if (at < 0 || name === undefined) return;
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + name.length));
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function chooseEstate(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: l10n.t('Estate file'),
    filters: { [l10n.t('Estate files')]: ['yaml', 'yml'] },
  });
  const [file] = picked ?? [];
  if (file === undefined) return;
  const workspace = vscode.workspace.workspaceFolders === undefined;
  const place = workspace
    ? vscode.ConfigurationTarget.Global
    : vscode.ConfigurationTarget.Workspace;
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
  await settings.update('estateFile', file.fsPath, place);
}

async function verifySet(set: string, parts: EstateCommandParts): Promise<void> {
  const estate = await parts.estates.read();
  const services = await parts.load();
  const name = set.replace(/^.*[\\/]/, '');
  const verification = await vscode.window.withProgress(
    {
      location: { viewId: 'recoveryRunbooks.sets' },
      title: l10n.t('Verifying {0}', name),
      cancellable: true,
    },
    (progress, token) => verifyNow(services, { estate, set }, progress, token),
  );
  parts.views.sets.refresh();
  const { findings, files, bytes } = verification;
  if (findings.length === 0) {
    const text = l10n.t(
      '{0}: every byte of {1} files ({2}) is as it was sealed.',
      name,
      files,
      bytesText(bytes),
    );
    vscode.window.setStatusBarMessage(`$(verified) ${text}`, 10_000);
    return;
  }
  const items = findings.map(({ kind, message, file, hits }) => ({
    label: message,
    description: file,
    detail: [hits === undefined ? '' : say(hitsText(hits)), say(findingRemedy(kind))]
      .join(' ')
      .trim(),
  }));
  await chooseOne(items, {
    title:
      findings.length === 1
        ? l10n.t('{0}: 1 finding', name)
        : l10n.t('{0}: {1} findings', name, findings.length),
    placeHolder: say(olderSetText(inLocalTime(verification.olderGood))),
  });
}

function inLocalTime(older: OlderSet | undefined): OlderSet | undefined {
  if (older?.fullyVerified === undefined) return older;
  return { ...older, fullyVerified: localMinute(older.fullyVerified) };
}

async function verifyNow(
  services: EditorServices,
  { estate, set }: { estate: Parameters<EditorServices['verifySet']>[0]; set: string },
  progress: vscode.Progress<{ message: string }>,
  token: vscode.CancellationToken,
): ReturnType<EditorServices['verifySet']> {
  const stop = new AbortController();
  const subscription = token.onCancellationRequested(() => {
    stop.abort();
  });
  try {
    return await services.verifySet(estate, set, 'full', {
      signal: stop.signal,
      onProgress: ({ filesDone, filesTotal }) => {
        progress.report({ message: l10n.t('{0} of {1} files', filesDone, filesTotal) });
      },
    });
  } finally {
    subscription.dispose();
  }
}

async function openSet(set: string, parts: EstateCommandParts): Promise<void> {
  const estate = await parts.estates.read();
  const services = await parts.load();
  const folder = services.localPath(estate, set);
  const manifest = vscode.Uri.file(join(folder, 'backup-set.manifest.json'));
  try {
    await vscode.workspace.fs.stat(manifest);
    await vscode.window.showTextDocument(manifest);
  } catch {
    await showFolder(folder);
  }
}

async function setVariable(
  name: string,
  given: string | undefined,
  parts: EstateCommandParts,
): Promise<void> {
  const run = parts.desk.front;
  if (run === undefined) throw noRunHere();
  const { runbook } = await parts.reader.of(run.notebook);
  const declaration = runbook.variables.find(each => each.name === name);
  if (declaration === undefined) throw noRunHere();
  const estate = await parts.estates.readIfAny(run.notebook.uri);
  const value = given ?? (await askValue(declaration, estate, run.given.get(name)));
  if (value === undefined) return;
  if (declaration.type === 'secret') await parts.storeSecret(name, value);
  else await run.setVariable(name, value);
}

async function useSet(set: string, parts: EstateCommandParts): Promise<void> {
  const run = parts.desk.front;
  if (run === undefined) throw noRunHere();
  const { runbook } = await parts.reader.of(run.notebook);
  const variable = runbook.variables.find(each => each.type === 'backup-set');
  await run.setVariable(variable?.name ?? 'Backup', set);
}

/** Commands on the estate, its backup sets and the variables of a runbook. */
export function registerEstateCommands(parts: EstateCommandParts): vscode.Disposable[] {
  const { views } = parts;
  const onTarget =
    (work: (target: string, word: unknown) => Promise<void>) =>
    async (word: unknown): Promise<void> => {
      const target = targetOf(word);
      if (target !== undefined) await work(target, word);
    };
  return [
    command('openEstate', () => openEstate(parts.estates)),
    command(
      'openServerInEstate',
      onTarget(target => openEstate(parts.estates, target)),
    ),
    command('chooseEstate', () => chooseEstate()),
    command(
      'verifyBackupSet',
      onTarget(target => verifySet(target, parts)),
    ),
    command(
      'openBackupSet',
      onTarget(target => openSet(target, parts)),
    ),
    command(
      'useBackupSet',
      onTarget(target => useSet(target, parts)),
    ),
    command(
      'setVariable',
      onTarget((target, word) => setVariable(target, fieldOf(word, 'value'), parts)),
    ),
    command('refreshServers', () => {
      views.servers.refresh();
    }),
    command('refreshSets', () => {
      views.sets.refresh();
    }),
  ];
}
