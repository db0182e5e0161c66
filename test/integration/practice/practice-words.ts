import { randomBytes } from 'node:crypto';
import type { CliCommand } from '../../../src/cli/command.ts';
import { practiceCommand } from '../../../src/cli/commands/practice.ts';
import { modulesFolder, powerShell } from './practice-server.ts';

/** The practice command with the PowerShell of this machine and this checkout's modules. */
export function practiceWords(): CliCommand {
  return practiceCommand({
    locatePowerShell: () => Promise.resolve({ file: powerShell(), args: [] }),
    modulesFolder,
    now: Date.now,
    random: randomBytes,
  });
}
