import { spawn } from 'node:child_process';

/** Wraps key bytes so that only this user can unwrap them. */
export interface Protection {
  /** Stored beside what was protected, so that the reader knows what to undo. */
  readonly name: string;
  protect(bytes: Buffer): Promise<Buffer>;
  unprotect(bytes: Buffer): Promise<Buffer>;
}

/** Runs a program with a text on its standard input and resolves to its standard output. */
export type RunWithInput = (
  command: string,
  words: readonly string[],
  input: string,
) => Promise<string>;

/** The shell answers within this, ms. */
const patience = 30_000;

/**
 * Windows' own protection for data of one user (DPAPI), by way of Windows PowerShell: the bytes go in
 * and out as base64 by standard input and output, never as words of a command.
 */
export function dpapi(run: RunWithInput = runWithInput): Protection {
  const call = async (method: 'Protect' | 'Unprotect', bytes: Buffer): Promise<Buffer> => {
    const words = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', scriptOf(method)];
    const answer = (await run('powershell.exe', words, `${bytes.toString('base64')}\n`)).trim();
    const result = Buffer.from(answer, 'base64');
    if (result.length === 0) throw new Error('Windows PowerShell gave no answer');
    return result;
  };
  return {
    name: 'dpapi',
    protect: bytes => call('Protect', bytes),
    unprotect: bytes => call('Unprotect', bytes),
  };
}

function scriptOf(method: 'Protect' | 'Unprotect'): string {
  return [
    "$ErrorActionPreference = 'Stop'",
    'Add-Type -AssemblyName System.Security',
    '$bytes = [Convert]::FromBase64String([Console]::In.ReadLine())',
    `$result = [Security.Cryptography.ProtectedData]::${method}($bytes, $null, 'CurrentUser')`,
    '[Console]::Out.WriteLine([Convert]::ToBase64String($result))',
  ].join('; ');
}

function runWithInput(command: string, words: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { windowsHide: true, timeout: patience });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', reject);
    child.stdin.on('error', reject);
    child.on('close', status => {
      if (status === 0) resolve(Buffer.concat(out).toString('utf8'));
      else reject(new Error(Buffer.concat(err).toString('utf8') || `status ${String(status)}`));
    });
    child.stdin.end(input);
  });
}
