/**
 * Every kind of server, for real, on practice estates in a temporary folder: each is lost in turn, and
 * each combination that has a procedure of its own; the runbook that `plan` makes for it recovers it
 * unattended; every piece of data is compared, the recovery logs are verified, and the order of the steps
 * is held against the rules. Prints a table; exit status 1 where a row failed.
 *
 * `npm run drill:all -- edge01 pool01` does the rows with these names only; `--one` does one at a time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, recover } from './drill/recovery.mjs';
import { rows } from './drill/rows.mjs';
import { tableLines } from './drill/table.mjs';
import { root } from './places.mjs';
import { ensureBuild, ensurePackages, ensurePowerShell } from './setup.mjs';

const say = text => process.stdout.write(`${text}\n`);
const words = process.argv.slice(2);
const asked = words.filter(word => !word.startsWith('--'));
const wanted = rows.filter(row => asked.length === 0 || asked.includes(row.title));
const folder = mkdtempSync(join(tmpdir(), 'recovery-drill-all-'));

/** How many rows go on at once: most of a recovery is waiting for a shell to start. */
const lanes = words.includes('--one') ? 1 : 2;

/** Takes the items one by one in several lanes; results in the order of the items. */
async function inLanes(items, work) {
  const results = [];
  const queue = items.map((item, i) => ({ item, i }));
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results[next.i] = await work(next.item, next.i);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** A full estate with a sealed backup of everything. */
async function makeBase(centralPool) {
  const place = join(folder, `base-${centralPool}`);
  const estate = join(place, 'estate');
  await cli(
    ['practice', 'create', estate, '--estate', 'full', '--central-management', centralPool],
    folder,
  );
  const runbook = join(root, 'scripts', 'drill', 'backup-everything.runbook.md');
  const at = ['--estate', join(estate, 'estate.yaml'), '--mode', 'practice', '--yes'];
  await cli(['run', runbook, ...at, '--logs', join(place, 'recovery-logs')], folder);
  say(`estate with the Central Management store on ${centralPool} is made and backed up`);
  return [centralPool, estate];
}

async function drill() {
  await ensurePackages();
  await ensurePowerShell();
  await ensureBuild();
  const centralPools = [...new Set(wanted.map(row => row.estate))];
  const bases = new Map(await inLanes(centralPools, makeBase));
  return inLanes(wanted, async (row, i) => {
    const result = await recover(row, bases.get(row.estate), join(folder, `row-${i + 1}`));
    const outcome = result.failure === undefined ? 'ok' : 'FAILED';
    say(`${outcome}: ${row.kind} (${row.title}), ${(result.ms / 1000).toFixed(0)} s`);
    return result;
  });
}

const from = performance.now();
try {
  const results = await drill();
  const failed = results.filter(result => result.failure !== undefined);
  for (const { row, failure } of failed) say(`\n=== ${row.kind} (${row.title})\n${failure}`);
  say(`\n${tableLines(results).join('\n')}`);
  const seconds = ((performance.now() - from) / 1000).toFixed(0);
  say(`\n${results.length - failed.length} passed, ${failed.length} failed, in ${seconds} s`);
  if (failed.length > 0 || results.length === 0) process.exitCode = 1;
} catch (failure) {
  say(`\ndrill:all FAILED: ${failure instanceof Error ? failure.message : failure}`);
  say('\n0 passed, 1 failed');
  process.exitCode = 1;
}
if (process.exitCode === 1) say(`drill:all: what failed was left for a look in ${folder}`);
else rmSync(folder, { recursive: true, force: true });
