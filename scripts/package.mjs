/** Builds and packs the VSIX; `--out FILE` names it. */
import { join } from 'node:path';
import { root } from './places.mjs';
import { must, projectNode } from './process.mjs';
import { ensurePackages, packageVersion } from './setup.mjs';
import { packVsix } from './vsix.mjs';

const named = process.argv.indexOf('--out');
const out =
  named < 0 ? join(root, `recovery-runbooks-${packageVersion()}.vsix`) : process.argv[named + 1];
await ensurePackages();
await must('the build', projectNode(), [join(root, 'scripts', 'build.mjs')]);
process.stdout.write(`${await packVsix(out)}\n`);
