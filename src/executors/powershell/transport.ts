import type { Server, Shell } from '../../estate/model.ts';
import type { WireValue } from './shell-values.ts';
import { commandLaunch } from './transports/command.ts';
import { localLaunch } from './transports/local.ts';
import { sshLaunch } from './transports/ssh.ts';
import { winrmLaunch } from './transports/winrm.ts';

/** A program with the arguments and variables that go before all others. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the driver is asked to open instead of a session of its own. */
export type RemoteSession = Readonly<Record<string, WireValue>>;

/** A process that becomes a session. Nothing in it is a text for a shell of this computer. */
export interface Launch extends Program {
  /** Working folder; the caller's where it is left out. */
  readonly cwd?: string;
  /** How the driver gets there: it is a file, or the first line of standard input. */
  readonly driver: 'file' | 'first-line';
  readonly remote?: RemoteSession;
}

/** What a transport may need. */
export interface LaunchParts {
  readonly server: Server;
  /** Marks the driver's lines; hexadecimal. */
  readonly nonce: string;
  /** Absolute path of `driver.ps1` on this computer. */
  readonly driverFile: string;
  /** Folder of the estate file: where `command` starts. */
  readonly folder: string;
  /** This very program, for commands that begin `recovery-runbooks`. */
  readonly self: Program;
  /** PowerShell of this computer; throws a `Problem` where there is none. */
  powerShell(): Promise<Program>;
  /** Value of a secret by its name. */
  secret(name: string): Promise<string | undefined>;
}

/** How to start a session with a server. Throws a `Problem` for values that must not be used. */
export async function launchOf(shell: Shell, parts: LaunchParts): Promise<Launch> {
  switch (shell.transport) {
    case 'local':
      return localLaunch(await parts.powerShell(), parts);
    case 'winrm':
      return winrmLaunch(shell, await parts.powerShell(), parts);
    case 'ssh':
      return sshLaunch(shell, parts);
    case 'command':
      return commandLaunch(shell.command, parts);
  }
}
