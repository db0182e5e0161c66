/** Starting other programs from the project's scripts. Plain Node, no package needed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './places.mjs';

/** Environment with the project's own programs (its Node 24 first of all) in front. */
export function projectEnvironment(more = {}) {
  const bin = join(root, 'node_modules', '.bin');
  const key = Object.keys(process.env).find(name => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: `${bin}${delimiter}${process.env[key] ?? ''}`, ...more };
}

/** The project's Node; before `npm ci` the one that runs this script. */
export function projectNode() {
  const names = process.platform === 'win32' ? ['node.exe', 'bin/node.exe'] : ['bin/node'];
  const own = names.map(name => join(root, 'node_modules', 'node', name)).find(existsSync);
  return own ?? process.execPath;
}

/**
 * Runs a program to its end and resolves to `{ status, output }`. Output is shown as it comes unless
 * `quiet`, and always returned. `npm` is started by way of the shell that Windows needs for it.
 */
export function run(file, args, options = {}) {
  const { quiet = false, cwd = root, env = projectEnvironment(), input, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && file === 'npm',
    });
    let output = '';
    const take = stream => chunk => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.on('error', reject);
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ status: code ?? 128, signal, output });
    });
    if (input !== undefined) child.stdin.end(input);
  });
}

/** As `run`, but throws with the last lines of output where the status is not 0. */
export async function must(what, file, args, options = {}) {
  const { status, output } = await run(file, args, { quiet: true, ...options });
  if (status === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-15).join('\n');
  throw new Error(`${what} failed (exit status ${status}):\n${tail}`);
}
