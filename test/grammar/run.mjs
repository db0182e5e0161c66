/**
 * Tests the grammars of `syntaxes/` with vscode-textmate, the engine of the editor. The Markdown, SQL
 * and PowerShell grammars of `base/` stand in for those that the editor brings.
 */
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectNode, run } from '../../scripts/process.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

/** Runs every grammar test; each file counts as one. */
export async function runTests() {
  process.stdout.write('\n== test/grammar\n');
  const files = readdirSync(here).filter(name => name.includes('.grammar.'));
  const result = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    const { status } = await run(projectNode(), [
      join(root, 'node_modules/vscode-tmgrammar-test/dist/unit.js'),
      '--compact',
      '--config',
      join(here, 'grammars.json'),
      relative(process.cwd(), join(here, file)).replaceAll('\\', '/'),
    ]);
    result[status === 0 ? 'passed' : 'failed'] += 1;
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runTests();
  process.exitCode = failed === 0 ? 0 : 1;
}
