import assert from 'node:assert/strict';
import type { ExecutionReport } from '../../../src/run/driver.ts';
import type { ConfirmationRequest } from '../../../src/run/people.ts';
import type { Runbook } from '../../../src/runbook/model.ts';
import {
  begin,
  failed,
  live,
  never,
  planOf,
  steps,
  success,
  type Bench,
  type BenchOptions,
} from './surroundings.ts';

async function runAll(
  runbook: Runbook,
  options: BenchOptions = {},
  arrange?: (bench: Awaited<ReturnType<typeof begin>>) => void,
): Promise<Bench & { report: ExecutionReport; outcomes: Record<string, string> }> {
  const bench = await begin(runbook, options);
  arrange?.(bench);
  const report = await bench.driver.execute(
    runbook,
    runbook.steps.map(step => step.id),
    never,
  );
  return {
    ...bench,
    report,
    outcomes: Object.fromEntries(report.steps.map(each => [each.step, each.outcome])),
  };
}

const yes = { answer: 'yes', by: 'ada', how: 'typed' } as const;

describe('the write-ahead rule', () => {
  it('has the start of a step on disk before its executor is called, and its end before anyone is told', async () => {
    const runbook = steps('#one');
    const bench = await begin(runbook);
    const seen: string[][] = [];
    bench.executor.work.set('one', () => {
      seen.push(bench.log.types());
      return success();
    });
    const report = await bench.driver.execute(runbook, ['one'], never);
    assert.deepEqual(seen, [['run-started', 'step-started']]);
    assert.equal(bench.log.types().at(-1), 'step-ended');
    assert.equal(report.steps[0]?.outcome, 'succeeded');
  });

  it('does nothing on the estate when the start cannot be stored', async () => {
    const runbook = steps('#one');
    const bench = await begin(runbook);
    bench.log.failure = new Error('ENOSPC');
    await assert.rejects(bench.driver.execute(runbook, ['one'], never), /ENOSPC/);
    assert.deepEqual(bench.executor.ran, []);
  });

  it('keeps resolved values, target, text and plan hash in the start', async () => {
    const { log } = await runAll(steps('#one target=$Server'));
    const [started] = log.events('step-started');
    assert.equal(started?.target, 'se01.contoso.com');
    assert.equal(started.values.Server, 'se01.contoso.com');
    assert.equal(started.text, "'one'");
    assert.match(started.plan.hash, /^[0-9a-f]{64}$/);
  });
});

describe('order and stopping', () => {
  it('runs steps one at a time, in order', async () => {
    const { executor } = await runAll(steps('#a', '#b', '#c'));
    assert.deepEqual(executor.ran, ['a', 'b', 'c']);
  });

  it('stops at the first failure and leaves the rest pending', async () => {
    const { executor, report, driver } = await runAll(steps('#a', '#b', '#c'), {}, bench => {
      bench.executor.work.set('b', () => failed());
    });
    assert.deepEqual(executor.ran, ['a', 'b']);
    assert.equal(report.stopped, true);
    assert.equal(driver.state.steps.get('c')?.outcome ?? 'pending', 'pending');
  });

  it('goes on after a failure where on-error says continue, and the run has failed all the same', async () => {
    const runbook = steps('#a on-error=continue', '#b');
    const { executor, driver, log } = await runAll(runbook, {}, bench => {
      bench.executor.work.set('a', () => failed());
    });
    assert.deepEqual(executor.ran, ['a', 'b']);
    await driver.finish(runbook);
    assert.equal(log.events('run-finished')[0]?.outcome, 'failed');
  });

  it('tries again as often as retry says, each try with a start and an end of its own', async () => {
    let tries = 0;
    const { log, outcomes } = await runAll(steps('#a on-error=retry:2'), {}, bench => {
      bench.executor.work.set('a', () => ((tries += 1) < 3 ? failed() : success()));
    });
    assert.equal(outcomes.a, 'succeeded');
    assert.deepEqual(
      log.events('step-started').map(event => event.attempt),
      [1, 2, 3],
    );
    assert.deepEqual(
      log.events('step-ended').map(event => event.outcome),
      ['failed', 'failed', 'succeeded'],
    );
  });

  it('queues a second call behind the first', async () => {
    const runbook = steps('#a', '#b');
    const { driver, executor } = await begin(runbook);
    await Promise.all([
      driver.execute(runbook, ['a', 'b'], never),
      driver.execute(runbook, ['a'], never),
    ]);
    assert.deepEqual(executor.ran, ['a', 'b', 'a']);
  });
});

describe('requires and when', () => {
  it('refuses a step whose requirement has not been done, wherever it is started from', async () => {
    const runbook = steps('#a', '#b requires=a');
    const { driver, executor } = await begin(runbook);
    const report = await driver.execute(runbook, ['b'], never);
    assert.equal(report.steps[0]?.outcome, 'refused');
    assert.match(report.steps[0].problem?.theirs?.[0]?.text ?? '', /a has not been run/);
    assert.deepEqual(executor.ran, []);
  });

  it('lets the operator override with a reason, and logs both', async () => {
    const runbook = steps('#a', '#b requires=a');
    const answers = {
      override: () => Promise.resolve({ reason: 'done by hand', by: 'ada', how: 'typed' }),
    };
    const { driver, log } = await begin(runbook, { answers });
    const report = await driver.execute(runbook, ['b'], never);
    assert.equal(report.steps[0]?.outcome, 'succeeded');
    const [override] = log.events('override');
    assert.equal(override?.reason, 'done by hand');
    assert.match(override.detail, /a has not been run/);
  });

  it('passes over a step whose condition does not hold, and takes it as done for those that require it', async () => {
    const { outcomes, executor } = await runAll(
      steps('#a when="$Server == other"', '#b requires=a when="$Server == SE01.contoso.com"'),
    );
    assert.deepEqual(outcomes, { a: 'skipped', b: 'succeeded' });
    assert.deepEqual(executor.ran, ['b']);
  });

  it('takes a step as done that was skipped with a reason', async () => {
    const runbook = steps('#a', '#b requires=a');
    const { driver, log } = await begin(runbook);
    await driver.skip(runbook, 'a', 'not deployed here');
    const report = await driver.execute(runbook, ['b'], never);
    assert.equal(report.steps[0]?.outcome, 'succeeded');
    assert.equal(log.events('override')[0]?.reason, 'not deployed here');
  });
});

describe('confirmations', () => {
  const confirmAll = { confirm: () => Promise.resolve(yes) };

  it('are refused where nobody is there, with the plan in the message, and nothing is done', async () => {
    const { report, executor } = await runAll(steps('#a confirm'));
    assert.equal(report.steps[0]?.outcome, 'refused');
    assert.match(JSON.stringify(report.steps[0].problem), /do it/);
    assert.deepEqual(executor.ran, []);
  });

  it('are asked for whatever destroys, even without the attribute', async () => {
    const { report, log } = await runAll(steps('#a'), { answers: confirmAll }, bench => {
      bench.executor.plans.set('a', () => planOf('destroys', { losses: ['LcsCDR'] }));
    });
    assert.equal(report.steps[0]?.outcome, 'succeeded');
    assert.deepEqual(log.events('confirmation')[0]?.plan.losses, ['LcsCDR']);
  });

  it('are asked again when the world changed while the operator was reading', async () => {
    let size = 1;
    const shown: string[] = [];
    const answers = {
      confirm: (request: ConfirmationRequest) => {
        shown.push(request.plan.hash);
        if (shown.length === 1) size = 2;
        return Promise.resolve(yes);
      },
    };
    const { report, log } = await runAll(steps('#a confirm'), { answers }, bench => {
      bench.executor.plans.set('a', () => planOf('changes', { facts: { size: String(size) } }));
    });
    assert.equal(report.steps[0]?.outcome, 'succeeded');
    assert.equal(shown.length, 2);
    assert.notEqual(shown[0], shown[1]);
    assert.equal(log.events('step-started')[0]?.plan.hash, shown[1]);
  });

  it('want every server named that a live step destroys', async () => {
    const answers = {
      confirm: (request: ConfirmationRequest) =>
        Promise.resolve({ ...yes, how: '--yes', unnamed: request.destroys }),
    };
    const { report, executor } = await runAll(
      steps('#a'),
      { answers, on: live, mode: 'live' },
      bench => {
        bench.executor.plans.set('a', () => planOf('destroys', { losses: ['all users'] }));
      },
    );
    assert.equal(report.steps[0]?.problem?.code, 'RUN-DESTROY-NOT-NAMED');
    assert.match(report.steps[0].problem.next?.join() ?? '', /--destroy se01\.contoso\.com/);
    assert.deepEqual(executor.ran, []);
  });
});

describe('time', () => {
  it('stops a step at its time limit and says so', async () => {
    const { report } = await runAll(steps('#a timeout=5s'), {}, bench => {
      bench.executor.work.set('a', async (_step, context) => {
        const stopped = new Promise(resolve => {
          context.signal.addEventListener('abort', resolve);
        });
        bench.clock.pass(5000);
        await stopped;
        context.signal.throwIfAborted();
        return success();
      });
    });
    assert.equal(report.steps[0]?.outcome, 'failed');
    assert.equal(report.steps[0].problem?.code, 'RUN-TIMEOUT');
  });

  it('keeps the time that people are waited for apart, and out of the limit', async () => {
    const bench = await begin(steps('#a timeout=5s'), {
      answers: {
        manual: () => {
          bench.clock.pass(60_000);
          return Promise.resolve({ done: true, note: '', evidence: [], by: 'ada' });
        },
      },
    });
    bench.executor.work.set('a', async (_step, context) => {
      await context.people.manual({ instruction: 'pull the plug', evidenceAsked: [] });
      bench.clock.pass(1000);
      return success();
    });
    await bench.driver.execute(steps('#a timeout=5s'), ['a'], never);
    const [ended] = bench.log.events('step-ended');
    assert.equal(ended?.outcome, 'succeeded');
    assert.equal(ended.waitingMs, 60_000);
    assert.equal(ended.durationMs, 61_000);
  });
});

describe('cancelling', () => {
  it('ends the running step as cancelled and starts no other', async () => {
    const runbook = steps('#a', '#b');
    const stop = new AbortController();
    const { driver, executor, log } = await begin(runbook);
    executor.work.set('a', (_step, context) => {
      stop.abort();
      context.signal.throwIfAborted();
      return success();
    });
    const report = await driver.execute(runbook, ['a', 'b'], stop.signal);
    assert.equal(log.events('step-ended')[0]?.outcome, 'cancelled');
    assert.deepEqual(executor.ran, ['a']);
    assert.equal(report.stopped, true);
  });
});

describe('modes', () => {
  it('refuses practice on a real estate and live on a practice one, before any log is made', async () => {
    await assert.rejects(begin(steps('#a'), { on: live, mode: 'practice' }), {
      code: 'RUN-NOT-PRACTICE',
      kind: 'refused',
    });
    await assert.rejects(begin(steps('#a'), { mode: 'live' }), {
      code: 'RUN-NOT-LIVE',
      kind: 'refused',
    });
  });

  it('refuses a change of mode that does not go with the estate', async () => {
    const { driver } = await begin(steps('#a'), { mode: 'rehearse' });
    await assert.rejects(driver.changeMode('live'), { code: 'RUN-NOT-LIVE' });
    await driver.changeMode('practice');
    assert.equal(driver.mode, 'practice');
  });

  it('starts no run on a runbook with errors and names file, line and column', async () => {
    await assert.rejects(begin(steps('#a requires=nowhere')), (thrown: Error) => {
      assert.match(JSON.stringify(thrown), /test\.runbook\.md:\d+:\d+/);
      return true;
    });
  });
});

describe('variables', () => {
  it('come back from a step when they are declared, and reach the next', async () => {
    const { log } = await runAll(steps('#a', '#b'), {}, bench => {
      bench.executor.work.set('a', () => success({ Count: '7' }));
    });
    assert.equal(log.events('step-started')[1]?.values.Count, '7');
  });

  it('fail the step that sets one which is not declared', async () => {
    const { outcomes, log } = await runAll(steps('#a'), {}, bench => {
      bench.executor.work.set('a', () => success({ Stranger: '7' }));
    });
    assert.equal(outcomes.a, 'failed');
    assert.deepEqual(log.events('step-ended')[0]?.values, {});
  });
});

describe('disposing a run', () => {
  it('ends every executor and the log', async () => {
    const { driver, executor } = await begin(steps('#a'));
    await driver[Symbol.asyncDispose]();
    assert.equal(executor.disposed, true);
  });
});
