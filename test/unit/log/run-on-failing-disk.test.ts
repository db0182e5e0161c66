import assert from 'node:assert/strict';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import type { RunDriver } from '../../../src/run/driver.ts';
import { openRun } from '../../../src/run/open.ts';
import { ManualClock, ScriptedExecutor, setup, steps, success } from '../run/surroundings.ts';
import { eventsOf, open, scratch, systemError, WatchedFiles, type Call } from './surroundings.ts';

const suffix = '.recovery-log.jsonl';
const runbook = steps('#first', '#second', '#third');
const { signal } = new AbortController();

describe('a run whose disk fails in the middle of a step', () => {
  const folder = scratch();

  interface Begun {
    readonly driver: RunDriver;
    readonly executor: ScriptedExecutor;
    readonly file: string;
  }

  /** A run whose second step writes when the disk fails at calls of that kind. */
  async function begun(fails: Call, number: string, writes: string): Promise<Begun> {
    const files = new WatchedFiles();
    const log = await open(folder(), { files });
    const executor = new ScriptedExecutor();
    executor.work.set('second', (_, { output }) => {
      files.before = (call, path) => {
        if (call === fails && path.endsWith(suffix)) throw systemError(number);
      };
      output.write('output', writes);
      return success();
    });
    const driver = await openRun({
      ...(await setup(runbook, executor)),
      clock: new ManualClock(),
      mode: 'practice',
      openLog: () => Promise.resolve(log),
    });
    return { driver, executor, file: log.file };
  }

  for (const [name, fails, number, code] of [
    ['F5: a full disk', 'write', 'ENOSPC', 'LOG-DISK-FULL'],
    ['F6: a sync that fails', 'datasync', 'EIO', 'LOG-NOT-WRITTEN'],
  ] as const) {
    for (const writes of ['', 'one line\n']) {
      it(`${name} ends it before the next step, ${writes === '' ? 'at the end of a silent step' : 'whatever the step wrote'}`, async () => {
        const { driver, executor, file } = await begun(fails, number, writes);
        const ids = driver.remaining(runbook);
        await assert.rejects(driver.execute(runbook, ids, signal), (thrown: unknown) => {
          assert.ok(thrown instanceof Problem, String(thrown));
          assert.equal(thrown.code, code);
          assert.equal(thrown.data.theirs?.[0]?.number, number);
          return true;
        });
        assert.deepEqual(executor.ran, ['first', 'second']);
        await assert.rejects(driver.execute(runbook, ['third'], signal), { code });
        assert.deepEqual(executor.ran, ['first', 'second']);
        await driver[Symbol.asyncDispose]().catch((thrown: unknown) => {
          assert.ok(thrown instanceof Problem, String(thrown));
        });
        const events = await eventsOf(file);
        const begunSteps = events.flatMap(event =>
          event.type === 'step-started' ? [event.step] : [],
        );
        assert.deepEqual(begunSteps, ['first', 'second']);
        assert.ok(events.some(event => event.type === 'step-ended' && event.step === 'first'));
        assert.equal((await verifyLog(file)).integrity.state, 'intact');
      });
    }
  }
});
