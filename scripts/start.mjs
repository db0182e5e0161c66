/**
 * Opens the editor on a practice estate and stays until Ctrl+C: the VS Code that is installed (`code`,
 * or what `VSCODE_EXECUTABLE` names), else the editor of `tools/editor`, to be opened in a browser at
 * the address that is printed. `npm start -- FOLDER` opens another folder, `--browser` takes the
 * browser in any case.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EditorMissing, endTree, findOnPath, startServer } from './editor.mjs';
import { root } from './places.mjs';
import { must, projectEnvironment, projectNode } from './process.mjs';
import { ensureBuild, ensurePackages, ensurePowerShell, packageVersion } from './setup.mjs';

const say = text => process.stdout.write(`${text}\n`);

/** The practice estate of this checkout, with copies of the shipped runbooks to work on. */
async function practiceFolder() {
  const folder = join(root, '.practice');
  if (!existsSync(join(folder, 'estate.yaml'))) {
    say('making a practice estate …');
    const cli = join(root, 'dist', 'cli.mjs');
    await must('practice create', projectNode(), [cli, 'practice', 'create', folder]);
  }
  const runbooks = join(folder, 'runbooks');
  if (!existsSync(runbooks)) {
    // the runbooks themselves; their translations lie in folders beside them
    const filter = from => dirname(from) !== join(root, 'notebooks') || from.endsWith('.md');
    await cp(join(root, 'notebooks'), runbooks, { recursive: true, filter });
  }
  return folder;
}

/** Resolves when the person has had enough. */
function untilCtrlC() {
  return new Promise(done => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, done);
  });
}

async function startInstalled(executable, folder) {
  say(`opening ${folder} in ${executable}; Ctrl+C ends it here`);
  const windows = process.platform === 'win32';
  const words = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, folder];
  const child = spawn(executable, words, {
    stdio: 'inherit',
    env: projectEnvironment(),
    detached: !windows,
    // `code` is a `.cmd` on Windows, which only a shell starts; every word is quoted for it
    ...(windows ? { shell: true, argv0: executable } : {}),
  });
  const closed = new Promise((done, failed) => {
    child.once('exit', done);
    child.once('error', failed);
  });
  await Promise.race([closed, untilCtrlC()]);
  endTree(child, 'SIGTERM');
}

/** Puts this checkout where the editor looks for extensions. */
async function installExtension(extensions) {
  await mkdir(extensions, { recursive: true });
  const link = join(extensions, `recovery-runbooks.recovery-runbooks-${packageVersion()}`);
  try {
    await lstat(link);
    await rm(link, { recursive: true });
  } catch {
    // not there yet
  }
  await symlink(root, link, process.platform === 'win32' ? 'junction' : 'dir');
}

async function startInBrowser(folder) {
  const profile = join(root, 'out', 'editor-profile');
  const extensions = join(profile, 'ext');
  await installExtension(extensions);
  const named = Number(process.env.PORT);
  const server = await startServer({
    profile,
    extensions,
    env: projectEnvironment(),
    ...(named > 0 ? { port: named } : {}),
  });
  try {
    const address = new URL(server.url);
    address.searchParams.set('folder', folder);
    say('');
    say(
      'The editor is open on a practice estate. Open this address in a browser of this computer:',
    );
    say(`  ${address.href}`);
    say('Begin with the command (F1) "Recovery Runbooks: Open Backup Runbook". Ctrl+C ends it.');
    await Promise.race([server.ended, untilCtrlC()]);
  } finally {
    await server.stop();
  }
}

try {
  await ensurePackages();
  await ensurePowerShell();
  await ensureBuild();
  const words = process.argv.slice(2);
  const named = words.find(word => !word.startsWith('-'));
  const folder = named === undefined ? await practiceFolder() : resolve(named);
  const installed = words.includes('--browser')
    ? undefined
    : (process.env.VSCODE_EXECUTABLE ?? findOnPath('code', 'codium'));
  if (installed === undefined) await startInBrowser(folder);
  else await startInstalled(installed, folder);
  process.exit(0);
} catch (error) {
  const known = error instanceof EditorMissing || error instanceof Error;
  process.stderr.write(`${known ? error.message : String(error)}\n`);
  process.exit(1);
}
