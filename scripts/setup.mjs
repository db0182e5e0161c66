/**
 * Brings a fresh machine to where the drill and the tests can run. Each function does nothing where
 * nothing is missing, and says in one line what to install where it cannot do it itself.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';
import { must, projectNode, run } from './process.mjs';

const say = text => process.stdout.write(`set-up: ${text}\n`);

/** The packages of package-lock.json, by `npm ci`, where they are missing or older than the lock. */
export async function ensurePackages() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  say('installing packages (npm ci)');
  await must('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'], { env: process.env });
}

function newest(path) {
  const state = statSync(path);
  if (!state.isDirectory()) return state.mtimeMs;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    state.mtimeMs,
  );
}

/** The bundles in `dist/`, built again where a source is newer. */
export async function ensureBuild() {
  const built = join(root, 'dist', 'cli.mjs');
  const sources = ['src', 'notebooks', 'package.json', 'scripts/build.mjs', 'scripts/bundle'].map(
    name => join(root, name),
  );
  const latest = Math.max(...sources.filter(existsSync).map(newest));
  if (existsSync(built) && statSync(built).mtimeMs >= latest) return;
  say('building');
  await must('the build', projectNode(), [join(root, 'scripts', 'build.mjs')]);
}

async function answers(file, args) {
  try {
    return (await run(file, args, { quiet: true })).status === 0;
  } catch {
    return false;
  }
}

/** A PowerShell: an installed one, else the host over the real engine, built from this repository. */
export async function ensurePowerShell() {
  if (process.platform === 'win32') return;
  if (process.env.RECOVERY_RUNBOOKS_POWERSHELL || (await answers('pwsh', ['-Version']))) return;
  const { ensurePowerShellHost } = await import('./powershell-host.mjs');
  const host = await ensurePowerShellHost();
  if (host.state === 'failed') say(host.reason);
}

/** Debian packages by the programs or, with their whole path, the files that they bring. */
export async function ensureDebian(programs) {
  const missing = Object.entries(programs)
    .filter(([brought]) => !existsSync(brought.startsWith('/') ? brought : `/usr/bin/${brought}`))
    .map(([, name]) => name);
  if (missing.length === 0) return true;
  const byHand = `apt-get install ${missing.join(' ')}`;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    say(`install what is missing by hand: ${byHand}`);
    return false;
  }
  say(byHand);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt-get update', 'apt-get', ['update', '-qq'], { env });
  await must('apt-get install', 'apt-get', ['install', '-y', '-qq', ...missing], { env });
  return true;
}

/** The same, for what tests can do without: they say what they skip. */
export async function offerDebian(programs) {
  try {
    return await ensureDebian(programs);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

/** Version of the package, for reports. */
export function packageVersion() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}
