import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { logsFolder } from '../run/logs-folder.ts';

/** Folder of the team's logs, as the settings name it; `undefined`: there is none. */
export function teamFolder(): string | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks', folder);
  const named = settings.get<string>('logs.team', '').trim();
  if (named === '') return undefined;
  // a UNC path counts as absolute wherever the editor runs
  if (isAbsolute(named) || named.startsWith('\\\\')) return named;
  return folder === undefined ? undefined : join(folder.uri.fsPath, named);
}

/** The folders whose logs are shown: the own one first, then the team's. */
export function logFolders(dataFolder: string, near?: vscode.Uri): string[] {
  const team = teamFolder();
  return [logsFolder(dataFolder, near), ...(team === undefined ? [] : [team])];
}
