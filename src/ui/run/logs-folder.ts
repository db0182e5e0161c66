import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';

/** The data folder of the user, for logs of runs outside any workspace folder. */
function userData(): string {
  const named = process.env.RECOVERY_RUNBOOKS_DATA;
  if (named !== undefined && named !== '') return named;
  const local = process.env.LOCALAPPDATA;
  if (process.platform === 'win32' && local !== undefined) return join(local, 'RecoveryRunbooks');
  return join(homedir(), '.local', 'share', 'recovery-runbooks');
}

/** Folder of the recovery logs of a runbook, or of the workspace where none is named. */
export function logsFolder(near?: vscode.Uri): string {
  const folder =
    (near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(near)) ??
    vscode.workspace.workspaceFolders?.[0];
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks', folder);
  const named = settings.get<string>('logs.folder', '').trim();
  if (isAbsolute(named)) return named;
  const base = folder?.uri.fsPath ?? userData();
  return join(base, named === '' ? 'recovery-logs' : named);
}
