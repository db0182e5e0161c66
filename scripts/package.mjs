/** Builds and packs the VSIX; `--out FILE` names it. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';
import { must, projectNode } from './process.mjs';
import { ensurePackages, packageVersion } from './setup.mjs';

const named = process.argv.indexOf('--out');
const out =
  named < 0 ? join(root, `recovery-runbooks-${packageVersion()}.vsix`) : process.argv[named + 1];
await ensurePackages();
await must('the build', projectNode(), [join(root, 'scripts', 'build.mjs')]);
const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
const listing = await must('vsce', projectNode(), [
  vsce,
  'package',
  '--no-dependencies',
  '--no-rewrite-relative-links',
  '--allow-missing-repository',
  '--out',
  out,
]);
process.stdout.write(`${listing.trim()}\n${out}: ${(statSync(out).size / 1e6).toFixed(2)} MB\n`);
