import { build } from 'esbuild';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { placesOf } from '../../../src/log/folder/run-id.ts';
import { newPrivateKey, signingKey } from '../../../src/log/keys/signing.ts';
import type { LogRecord } from '../../../src/log/record.ts';
import { openLog } from '../../../src/log/writing/open.ts';
import { reopenLog, type ReopenedLog } from '../../../src/log/writing/reopen.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { resumeRun } from '../../../src/run/resume.ts';
import { eventsOf, scratch } from '../../unit/log/surroundings.ts';
import type { Moment } from './mortal-files.ts';
import { smallRunbook, smallSetup, workDone } from './small-run.ts';

const pkcs8 = newPrivateKey();
const key = signingKey(pkcs8);
const around = { key, clock: systemClock };
const run = '20261122T034100Z-00000a';
const atOnce = 4;
const { signal } = new AbortController();

/** One file of everything that the process needs, so that hundreds of them start quickly. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'mortal-run.mjs');
  const entry = fileURLToPath(new URL('mortal-run.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(pathToFileURL(entry).href)});`,
    },
    logLevel: 'error',
  });
  return outfile;
}

/** Runs the process; resolves to what it said, `undefined` where it was killed. */
async function runOnce(
  program: string,
  folder: string,
  call: number,
  moment: Moment,
): Promise<string | undefined> {
  const words = [program, folder, run, pkcs8.toString('base64'), String(call), moment];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString('utf8')));
  child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString('utf8')));
  await once(child, 'close');
  if (child.signalCode === 'SIGKILL') return undefined;
  assert.equal(child.exitCode, 0, complaint);
  return said;
}

/** The run goes on to its end, by what is in the log. */
async function resume({ log, state }: ReopenedLog, folder: string): Promise<void> {
  const driver = await resumeRun({ ...(await smallSetup(folder)), log, state, signal });
  await driver.execute(smallRunbook, driver.remaining(smallRunbook), signal);
  await driver.finish(smallRunbook);
  await driver[Symbol.asyncDispose]();
}

/** Whoever opens a run again is asked again: what was confirmed in a session counts in that one. */
function assertConfirmed(events: readonly LogRecord['event'][]): void {
  let isConfirmed = false;
  for (const event of events) {
    if (event.type === 'log-reopened') isConfirmed = false;
    if (event.type === 'confirmation' && event.step === 'second') isConfirmed = true;
    if (event.type === 'step-started' && event.step === 'second') {
      assert.ok(isConfirmed, 'the second step began without a confirmation');
    }
  }
}

/** What a person finds after the process was killed, and what can be done with it. */
async function examine(folder: string): Promise<'not begun' | 'resumed' | 'finished'> {
  const { log } = placesOf(folder, run);
  const before = workDone(folder);
  const { integrity, records } = existsSync(log)
    ? await verifyLog(log)
    : { integrity: { state: 'missing' }, records: 0 };
  if (records === 0) {
    assert.deepEqual(before, [], 'nothing is done before the log has its first line');
    const fresh = await openLog({ ...around, folder, run: '20261122T034101Z-00000b' });
    await fresh[Symbol.asyncDispose]();
    return 'not begun';
  }
  assert.ok(['intact', 'torn'].includes(integrity.state), JSON.stringify(integrity));
  const events = await eventsOf(log);
  const named = (type: string): string[] =>
    events.flatMap(event => (event.type === type && 'step' in event ? [event.step ?? ''] : []));
  for (const step of before)
    assert.ok(named('step-started').includes(step), `${step} was not told`);
  const started = events.some(event => event.type === 'run-started');
  if (!started) {
    await (await reopenLog(log, around)).log[Symbol.asyncDispose]();
    return 'not begun';
  }
  if (events.some(event => event.type === 'run-finished')) {
    await assert.rejects(reopenLog(log, around), { code: 'LOG-FINISHED' });
  } else await resume(await reopenLog(log, around), folder);
  const after = workDone(folder);
  for (const { id } of smallRunbook.steps) assert.ok(after.includes(id), `${id} was left out`);
  for (const id of named('step-ended')) {
    assert.equal(after.filter(each => each === id).length, 1, `${id} was done and is done again`);
  }
  assertConfirmed(await eventsOf(log));
  const end = await verifyLog(log);
  assert.deepEqual([end.integrity.state, end.finished], ['intact', true], end.remarks.join('\n'));
  return events.some(event => event.type === 'run-finished') ? 'finished' : 'resumed';
}

describe('F1, F2: a run that is killed at every await of a call to the disk, a step or a person', function () {
  this.timeout(120_000);
  const folder = scratch();

  it('is told truly by its log, goes on, does nothing twice that was done, and ends intact', async () => {
    const root = folder();
    const program = await bundled(root);
    const place = (name: string): string => {
      const made = join(root, name);
      mkdirSync(made);
      return made;
    };
    const calls = Number(await runOnce(program, place('whole'), 0, 'before'));
    assert.ok(calls > 30, `${calls} calls`);
    const deaths = Array.from({ length: calls }, (_, at) => at + 1).flatMap(call =>
      (['before', 'half', 'after'] as const).map(moment => ({ call, moment })),
    );
    const found = new Map<string, number>();
    const queue = deaths.values();
    const worker = async (): Promise<void> => {
      for (const { call, moment } of queue) {
        const at = place(`${call}-${moment}`);
        const said = await runOnce(program, at, call, moment);
        // how many lines share a sync depends on the disk, so that the last calls may not come
        if (said !== undefined) assert.ok(call > calls - 12, `call ${call} did not come: ${said}`);
        const what = await examine(at).catch((thrown: unknown) => {
          throw new Error(`killed at call ${call} of ${calls}, ${moment}`, { cause: thrown });
        });
        found.set(what, (found.get(what) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    for (const what of ['not begun', 'resumed', 'finished']) assert.ok(found.has(what), what);
  });
});
