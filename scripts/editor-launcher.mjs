#!/usr/bin/env node
/**
 * Takes the arguments that `runTests` of `@vscode/test-electron` gives to a desktop VS Code, and
 * runs the same tests in the editor of `tools/editor`. Exits with the status of the tests.
 */
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import {
  chromiumArguments,
  EditorMissing,
  ensureEditor,
  startServer,
  workbenchUrl,
} from './editor.mjs';

/** Longest time that a whole test run may take, ms. */
const limitMs = Number(process.env.RECOVERY_RUNBOOKS_EDITOR_LIMIT_MS ?? 1_800_000);

function values(name) {
  const prefix = `--${name}=`;
  return process.argv
    .filter(word => word.startsWith(prefix))
    .map(word => word.slice(prefix.length));
}

/** The editor's own log: shown when it ends without running the tests, or when asked for. */
const words = [];
function note(text) {
  if (process.env.RECOVERY_RUNBOOKS_EDITOR_VERBOSE === '1') process.stderr.write(`${text}\n`);
  words.push(text);
  if (words.length > 100) words.shift();
}

const workspace = process.argv.slice(2).find(word => !word.startsWith('-'));
const ends = [];

async function endAll() {
  for (const end of ends.splice(0).reverse()) {
    try {
      await end();
    } catch (error) {
      console.error(String(error));
    }
  }
}

/** The page takes one extension under development; more of them are installed, as links. */
async function installed(folders) {
  const extensions = await mkdtemp(join(tmpdir(), 'rr-ex-'));
  ends.push(() => rm(extensions, { recursive: true, force: true }));
  for (const folder of folders) {
    const { publisher, name, version } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    );
    await symlink(folder, join(extensions, `${publisher}.${name}-${version}`), 'junction');
  }
  return extensions;
}

async function main() {
  const editor = ensureEditor();
  const [developed, ...others] = values('extensionDevelopmentPath').map(path => resolve(path));
  const extensions = await installed(others);
  const server = await startServer({
    extensions,
    testDriver: true,
    trust: process.argv.includes('--disable-workspace-trust') ? 'off' : 'on',
    settings: JSON.parse(process.env.RECOVERY_RUNBOOKS_EDITOR_SETTINGS ?? '{}'),
  });
  ends.push(() => server.stop());
  const browser = await chromium.launch({
    executablePath: editor.chromium,
    args: chromiumArguments,
    headless: true,
  });
  ends.push(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const exit = new Promise(done => {
    void page.exposeFunction('codeAutomationExit', code => done(code));
    page.once('crash', () => done(70));
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = args
      .map(part => (typeof part === 'string' ? part : JSON.stringify(part)))
      .join(' ');
    note(`${type}: ${text}`);
  });
  await page.goto(
    workbenchUrl(server, {
      workspace: workspace === undefined ? undefined : resolve(workspace),
      development: developed === undefined ? [] : [developed],
      tests: values('extensionTestsPath').map(path => resolve(path))[0],
    }),
  );
  const code = await Promise.race([
    exit,
    server.ended.then(() => 71),
    new Promise(done => setTimeout(() => done(124), limitMs).unref()),
  ]);
  if (code === 124) console.error(`The tests in the editor took longer than ${limitMs} ms.`);
  if (code > 1) console.error(words.join('\n'));
  return code;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => void endAll().finally(() => process.exit(130)));
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof EditorMissing ? error.message : error);
  process.exitCode = 2;
} finally {
  await endAll();
}
process.exit();
