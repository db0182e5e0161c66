import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { systemCode } from '../files.ts';

const run = promisify(execFile);

/** Asked processes answer within this, ms. */
const patience = 15_000;

/** What the lock needs to know of processes. */
export interface Processes {
  readonly pid: number;
  readonly host: string;
  /**
   * When a process of this computer began, as a text that is the same each time it is asked for and
   * another for any later process of the same number; `undefined` where there is no such process,
   * empty where there is one and its start cannot be told.
   */
  startOf(pid: number): Promise<string | undefined>;
}

/** The computer's own processes. */
export const systemProcesses: Processes = {
  pid: process.pid,
  host: hostname(),
  startOf: pid => {
    if (!exists(pid)) return Promise.resolve(undefined);
    if (process.platform === 'linux') return startOnLinux(pid);
    return process.platform === 'win32' ? startOnWindows(pid) : startByPs(pid);
  },
};

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return systemCode(thrown) === 'EPERM'; // there is one, of another user
  }
}

/** Clock ticks since the boot, with the boot's own identifier (proc(5): field 22 of stat). */
async function startOnLinux(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, start] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || start === undefined) return undefined;
    return `${boot.trim()} ${start}`;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ESRCH') return undefined;
    throw thrown;
  }
}

function startByPs(pid: number): Promise<string | undefined> {
  return printed('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

function startOnWindows(pid: number): Promise<string | undefined> {
  const script = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().Ticks`;
  return printed('powershell.exe', [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    script,
  ]);
}

/** What a command prints; empty where it cannot be asked. */
async function printed(command: string, words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(command, words, { timeout: patience, windowsHide: true });
    return stdout.trim();
  } catch {
    return '';
  }
}
