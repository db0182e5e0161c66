import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';

/**
 * Folder of the recovery logs of a runbook, or of the workspace where none is named. `dataFolder` is
 * the user's own, for runs outside any workspace folder.
 */
export function logsFolder(dataFolder: string, near?: vscode.Uri): string {
  const own = near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(near);
  const all = [...(own === undefined ? [] : [own]), ...(vscode.workspace.workspaceFolders ?? [])];
  // a folder of another file system has a path, too, which is none of this disk
  const folder = all.find(({ uri }) => uri.scheme === 'file');
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks', folder);
  const named = settings.get<string>('logs.folder', '').trim();
  if (isAbsolute(named)) return named;
  const base = folder?.uri.fsPath ?? dataFolder;
  return join(base, named === '' ? 'recovery-logs' : named);
}
