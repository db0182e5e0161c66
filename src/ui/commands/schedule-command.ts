import * as vscode from 'vscode';
import type { Estates } from '../estate/estates.ts';
import type { LoadServices } from '../services.ts';
import { command } from './register.ts';

export interface ScheduleCommandParts {
  readonly estates: Estates;
  readonly load: LoadServices;
}

/** A word for a shell that people read before they press Enter: quoted where it has a blank. */
function word(text: string): string {
  return /[\s"'`$&|<>();]/.test(text) ? `"${text.replaceAll('"', '')}"` : text;
}

/**
 * Types the command that writes the task for the scheduler into a terminal, for the estate in front,
 * and leaves Enter to the operator: account, time and kind are theirs.
 */
async function schedule({ estates, load }: ScheduleCommandParts): Promise<void> {
  const estate = await estates.read();
  const services = await load();
  const { file } = await services.installCommandLine();
  const terminal = vscode.window.createTerminal('Recovery Runbooks');
  terminal.show();
  // In PowerShell a quoted program is called by `&`; a bare path starts everywhere.
  const program = word(file);
  const call = process.platform === 'win32' && program !== file ? `& ${program}` : program;
  terminal.sendText(`${call} schedule --estate ${word(estate.file)} --at 02:00`, false);
}

export function registerScheduleCommand(parts: ScheduleCommandParts): vscode.Disposable[] {
  return [command('scheduleBackups', () => schedule(parts))];
}
