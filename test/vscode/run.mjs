/**
 * Runs the tests of this folder inside a real editor: the VS Code that `VSCODE_EXECUTABLE` names, or
 * the one of `tools/editor`. `node test/vscode/run.mjs [word…]` runs the files whose name has a word.
 */
import { runTests as runInEditor } from '@vscode/test-electron';
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const out = join(root, 'out', 'vscode-tests');

async function bundle(folder, words) {
  const names = (await readdir(folder)).filter(
    name =>
      name.endsWith('.test.ts') && (words.length === 0 || words.some(word => name.includes(word))),
  );
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries([
      ['index', join(here, 'index.ts')],
      ...names.map(name => [name.replace(/\.ts$/, ''), join(folder, name)]),
    ]),
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
    logOverride: { 'empty-import-meta': 'silent' },
  });
}

/** Prints what is appended to a file until the returned function is called. */
function follow(file) {
  let shown = 0;
  const show = () => {
    if (!existsSync(file)) return;
    const bytes = readFileSync(file);
    process.stdout.write(bytes.subarray(shown));
    shown = bytes.length;
  };
  const timer = setInterval(show, 300);
  return () => {
    clearInterval(timer);
    show();
  };
}

/**
 * Bundles and runs the tests of a folder; `development` are more extensions to load.
 * @returns how many passed, failed and were skipped, and the titles that failed.
 * @throws where the editor cannot be had, or ended before it said how the tests went.
 */
export async function runTests({ words = [], folder = here, env = {}, development = [] } = {}) {
  await bundle(folder, words);
  const scratch = await mkdtemp(join(tmpdir(), 'rr-vt-'));
  const workspace = join(scratch, 'workspace');
  const results = join(scratch, 'results.json');
  await cp(join(here, 'workspace'), workspace, { recursive: true });
  let failure;
  const unfollow = follow(`${results}.txt`);
  try {
    await runInEditor({
      vscodeExecutablePath:
        process.env.VSCODE_EXECUTABLE ?? join(root, 'scripts', 'editor-launcher.mjs'),
      extensionDevelopmentPath: [root, ...development],
      extensionTestsPath: join(out, 'index.cjs'),
      // the profile's path is short because a socket below it may have 103 characters at most
      launchArgs: [
        workspace,
        '--disable-extensions',
        `--user-data-dir=${join(scratch, 'u')}`,
        `--extensions-dir=${join(scratch, 'e')}`,
      ],
      extensionTestsEnv: {
        RECOVERY_RUNBOOKS_TEST_RESULTS: results,
        RECOVERY_RUNBOOKS_TEST_SCRATCH: scratch,
        RECOVERY_RUNBOOKS_DATA: join(scratch, 'data'),
        ...env,
      },
    });
  } catch (error) {
    failure = error;
  } finally {
    unfollow();
  }
  try {
    return JSON.parse(await readFile(results, 'utf8'));
  } catch {
    throw failure ?? new Error('The editor ended without results of the tests.');
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const { passed, failed, skipped } = await runTests({ words: process.argv.slice(2) });
    console.log(`${passed} passing, ${failed} failing, ${skipped} pending (real editor)`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
