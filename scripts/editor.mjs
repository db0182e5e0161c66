/**
 * Gives the tests and `npm start` a real editor where no VS Code is installed: the server and the
 * browser workbench of VS Code from `tools/editor`, shown by Chromium. Needs Node 20 and no package.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** `RECOVERY_RUNBOOKS_EDITOR=oldest`: the oldest VS Code that the extension supports. */
const edition = process.env.RECOVERY_RUNBOOKS_EDITOR === 'oldest' ? 'editor-oldest' : 'editor';
const folder = join(root, 'tools', edition);
const workbench = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

/** A failure that one line explains, with what to do. */
export class EditorMissing extends Error {}

/** Folders of `PATH`, searched for an executable; `undefined` where there is none. */
export function findOnPath(...names) {
  for (const name of names) {
    for (const part of (process.env.PATH ?? '').split(delimiter)) {
      if (part === '') continue;
      for (const ending of process.platform === 'win32' ? ['.exe', '.cmd'] : ['']) {
        const path = join(part, name + ending);
        if (existsSync(path)) return path;
      }
    }
  }
  return undefined;
}

/** Runs a set-up command to its end; throws with its last words. */
function finish(command, args, cwd, what) {
  const windows = process.platform === 'win32';
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 600_000,
    // npm is a `.cmd` on Windows, which only a shell starts; the arguments are all ours
    shell: windows && command === 'npm',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (done.status === 0) return;
  const words = `${done.stdout ?? ''}\n${done.stderr ?? ''}`
    .trim()
    .split('\n')
    .slice(-5)
    .join('\n');
  throw new EditorMissing(`${what} failed: ${done.error?.message ?? words}`);
}

/** The Node that the editor's server wants: 24, the project's own or the running one; 22 for the oldest. */
function findNode() {
  const windows = process.platform === 'win32';
  if (edition === 'editor-oldest') {
    const platform = windows ? 'win' : process.platform;
    const place = join(folder, 'node_modules', `node-${platform}-${process.arch}`, 'bin');
    return join(place, windows ? 'node.exe' : 'node');
  }
  const own = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new EditorMissing('The editor needs Node 24. Run `npm ci` in the project first.');
}

/** Installs the editor's server below `tools/editor` when it is not there. */
function ensureServer() {
  const start = join(workbench, 'out', 'server-main.js');
  const ready = join(workbench, 'node_modules', '.package-lock.json');
  if (existsSync(start) && existsSync(ready)) return start;
  console.log(`Setting up the editor for the tests (300 to 600 MB below tools/${edition}) …`);
  finish('npm', ['ci', '--ignore-scripts'], folder, 'Installing the editor');
  finish(
    'npm',
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
    workbench,
    "Installing the editor's packages",
  );
  return start;
}

/** Chromium from `CHROMIUM`, from `PATH`, or from Debian's packages where that may be done. */
export function ensureChromium() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new EditorMissing(`CHROMIUM names ${named}, which does not exist.`);
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const found = findOnPath(...names);
  if (found !== undefined) return found;
  const apt = findOnPath('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) {
    throw new EditorMissing(
      'The tests in the editor need Chromium: run `sudo apt-get install chromium`, or set CHROMIUM to its path.',
    );
  }
  console.log('Installing Chromium …');
  finish(apt, ['update', '-qq'], root, 'apt-get update');
  finish(
    apt,
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    root,
    'Installing Chromium',
  );
  const installed = findOnPath(...names);
  if (installed === undefined)
    throw new EditorMissing('Chromium was installed but is not on PATH.');
  return installed;
}

/**
 * The pieces of an editor, installed where they are missing.
 * @returns `server` is the start file, `node` the Node that runs it, `chromium` the browser; the
 * latter only when asked for.
 * @throws {EditorMissing} where it cannot be had, with one line of what to do.
 */
export function ensureEditor({ browser = true } = {}) {
  const node = findNode();
  const server = ensureServer();
  return { node, server, ...(browser ? { chromium: ensureChromium() } : {}) };
}

/** A port that nobody listens on now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

function answers(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const end = result => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Settings that keep a fresh profile quiet; what a caller gives comes on top. */
const quiet = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
  'window.commandCenter': false,
  'security.workspace.trust.startupPrompt': 'never',
};

/** Writes user settings into a profile; existing ones are kept. */
export async function writeSettings(userData, settings) {
  for (const folder of [join(userData, 'data', 'User'), join(userData, 'User')]) {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'settings.json');
    const before = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
    await writeFile(file, JSON.stringify({ ...before, ...settings }, undefined, 2));
  }
}

/** Ends a process and all that it started. */
export function endTree(child, signal = 'SIGKILL') {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/T', '/F', '/PID', String(child.pid)], { shell: false });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/**
 * Starts the editor's server on a free port.
 * @returns `url`, `port`, `profile` (its data folder) and `stop()`, which ends every process of it
 * and removes the data folder unless one was given.
 */
export async function startServer({
  profile,
  port,
  trust = 'off',
  testDriver = false,
  settings = {},
  extensions,
  env = {},
  onText = () => undefined,
} = {}) {
  const { node, server } = ensureEditor({ browser: false });
  const at = port ?? (await freePort());
  // short, because the socket paths below it may have 103 characters at most
  const data = profile ?? (await mkdtemp(join(tmpdir(), 'rr-ed-')));
  await writeSettings(data, { ...quiet, ...settings });
  const args = [
    server,
    ...['--host', '127.0.0.1', '--port', String(at), '--without-connection-token'],
    '--accept-server-license-terms',
    ...['--user-data-dir', data, '--server-data-dir', data],
    ...['--extensions-dir', extensions ?? join(data, 'ext')],
    '--disable-telemetry',
    ...(trust === 'off' ? ['--disable-workspace-trust'] : []),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(node, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', text => {
      words = (words + text).slice(-4000);
      onText(text);
    });
  }
  const ended = new Promise(resolve => child.once('exit', resolve));
  const stop = async () => {
    endTree(child, 'SIGTERM');
    const gone = await Promise.race([ended.then(() => true), wait(3000).then(() => false)]);
    if (!gone) endTree(child, 'SIGKILL');
    if (profile === undefined) {
      await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  };
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) break;
    if (await answers(at))
      return { url: `http://127.0.0.1:${at}`, port: at, profile: data, stop, ended };
    await wait(100);
  }
  await stop();
  throw new EditorMissing(`The editor's server did not start: ${words.trim()}`);
}

/** Arguments with which Chromium shows the workbench and does nothing else. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
];

/** Address of the workbench for a folder, with extensions under development and tests, if any. */
export function workbenchUrl(server, { workspace, development = [], tests } = {}) {
  const remote = path => `vscode-remote://127.0.0.1:${server.port}${asUrlPath(path)}`;
  const payload = [
    ...development.map(path => ['extensionDevelopmentPath', remote(path)]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ['skipWelcome', 'true'],
  ];
  const url = new URL(server.url);
  const kind = workspace?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  if (workspace !== undefined) url.searchParams.set(kind, asUrlPath(workspace));
  else url.searchParams.set('ew', 'true');
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function asUrlPath(path) {
  const slashes = path.replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}
