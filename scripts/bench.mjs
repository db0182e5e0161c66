/**
 * Runs the rows of `bench/*.bench.ts` and holds each against its limit. A row is a ratio against a
 * peer or a bare primitive in the same run. `npm run bench -- WORD…` runs rows whose name has a word.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './places.mjs';
import { projectNode, run } from './process.mjs';
import { ensureBuild, ensurePackages, ensurePowerShell } from './setup.mjs';

if (process.env.RECOVERY_BENCH_INNER === undefined) {
  await ensurePackages();
  await ensurePowerShell();
  await ensureBuild();
  const { status } = await run(
    projectNode(),
    ['--expose-gc', join(root, 'scripts', 'bench.mjs'), ...process.argv.slice(2)],
    {
      env: { ...process.env, RECOVERY_BENCH_INNER: '1' },
    },
  );
  process.exit(status);
}

const words = process.argv.slice(2);
const files = readdirSync(join(root, 'bench'))
  .filter(name => name.endsWith('.bench.ts'))
  .sort();
let missed = 0;
let held = 0;
for (const file of files) {
  const { rows } = await import(pathToFileURL(join(root, 'bench', file)).href);
  for (const row of rows) {
    if (words.length > 0 && !words.some(word => row.name.includes(word) || file.includes(word)))
      continue;
    try {
      const { value, detail } = await row.run();
      const [, sign, bound] = /^(<=|>=|<|>)\s*([\d.]+)/.exec(row.limit) ?? [];
      if (bound === undefined) throw new Error(`the row has no limit: ${row.limit}`);
      const limit = Number(bound);
      const ok = {
        '<=': value <= limit,
        '>=': value >= limit,
        '<': value < limit,
        '>': value > limit,
      }[sign];
      process.stdout.write(
        `${ok ? 'ok    ' : 'MISSED'} ${row.name}: ${value.toPrecision(3)} ${row.unit ?? ''} (${row.limit}) ${detail}\n`,
      );
      if (ok) held += 1;
      else missed += 1;
    } catch (failure) {
      missed += 1;
      process.stdout.write(
        `MISSED ${row.name}: ${failure instanceof Error ? failure.message : failure}\n`,
      );
    }
  }
}
process.stdout.write(`${held} passed, ${missed} failed\n`);
process.exit(missed === 0 ? 0 : 1);
