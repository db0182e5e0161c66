import * as l10n from '@vscode/l10n';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { RecoveryRunbook } from '../../recovery/make.ts';
import type { Estates } from '../estate/estates.ts';
import { isThere } from '../is-there.ts';
import type { LoadServices } from '../services.ts';
import { command, targetOf } from './register.ts';

export interface RecoverCommandParts {
  readonly estates: Estates;
  readonly load: LoadServices;
}

/** What is lost beside the target, where the command was given it. */
function besideOf(word: unknown): readonly string[] {
  const lost = typeof word === 'object' && word !== null && 'lost' in word ? word.lost : undefined;
  return Array.isArray(lost) ? lost.filter(name => typeof name === 'string') : [];
}

/** A folder that is not there yet: a made runbook never goes over one that somebody has edited. */
async function newFolder(parent: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let n = 1; ; n += 1) {
    const folder = vscode.Uri.joinPath(parent, n === 1 ? name : `${name}-${n}`);
    if (!(await isThere(folder))) return folder;
  }
}

/** Writes a made runbook and those that it links into a folder; resolves to its file. */
export async function writeRunbooks(
  folder: vscode.Uri,
  made: RecoveryRunbook,
): Promise<vscode.Uri> {
  for (const { fileName, runbook } of [...made.others, made]) {
    await vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(folder, fileName),
      Buffer.from(runbook),
    );
  }
  return vscode.Uri.joinPath(folder, made.fileName);
}

/** Makes the runbook for what is lost, says why it is the one, and opens it. */
async function recover(word: unknown, parts: RecoverCommandParts): Promise<string | undefined> {
  const target = targetOf(word);
  if (target === undefined) {
    return vscode.commands.executeCommand('recoveryRunbooks.openRecoveryRunbook');
  }
  const estate = await parts.estates.read();
  const services = await parts.load();
  const made = services.servers.recoveryRunbook(estate, [target, ...besideOf(word)]);
  const runbooks = vscode.Uri.file(join(dirname(estate.file), 'runbooks'));
  const name = made.fileName.replace(/\.runbook\.md$/u, '');
  const file = await writeRunbooks(await newFolder(runbooks, name), made);
  await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(file));
  const reasons = made.reasons.join(' ').replaceAll('`', '');
  vscode.window.setStatusBarMessage(
    `$(notebook) ${l10n.t('Why this runbook: {0}', reasons)}`,
    30_000,
  );
  return file.fsPath;
}

/** `recoverServer`: from the map, with everything that is supposed to be lost. */
export function registerRecoverCommand(parts: RecoverCommandParts): vscode.Disposable {
  return command('recoverServer', word => recover(word, parts));
}
