import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

export const run = promisify(execFile);

export interface TalkOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** ms; the program is ended after it. */
  readonly limit?: number;
}

/** Runs a program with this standard input; resolves to what it printed on both of its outputs. */
export function talk(
  command: string,
  args: readonly string[],
  input: string,
  { env = {}, limit = 60_000 }: TalkOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      shell: false,
      timeout: limit,
      env: { ...process.env, ...env },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', () => {
      resolve(text);
    });
    // A program that refuses its arguments ends before it reads anything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

export async function canRun(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args, { timeout: 60_000 }).then(
    () => true,
    () => false,
  );
}

/** Says why a foreign client is not tried, so that a run without it does not look complete. */
export function skipped(context: Mocha.Context, reason: string): never {
  process.stderr.write(`      skipped: ${reason}\n`);
  return context.skip();
}
