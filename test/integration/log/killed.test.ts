import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { newPrivateKey, signingKey } from '../../../src/log/keys/signing.ts';
import { reopenLog } from '../../../src/log/writing/reopen.ts';
import { recordsOf, scratch } from '../../unit/log/surroundings.ts';

const appender = fileURLToPath(new URL('appender.ts', import.meta.url));
const pkcs8 = newPrivateKey();
const clock = { now: () => Date.now(), mono: () => performance.now() };
const around = { key: signingKey(pkcs8), clock };
const run = '20261122T034100Z-00000a';

interface Killed {
  readonly file: string;
  /** Hashes of the records that the process was promised. */
  readonly promised: readonly string[];
  readonly pid: number;
}

/** Starts a process that appends, and kills it after so many promises and so many more ms. */
async function killAfter(
  folder: string,
  promises: number,
  ms: number,
  file = '-',
): Promise<Killed> {
  const words = [appender, folder, run, pkcs8.toString('base64'), file];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => {
    complaint += piece.toString('utf8');
  });
  let due = false;
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString('utf8');
    if (due || said.split('\n').length - 2 < promises) return;
    due = true;
    setTimeout(() => child.kill('SIGKILL'), ms);
  });
  await once(child, 'close');
  assert.equal(child.signalCode, 'SIGKILL', complaint);
  const [first = '', ...rest] = said.split('\n').slice(0, -1);
  return { file: first.replace('open ', ''), promised: rest, pid: child.pid ?? 0 };
}

describe('F1: a process that is killed while it appends', function () {
  this.timeout(120_000);
  const folder = scratch();

  for (const [promises, ms] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [9, 0],
    [40, 2],
    [41, 5],
    [160, 3],
    [400, 0],
  ] as const) {
    it(`loses nothing that was promised, and the run goes on (${promises} promises, ${ms} ms)`, async () => {
      const root = folder();
      const { file, promised, pid } = await killAfter(root, promises, ms);
      const { integrity, finished } = await verifyLog(file);
      assert.ok(['intact', 'torn'].includes(integrity.state), JSON.stringify(integrity));
      assert.equal(finished, false);
      const stored = new Set((await recordsOf(file)).map(record => record.hash));
      for (const hash of promised) assert.ok(stored.has(hash));
      const again = await reopenLog(file, around);
      assert.ok(again.remarks.some(remark => remark.includes(String(pid))));
      await again.log[Symbol.asyncDispose]();
      const second = await killAfter(root, promises, ms, file);
      const all = new Set((await recordsOf(file)).map(record => record.hash));
      for (const hash of [...promised, ...second.promised]) assert.ok(all.has(hash));
      const last = await verifyLog(file);
      assert.ok(['intact', 'torn'].includes(last.integrity.state));
    });
  }

  it('leaves a step without an end as interrupted', async () => {
    const { file } = await killAfter(folder(), 31, 0);
    const { log, state } = await reopenLog(file, around);
    await log[Symbol.asyncDispose]();
    const outcomes = [...state.steps.values()].map(step => step.outcome);
    const last = outcomes.pop();
    assert.ok(last === 'interrupted' ? state.open !== undefined : last === 'succeeded');
    assert.ok(outcomes.length > 10 && outcomes.every(outcome => outcome === 'succeeded'));
  });
});

describe('two real processes', function () {
  this.timeout(60_000);
  const folder = scratch();

  it('cannot write one log: the second is told the number of the first', async () => {
    const words = [appender, folder(), run, pkcs8.toString('base64'), '-'];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [first] = (await once(child.stdout, 'data')) as [Buffer];
      const file = first.toString('utf8').split('\n')[0]?.replace('open ', '') ?? '';
      await assert.rejects(reopenLog(file, around), {
        code: 'LOG-IN-USE',
        message: new RegExp(`process ${String(child.pid)} on `),
      });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  });
});
