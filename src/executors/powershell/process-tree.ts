import { spawn, type ChildProcess } from 'node:child_process';

/** How a whole tree of processes is ended on this system. */
export type EndTree = (child: ChildProcess) => void;

function ended(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/**
 * Ends a child and everything below it, at once: `taskkill /T /F` on Windows, its process group
 * elsewhere (the child has to be started `detached` there).
 */
export function endProcessTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    if (ended(child)) return;
    spawn('taskkill.exe', ['/PID', String(child.pid), '/T', '/F'], {
      shell: false,
      stdio: 'ignore',
      windowsHide: true,
    }).on('error', () => child.kill('SIGKILL'));
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    if (!ended(child)) child.kill('SIGKILL'); // no group of its own
  }
}
