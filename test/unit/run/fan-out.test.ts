import assert from 'node:assert/strict';
import type { Estate } from '../../../src/estate/model.ts';
import { resumeRun } from '../../../src/run/resume.ts';
import type { RunContext, StepResult } from '../../../src/runbook/execution.ts';
import {
  begin,
  estate,
  failed,
  MemoryLog,
  never,
  planOf,
  ScriptedExecutor,
  setup,
  steps,
  success,
  type Bench,
} from './surroundings.ts';

const members = ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com'];

function estateOf(fqdns: readonly string[]): Estate {
  const [server] = estate.servers;
  assert.ok(server !== undefined);
  return {
    ...estate,
    servers: [...estate.servers, ...fqdns.map(fqdn => ({ ...server, fqdn, roles: ['FrontEnd'] }))],
    pools: [
      {
        fqdn: 'pool01.contoso.com',
        site: 'Paris',
        type: 'enterprise',
        servers: fqdns,
        services: [],
        dependsOn: [],
        stores: [],
      },
    ],
  };
}

const farm = estateOf(members);

function touched({ log }: Bench): string[] {
  return log.events('member-started').map(event => event.server);
}

type Work = (server: string, context: RunContext) => StepResult;

function on(work: Work): (step: unknown, context: RunContext) => StepResult {
  return (_step: unknown, context: RunContext) => work(context.target ?? '', context);
}

describe('a step on several targets', () => {
  for (const [what, target] of [
    ['a pool', 'pool01.contoso.com'],
    ['a role, in any case', 'ROLE:frontend'],
    ['a list', '"fe01.contoso.com, FE02.contoso.com,fe03.contoso.com,fe01.contoso.com"'],
  ] as const) {
    it(`runs on each server once where its target is ${what}`, async () => {
      const runbook = steps(`#one target=${target}`);
      const bench = await begin(runbook, { on: farm });
      const { steps: reports } = await bench.driver.execute(runbook, ['one'], never);
      assert.equal(reports[0]?.outcome, 'succeeded');
      assert.deepEqual(touched(bench), members);
      assert.deepEqual(bench.log.events('step-started')[0]?.targets, members);
    });
  }

  it('has each server’s beginning on disk before anything is done there, and one outcome each', async () => {
    const runbook = steps('#one target=pool01.contoso.com');
    const bench = await begin(runbook, { on: farm });
    bench.executor.work.set(
      'one',
      on((server, { output }) => {
        assert.ok(touched(bench).includes(server));
        output.write('output', `hello from ${server}\n`);
        return success();
      }),
    );
    await bench.driver.execute(runbook, ['one'], never);
    const ended = bench.log.events('member-ended');
    assert.deepEqual(
      ended.map(event => [event.server, event.outcome]),
      members.map(server => [server, 'succeeded']),
    );
    assert.deepEqual(
      bench.log.events('output').map(event => [event.server, event.text]),
      members.map(server => [server, `hello from ${server}\n`]),
    );
  });

  it('runs on all at once, and on no more than the throttle lets', async () => {
    const runbook = steps('#all target=role:FrontEnd', '#two target=role:FrontEnd throttle=2');
    const bench = await begin(runbook, { on: farm });
    const most: Record<string, number> = {};
    for (const id of ['all', 'two']) {
      let now = 0;
      bench.executor.work.set(id, async () => {
        now += 1;
        most[id] = Math.max(most[id] ?? 0, now);
        await new Promise(resolve => setImmediate(resolve));
        now -= 1;
        return success();
      });
    }
    await bench.driver.execute(runbook, ['all', 'two'], never);
    assert.deepEqual(most, { all: 3, two: 2 });
  });

  it('fails where one fails, names it with its words, and has done the others', async () => {
    const runbook = steps('#one target=pool01.contoso.com');
    const bench = await begin(runbook, { on: farm });
    bench.executor.work.set(
      'one',
      on(server => (server.startsWith('fe02') ? failed('disk full') : success())),
    );
    const { steps: reports } = await bench.driver.execute(runbook, ['one'], never);
    const problem = reports[0]?.problem;
    assert.equal(reports[0]?.outcome, 'failed');
    assert.equal(problem?.where, 'fe02.contoso.com');
    assert.deepEqual(problem.theirs, [{ source: 'fe02.contoso.com', text: 'disk full' }]);
    assert.deepEqual(touched(bench), members);
  });

  it('touches on a second try only the servers that did not succeed', async () => {
    const runbook = steps('#one target=pool01.contoso.com');
    const bench = await begin(runbook, { on: farm });
    bench.executor.work.set(
      'one',
      on((server, { attempt }) =>
        server.startsWith('fe02') && attempt === 1 ? failed() : success(),
      ),
    );
    await bench.driver.execute(runbook, ['one'], never);
    const second = await bench.driver.execute(runbook, ['one'], never);
    assert.equal(second.steps[0]?.outcome, 'succeeded');
    assert.deepEqual(touched(bench), [...members, 'fe02.contoso.com']);
    const [, started] = bench.log.events('step-started');
    assert.deepEqual(started?.targets, ['fe02.contoso.com']);
    assert.deepEqual(started.kept, ['fe01.contoso.com', 'fe03.contoso.com']);
  });

  it('touches all again after a success, and when a value of the run has changed', async () => {
    const runbook = steps('#one target=pool01.contoso.com');
    const bench = await begin(runbook, { on: farm });
    await bench.driver.execute(runbook, ['one'], never);
    bench.executor.work.set(
      'one',
      on(server => (server.startsWith('fe03') ? failed() : success())),
    );
    await bench.driver.execute(runbook, ['one'], never);
    await bench.driver.setVariable('Count', '7');
    await bench.driver.execute(runbook, ['one'], never);
    assert.deepEqual(touched(bench), [...members, ...members, ...members]);
  });

  it('rolls from one to the next, and begins none after the first failure', async () => {
    const runbook = steps('#one target=pool01.contoso.com rolling on-error=retry:1');
    const bench = await begin(runbook, { on: farm });
    bench.executor.work.set(
      'one',
      on((server, { attempt }) =>
        server.startsWith('fe02') && attempt === 1 ? failed('not yet') : success(),
      ),
    );
    const { steps: reports } = await bench.driver.execute(runbook, ['one'], never);
    assert.equal(reports[0]?.outcome, 'succeeded');
    const [fe01, fe02, fe03] = members;
    assert.deepEqual(touched(bench), [fe01, fe02, fe02, fe03]);
    const [first] = bench.log.events('step-ended');
    assert.match(first?.problem?.changed ?? '', /not begun on: fe03/);
  });

  it('takes a variable back where all say the same, and fails where they differ', async () => {
    const runbook = steps('#same target=role:FrontEnd', '#unlike target=role:FrontEnd');
    const bench = await begin(runbook, { on: farm });
    bench.executor.work.set(
      'same',
      on(() => success({ Count: '3' })),
    );
    bench.executor.work.set(
      'unlike',
      on(server => success({ Count: server })),
    );
    const { steps: reports } = await bench.driver.execute(runbook, ['same', 'unlike'], never);
    assert.equal(reports[1]?.problem?.code, 'RUN-MEMBERS-DISAGREE');
    assert.equal(bench.driver.variables.variable('Count'), '3');
  });

  it('begins nowhere when it cannot be planned on one server', async () => {
    const runbook = steps('#one target=pool01.contoso.com');
    const bench = await begin(runbook, { on: farm });
    bench.executor.plans.set('one', ({ target }) => {
      if (target === 'fe03.contoso.com') throw new Error('no answer');
      return planOf('changes');
    });
    const { steps: reports } = await bench.driver.execute(runbook, ['one'], never);
    assert.equal(reports[0]?.outcome, 'failed');
    assert.equal(reports[0].problem?.where, 'fe03.contoso.com');
    assert.deepEqual(touched(bench), []);
  });

  it('is planned in words that 500 servers do not make longer', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `s${at}.contoso.com`);
    const runbook = steps('#one target=pool01.contoso.com');
    const bench = await begin(runbook, { on: estateOf(many) });
    bench.executor.plans.set('one', ({ target = '' }) =>
      planOf('changes', { servers: [target], lines: [`stop the services on ${target}`] }),
    );
    const { steps: reports } = await bench.driver.execute(runbook, ['one'], never);
    assert.equal(reports[0]?.outcome, 'succeeded');
    const plan = bench.log.events('step-started')[0]?.plan;
    assert.equal(plan?.lines.length, 2);
    assert.match(plan.lines[0] ?? '', /^On 500 servers \(s0\.contoso\.com, .* 488 more\)/);
    assert.equal(plan.effect.servers.length, 500);
    assert.equal(bench.log.events('member-ended').length, 500);
  });

  it('names what there is where the estate has no such name or role', async () => {
    const runbook = steps('#one target=role:Director', '#two target=pool99.contoso.com');
    const bench = await begin(runbook, { on: farm });
    const first = await bench.driver.execute(runbook, ['one'], never);
    const second = await bench.driver.execute(runbook, ['two'], never);
    assert.match(first.steps[0]?.problem?.next?.[0] ?? '', /FrontEnd, StandardEdition/);
    assert.match(second.steps[0]?.problem?.next?.[0] ?? '', /pool01\.contoso\.com/);
  });

  it('stops beginning on servers when it is cancelled, and says where it was not begun', async () => {
    const runbook = steps('#one target=pool01.contoso.com throttle=1');
    const bench = await begin(runbook, { on: farm });
    const cancel = new AbortController();
    bench.executor.work.set('one', () => {
      cancel.abort();
      return success();
    });
    const { steps: reports } = await bench.driver.execute(runbook, ['one'], cancel.signal);
    assert.equal(reports[0]?.outcome, 'cancelled');
    assert.deepEqual(touched(bench), ['fe01.contoso.com']);
    assert.match(reports[0].problem?.changed ?? '', /fe02.*fe03/);
  });

  it('touches after a kill and a resume only the servers whose end is not in the log', async () => {
    const runbook = steps('#one target=pool01.contoso.com throttle=1');
    const bench = await begin(runbook, { on: farm });
    bench.executor.work.set(
      'one',
      on(server => {
        // the process dies while it works on fe02: nothing more reaches the disk
        if (server.startsWith('fe02')) bench.log.before = () => new Promise(() => undefined);
        return success();
      }),
    );
    void bench.driver.execute(runbook, ['one'], never);
    while (touched(bench).length < 2) await new Promise(resolve => setImmediate(resolve));
    await new Promise(resolve => setImmediate(resolve));

    const executor = new ScriptedExecutor();
    const log = new MemoryLog(bench.clock, bench.log.records);
    const answers = {
      interrupted: () =>
        Promise.resolve({ decision: 'run-again', by: 'ada', how: 'typed' } as const),
    };
    const resumed = await resumeRun({
      ...(await setup(runbook, executor, { on: farm, answers })),
      clock: bench.clock,
      log,
      state: bench.driver.state,
      signal: never,
    });
    const [reconciled] = log.events('reconciled');
    assert.match(reconciled?.reconciliation.lines[0] ?? '', /fe01\.contoso\.com: it was done/);
    const { steps: reports } = await resumed.execute(runbook, ['one'], never);
    assert.equal(reports[0]?.outcome, 'succeeded');
    const started = log.events('step-started').at(-1);
    assert.deepEqual(started?.kept, ['fe01.contoso.com']);
    assert.deepEqual(started.targets, ['fe02.contoso.com', 'fe03.contoso.com']);
  });
});
