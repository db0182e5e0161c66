import assert from 'node:assert/strict';
import { applyRecord, emptyState } from '../../../src/log/state.ts';
import type { RunDriver } from '../../../src/run/driver.ts';
import type { InterruptedRequest, OverrideRequest } from '../../../src/run/people.ts';
import { resumeRun } from '../../../src/run/resume.ts';
import type { Runbook } from '../../../src/runbook/model.ts';
import {
  begin,
  failed,
  ManualClock,
  MemoryLog,
  never,
  planOf,
  ScriptedExecutor,
  setup,
  steps,
  success,
  type Bench,
  type BenchOptions,
} from './surroundings.ts';

interface Again {
  readonly executor: ScriptedExecutor;
  readonly log: MemoryLog;
  readonly open: () => Promise<RunDriver>;
}

/** What is left of a run when its process is gone: the records, nothing else. */
async function resumed(
  before: MemoryLog,
  runbook: Runbook,
  options: BenchOptions = {},
): Promise<Again> {
  const clock = new ManualClock();
  const log = new MemoryLog(clock, before.records);
  const state = before.records.reduce(applyRecord, emptyState());
  const executor = new ScriptedExecutor();
  const parts = { ...(await setup(runbook, executor, options)), clock, log, state, signal: never };
  return { executor, log, open: () => resumeRun(parts) };
}

/** A run of a, b, c in which b began and the process was killed. */
async function killedInB(runbook = steps('#a', '#b', '#c')): Promise<Bench & { runbook: Runbook }> {
  const bench = await begin(runbook);
  bench.executor.work.set('a', () => success({ Count: '7' }));
  await bench.driver.execute(runbook, ['a'], never);
  const reached = new Promise<void>(resolve => {
    bench.executor.work.set('b', () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
  void bench.driver.execute(runbook, ['b', 'c'], never);
  await reached;
  return { ...bench, runbook };
}

describe('resuming a run', () => {
  it('brings variables and finished steps back from the log and does only what is left', async () => {
    const runbook = steps('#a', '#b', '#c');
    const first = await begin(runbook);
    first.executor.work.set('a', () => success({ Count: '7' }));
    first.executor.work.set('b', () => failed());
    await first.driver.execute(runbook, ['a', 'b', 'c'], never);

    const { open, executor, log } = await resumed(first.log, runbook);
    const driver = await open();
    assert.equal(driver.variables.variable('Count'), '7');
    assert.deepEqual(driver.remaining(runbook), ['b', 'c']);
    await driver.execute(runbook, driver.remaining(runbook), never);
    assert.deepEqual(executor.ran, ['b', 'c']);
    await driver.finish(runbook);
    assert.equal(log.events('run-finished')[0]?.outcome, 'succeeded');
    assert.equal(log.events('step-started').filter(event => event.step === 'b')[1]?.attempt, 2);
  });

  it('never runs an interrupted step again by itself', async () => {
    const { log, runbook } = await killedInB();
    const { open, executor } = await resumed(log, runbook);
    await assert.rejects(open(), { code: 'RUN-INTERRUPTED', kind: 'refused' });
    assert.deepEqual(executor.ran, []);
  });

  it('shows what was found at the servers and takes the operator’s decision, which is logged', async () => {
    const { log, runbook } = await killedInB();
    const asked: InterruptedRequest[] = [];
    const answers = {
      interrupted: (request: InterruptedRequest) => {
        asked.push(request);
        return Promise.resolve({ decision: 'taken-as-done', by: 'ada', how: 'typed' } as const);
      },
    };
    const again = await resumed(log, runbook, { answers });
    again.executor.found.set('b', { finding: 'done', lines: ['the file is there'] });
    const driver = await again.open();
    assert.deepEqual(asked[0]?.reconciliation.lines, ['the file is there']);
    assert.deepEqual(driver.remaining(runbook), ['c']);
    assert.equal(again.log.events('reconciled')[0]?.decision, 'taken-as-done');
  });

  it('runs the interrupted step again as its next attempt when the operator says so', async () => {
    const { log, runbook } = await killedInB();
    const answers = {
      interrupted: () =>
        Promise.resolve({ decision: 'run-again', by: 'ada', how: 'typed' } as const),
    };
    const again = await resumed(log, runbook, { answers });
    const driver = await again.open();
    await driver.execute(runbook, driver.remaining(runbook), never);
    assert.deepEqual(again.executor.ran, ['b', 'c']);
    const attempts = again.log.events('step-started').filter(event => event.step === 'b');
    assert.deepEqual(
      attempts.map(event => event.attempt),
      [1, 2],
    );
  });

  it('tells whether running again can destroy', async () => {
    const runbook = steps('#a', '#b', '#c');
    const yes = { answer: 'yes', by: 'ada', how: 'typed' } as const;
    const bench = await begin(runbook, { answers: { confirm: () => Promise.resolve(yes) } });
    bench.executor.plans.set('b', () => planOf('destroys', { losses: ['users'] }));
    const reached = new Promise<void>(resolve => {
      bench.executor.work.set('b', () => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    void bench.driver.execute(runbook, ['b'], never);
    await reached;
    let destroys: boolean | undefined;
    const answers = {
      interrupted: (request: InterruptedRequest) => {
        destroys = request.destroys;
        return Promise.resolve(undefined);
      },
    };
    const { open } = await resumed(bench.log, runbook, { answers });
    await assert.rejects(open(), { code: 'RUN-INTERRUPTED' });
    assert.equal(destroys, true);
  });

  it('refuses unattended when a finished step was changed, and shows the difference', async () => {
    const before = steps('#a', '#b');
    const { driver, log } = await begin(before);
    await driver.execute(before, ['a'], never);
    const changed = steps('#a', '#b');
    const edited: Runbook = {
      ...changed,
      steps: changed.steps.map(step =>
        step.id === 'a' ? { ...step, text: "'other'", hash: '0' } : step,
      ),
    };
    const { open } = await resumed(log, edited);
    await assert.rejects(open(), (thrown: Error) => {
      assert.match(JSON.stringify(thrown), /- 'a'/);
      assert.match(JSON.stringify(thrown), /\+ 'other'/);
      return true;
    });
    const seen: OverrideRequest[] = [];
    const answers = {
      override: (request: OverrideRequest) => {
        seen.push(request);
        return Promise.resolve({ reason: 'comment only', by: 'ada', how: 'typed' });
      },
    };
    const again = await (await resumed(log, edited, { answers })).open();
    assert.equal(seen[0]?.rule, 'changed-step');
    assert.deepEqual(again.remaining(edited), ['b']);
  });

  it('refuses unattended when a finished step is missing', async () => {
    const before = steps('#a', '#b');
    const { driver, log } = await begin(before);
    await driver.execute(before, ['a'], never);
    const { open } = await resumed(log, steps('#b'));
    await assert.rejects(open(), { code: 'RUN-STEP-CHANGED' });
  });

  it('refuses a log of another runbook or of another estate', async () => {
    const runbook = steps('#a');
    const { driver, log } = await begin(runbook);
    await driver.execute(runbook, ['a'], never);
    const other: Runbook = { ...runbook, file: '/runbooks/other.runbook.md', hash: '0' };
    await assert.rejects((await resumed(log, other)).open(), { code: 'RUN-OTHER-RUNBOOK' });
  });
});
