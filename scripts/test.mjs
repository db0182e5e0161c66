/**
 * All tests and checks: format, types, lint with the room table, unit and integration tests, the
 * tests inside the real editor and the foreign clients. Sets up what is missing first. Ends with one
 * line, `N passed, N failed, N skipped`.
 *
 * `npm test -- unit integration` runs the named stages only.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './places.mjs';
import { projectEnvironment, projectNode, run } from './process.mjs';
import {
  ensureBuild,
  ensureDebian,
  ensurePackages,
  ensurePowerShell,
  offerDebian,
} from './setup.mjs';
import { tryVsix } from './vsix.mjs';
import { networkCut } from './without-network.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

/** A program that passes or fails as a whole. */
async function check(name, script, args) {
  const { status } = await run(projectNode(), [join(root, 'node_modules', script), ...args]);
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}: ${name}\n`);
  add(status === 0 ? { passed: 1 } : { failed: 1 });
}

/** The VSIX is packed as it would be published, and is not too large. */
async function checkVsix() {
  const told = await tryVsix();
  process.stdout.write(`ok: size of the VSIX (${told})\n`);
  add({ passed: 1 });
}

/** The test files of a folder, in order of their names: those of a room lie together. */
function testFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .map(name => `${folder}/${`${name}`.replaceAll('\\', '/')}`)
    .filter(name => name.endsWith('.test.ts'))
    .sort();
}

/**
 * Mocha over files, in a process of its own that ends when nothing keeps it; one that ends without its
 * counts has failed. `quiet`: shown when it has ended, because something else goes on beside it; `words`
 * stand before the command.
 */
async function mocha(name, files, timeoutMs, options = {}) {
  const { environment = {}, quiet = false, words = [] } = options;
  if (files.length === 0) return;
  const head = `\n== ${name}\n`;
  if (!quiet) process.stdout.write(head);
  const args = ['--no-config', '--extension', 'ts', '--forbid-only', '--no-color'];
  args.push('--require', join(root, 'test', 'fixed-seed.mjs'));
  const [file, ...before] = [...words, projectNode()];
  const { status, output } = await run(
    file,
    [
      ...before,
      join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      ...args,
      '--timeout',
      String(timeoutMs),
      ...files,
    ],
    { env: projectEnvironment(environment), quiet },
  );
  if (quiet) process.stdout.write(head + output);
  const count = word => Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, 'm').exec(output)?.[1] ?? 0);
  const result = { passed: count('passing'), failed: count('failing'), skipped: count('pending') };
  if (status !== 0 && result.failed === 0) result.failed = 1;
  add(result);
}

/** Files of one process where a folder is run by several: what they load is loaded once for all. */
const filesTogether = 5;

/** Mocha over a folder by two processes at a time, each with a few files; who is done takes the next. */
async function mochaByTwo(folder, timeoutMs, environment) {
  const files = testFiles(folder);
  const parts = [];
  while (files.length > 0) parts.push(files.splice(0, filesTogether));
  const count = parts.length;
  const lane = async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const name = `${folder}, part ${count - parts.length} of ${count}`;
      await mocha(name, part, timeoutMs, { environment, quiet: true });
    }
  };
  await Promise.all([lane(), lane()]);
}

/** What practice SQL servers were sent during the integration tests; `test/tsql` reads it. */
const sqlTrace = join(root, 'out', 'practice-sql-trace.jsonl');

const stages = {
  async checks() {
    await check('formatting (prettier)', 'prettier/bin/prettier.cjs', [
      '--check',
      '--log-level',
      'warn',
      'src',
      'test',
      'bench',
      'scripts',
      'eslint.config.mjs',
    ]);
    await check('types (tsc)', 'typescript/bin/tsc', ['-p', '.']);
    await check('types of the renderer (tsc)', 'typescript/bin/tsc', ['-p', 'src/ui/renderer']);
    await check('lint and room table (eslint)', 'eslint/bin/eslint.js', [
      '.',
      '--max-warnings',
      '0',
    ]);
    await check('texts in every language', '../scripts/texts.mjs', []);
    await checkVsix();
  },
  unit: () => mocha('test/unit', testFiles('test/unit'), 120_000),
  async grammar() {
    const script = join(root, 'test', 'grammar', 'run.mjs');
    if (!existsSync(script)) return;
    add(await (await import(script)).runTests());
  },
  integration() {
    rmSync(sqlTrace, { force: true });
    mkdirSync(dirname(sqlTrace), { recursive: true });
    return mochaByTwo('test/integration', 300_000, {
      RECOVERY_RUNBOOKS_PRACTICE_SQL_TRACE: sqlTrace,
    });
  },
  tsql: () => mocha('test/tsql', testFiles('test/tsql'), 240_000),
  async vscode() {
    const script = join(root, 'test', 'vscode', 'run.mjs');
    if (!existsSync(script)) return;
    add(await (await import(script)).runTests());
  },
  /** The same editor tests, the main ones, in the oldest VS Code that package.json admits. */
  async oldest() {
    process.env.RECOVERY_RUNBOOKS_EDITOR = 'oldest';
    const script = join(root, 'test', 'vscode', 'run.mjs');
    try {
      add(await (await import(script)).runTests({ words: ['attributes', 'notebook', 'run.test'] }));
    } finally {
      delete process.env.RECOVERY_RUNBOOKS_EDITOR;
    }
  },
  async ui() {
    const offline = 'test/ui/new-user.test.ts';
    const others = testFiles('test/ui').filter(file => file !== offline);
    await mocha('test/ui', others, 600_000, { quiet: true });
    const { words = [] } = networkCut();
    await mocha(offline, [offline], 180_000, { quiet: true, words });
  },
};

/**
 * What goes on at the same time: the lanes of a round, each with its stages one after the other. `tsql`
 * reads what `integration` has sent.
 */
const rounds = [
  [['checks'], ['unit', 'grammar']],
  [['integration']],
  [['tsql', 'vscode', 'oldest'], ['ui']],
];

const wanted = process.argv.slice(2);
const wants = name => wanted.length === 0 || wanted.includes(name);

/** The editor is set up before two lanes would do it at once; why it cannot be is said by the stages. */
async function prepareEditor() {
  const { EditorMissing, ensureEditor } = await import('./editor.mjs');
  try {
    ensureEditor();
  } catch (failure) {
    if (!(failure instanceof EditorMissing)) throw failure;
  }
}

await ensurePackages();
await ensureDebian({ chromium: 'chromium', tsql: 'freetds-bin' });
await offerDebian({
  '/usr/share/java/jtds.jar': 'libjtds-java',
  '/usr/lib/python3/dist-packages/pytds/__init__.py': 'python3-tds',
});
await ensurePowerShell();
await ensureBuild();
if (wants('vscode') || wants('ui')) await prepareEditor();

async function runLane(names) {
  for (const name of names.filter(wants)) {
    try {
      await stages[name]();
    } catch (failure) {
      process.stdout.write(
        `FAILED: ${name}: ${failure instanceof Error ? failure.message : failure}\n`,
      );
      add({ failed: 1 });
    }
  }
}

for (const lanes of rounds) await Promise.all(lanes.map(runLane));
process.stdout.write(
  `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
