import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/log/events.ts';
import { readLog } from '../../../src/log/reader.ts';
import type { LogRecord } from '../../../src/log/record.ts';
import { applyRecord, emptyState, type RunState } from '../../../src/log/state.ts';
import { summarise } from '../../../src/log/summary.ts';
import { MemoryFiles } from './memory-files.ts';
import {
  open,
  output,
  plan,
  started,
  stepEnded,
  stepStarted,
  summary,
  TestClock,
} from './surroundings.ts';

/** Records as a writer would make them; time passes by the given ms before each event. */
function records(events: readonly (RunEvent | number)[]): LogRecord<RunEvent>[] {
  const clock = new TestClock();
  const made: LogRecord<RunEvent>[] = [];
  for (const event of events) {
    if (typeof event === 'number') clock.pass(event);
    else {
      const time = new Date(clock.now()).toISOString();
      const mono = clock.mono();
      made.push({ run: 'r', seq: made.length, time, mono, event, prev: '', hash: '' });
    }
  }
  return made;
}

function stateOf(events: readonly (RunEvent | number)[]): RunState {
  return records(events).reduce<RunState>(
    (state, record) => applyRecord(state, record),
    emptyState(),
  );
}

describe('the state of a run', () => {
  it('has a finished step with its latest attempt', () => {
    const state = stateOf([
      started,
      stepStarted('a'),
      stepEnded('a', { outcome: 'failed', durationMs: 5 }),
      stepStarted('a', 2),
      stepEnded('a', { attempt: 2, durationMs: 7, summary: 'better' }),
    ]);
    const step = state.steps.get('a');
    assert.equal(step?.outcome, 'succeeded');
    assert.equal(step.attempts, 2);
    assert.equal(step.durationMs, 12);
    assert.equal(step.summary, 'better');
    assert.equal(step.problem, undefined);
    assert.equal(state.open, undefined);
  });

  it('has a start without an end as running, and as interrupted once it was opened again', () => {
    const running = [started, stepStarted('a'), output('a', 'x')];
    assert.equal(stateOf(running).steps.get('a')?.outcome, 'running');
    const resumed: RunEvent = {
      type: 'run-resumed',
      operator: { user: 'bob', host: 'ws02' },
      tool: { version: '1', node: '1', platform: 'x', front: 'cli' },
    };
    const state = stateOf([...running, resumed]);
    assert.equal(state.steps.get('a')?.outcome, 'interrupted');
    assert.equal(state.open, 'a');
    assert.equal(state.operator.user, 'bob');
  });

  it('has what was decided about an interrupted step', () => {
    const decided = (decision: 'run-again' | 'taken-as-done' | 'left-open'): RunState =>
      stateOf([
        started,
        stepStarted('a'),
        {
          type: 'reconciled',
          step: 'a',
          attempt: 1,
          reconciliation: { finding: 'done', lines: ['LcsCDR is ONLINE'] },
          decision,
          by: 'ann',
        },
      ]);
    assert.equal(decided('taken-as-done').steps.get('a')?.outcome, 'succeeded');
    assert.equal(decided('run-again').steps.get('a')?.outcome, 'pending');
    assert.equal(decided('run-again').open, undefined);
    assert.equal(decided('left-open').open, 'a');
  });

  it('has the latest value of each variable', () => {
    const state = stateOf([
      started,
      { type: 'variables-set', by: 'ann', values: { Backup: 'x', New: 'y' } },
      stepEnded('a', { values: { New: 'z' } }),
    ]);
    assert.deepEqual(Object.fromEntries(state.variables), {
      Backup: 'x',
      New: 'z',
      Sql: { secret: 'SqlPassword' },
    });
  });

  it('has what people are waited for, while they are', () => {
    const waiting: RunEvent = {
      type: 'waiting-started',
      step: 'a',
      attempt: 1,
      what: 'confirmation',
      text: 'Destroy?',
    };
    assert.equal(stateOf([started, waiting]).waiting?.text, 'Destroy?');
    const ended: RunEvent = { type: 'waiting-ended', step: 'a', attempt: 1, waitedMs: 90 };
    const state = stateOf([started, waiting, ended]);
    assert.equal(state.waiting, undefined);
    assert.equal(state.steps.get('a')?.waitingMs, 90);
  });

  it('has the commands that were approved, and not those that were refused', () => {
    const asked = (answer: 'yes' | 'no', command: string): RunEvent => ({
      type: 'command-approval',
      command: [command],
      purpose: 'hands',
      answer,
      by: 'ann',
      how: 'typed',
    });
    const state = stateOf([started, asked('yes', 'deploy'), asked('no', 'wipe')]);
    assert.deepEqual(state.approvedCommands, [['deploy']]);
  });

  it('never changes a state that was handed out', () => {
    const before = stateOf([started, stepStarted('a')]);
    const copy = structuredClone(before);
    for (const record of records([stepEnded('a', { values: { X: '1' } }), output('a', 'x')])) {
      applyRecord(before, record);
    }
    assert.deepEqual(before, copy);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 20 }).map(each => each.toWellFormed());
const step = fc.constantFrom('a', 'b', 'c');
const values = fc.dictionary(fc.constantFrom('A', 'B', '__proto__', 'constructor'), text, {
  maxKeys: 3,
});
const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc
    .record({ step, attempt: fc.integer({ min: 1, max: 5 }) })
    .map(each => stepStarted(each.step, each.attempt)),
  fc
    .record({
      step,
      values,
      outcome: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const),
      durationMs: fc.nat(),
      summary: text,
      checkPassed: fc.boolean(),
    })
    .map(each => stepEnded(each.step, each)),
  fc.record({ step, text }).map(each => output(each.step, each.text)),
  fc.record({ type: fc.constant('note' as const), text, by: text }),
  fc.record({ type: fc.constant('variables-set' as const), by: text, values }),
  fc.record({
    type: fc.constant('step-passed-over' as const),
    step,
    outcome: fc.constantFrom('skipped' as const, 'refused' as const, 'rehearsed' as const),
    why: text,
  }),
  fc.record({
    type: fc.constant('reconciled' as const),
    step,
    attempt: fc.constant(1),
    reconciliation: fc.record({ finding: fc.constant('unknown' as const), lines: fc.array(text) }),
    decision: fc.constantFrom('run-again' as const, 'taken-as-done' as const, 'left-open' as const),
    by: text,
  }),
  fc.record({
    type: fc.constant('confirmation' as const),
    step,
    plan: fc.constant(plan),
    answer: fc.constantFrom('yes' as const, 'no' as const),
    by: text,
    how: text,
  }),
  fc.record({
    type: fc.constant('override' as const),
    step,
    rule: text,
    detail: text,
    reason: text,
    by: text,
  }),
  fc.record({
    type: fc.constant('waiting-ended' as const),
    step,
    attempt: fc.constant(1),
    waitedMs: fc.nat(),
  }),
  fc.constant<RunEvent>(started),
  fc.constant<RunEvent>({
    type: 'run-resumed',
    operator: { user: 'b', host: 'w' },
    tool: { version: '1', node: '1', platform: 'p', front: 'cli' },
  }),
);

describe('any sequence of events', () => {
  it('replays from its log to the state that those saw who listened', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 30 }), fc.boolean(), async (events, end) => {
        const files = new MemoryFiles();
        const clock = new TestClock();
        const log = await open('/logs', { files, clock });
        let live = emptyState();
        log.onRecord(record => {
          live = applyRecord(live, record);
        });
        const all: RunEvent[] = end
          ? [...events, { type: 'run-finished', outcome: 'succeeded', summary }]
          : events;
        for (const event of all) {
          clock.pass(7);
          await log.append(event);
        }
        await log[Symbol.asyncDispose]();
        let read = emptyState();
        for await (const line of readLog(log.file, files)) {
          assert.ok('record' in line, JSON.stringify(line));
          const { type } = line.record.event;
          if (type !== 'log-opened' && type !== 'checkpoint') read = applyRecord(read, line.record);
        }
        assert.deepEqual(read, live);
        assert.deepEqual(summarise(read), summarise(live));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the summary of a run', () => {
  it('has every step of the runbook, those that never began as pending', () => {
    const state = stateOf([started, stepStarted('b'), stepEnded('b')]);
    const { steps } = summarise(state, { steps: ['a', 'b'] });
    assert.deepEqual(
      steps.map(each => [each.step, each.outcome]),
      [
        ['a', 'pending'],
        ['b', 'succeeded'],
      ],
    );
  });

  it('counts recovery time from the declared incident to the last check that passed', () => {
    const state = stateOf([
      started,
      60_000,
      stepEnded('check', { checkPassed: true }),
      60_000,
      stepEnded('check', { checkPassed: true, outcome: 'failed' }),
      stepEnded('tidy up'),
      60_000,
    ]);
    const declared = Date.parse('2026-11-22T03:12:00.000Z');
    const expected = Date.UTC(2026, 10, 22, 3, 42, 0) - declared;
    const found = summarise(state, { recoveryTimeTargetMs: 4 * 3_600_000 });
    assert.equal(found.recoveryTimeMs, expected);
    assert.equal(found.recoveryTimeTargetMs, 4 * 3_600_000);
  });

  it('has no recovery time without an incident, or without a check', () => {
    const { incident, ...quiet } = started.type === 'run-started' ? started : assert.fail();
    assert.ok(incident !== undefined);
    const passed = stepEnded('a', { checkPassed: true });
    assert.equal(summarise(stateOf([quiet, passed])).recoveryTimeMs, undefined);
    assert.equal(summarise(stateOf([started, stepEnded('a')])).recoveryTimeMs, undefined);
  });

  it('takes the age of the data from the oldest set that was restored', () => {
    const from = (finished: string): RunEvent =>
      stepEnded('r', { restoredFrom: [{ set: '\\\\bk01\\x', finished }] });
    const state = stateOf([
      started,
      from('2026-11-22T02:12:00.000Z'),
      from('2026-11-21T03:12:00.000Z'),
      stepEnded('r', {
        outcome: 'failed',
        restoredFrom: [{ set: 'x', finished: '2020-01-01T00:00:00.000Z' }],
      }),
    ]);
    assert.equal(summarise(state).dataAgeMs, 24 * 3_600_000);
    assert.equal(summarise(stateOf([started, from('2026-11-22T09:00:00.000Z')])).dataAgeMs, 0);
    assert.equal(summarise(stateOf([started])).dataAgeMs, undefined);
  });

  it('keeps waiting for people apart, and leaves out the time between sessions', () => {
    const first = records([
      started,
      1000,
      { type: 'waiting-ended', step: 'a', attempt: 1, waitedMs: 400 },
    ]);
    const later = records([8_000_000, output('a', 'x'), 500, output('a', 'y')]).map(record => ({
      ...record,
      mono: record.mono - 8_000_000,
    }));
    let state = emptyState();
    for (const record of first) state = applyRecord(state, record);
    const reopened = {
      ...(later[0] ?? assert.fail()),
      event: { type: 'log-reopened', publicKey: '' } as const,
    };
    for (const record of [reopened, ...later]) state = applyRecord(state, record);
    const found = summarise(state);
    assert.equal(found.durationMs, 1500);
    assert.equal(found.waitingMs, 400);
  });

  it('does not follow a clock that jumps', () => {
    const made = records([started, 1000, stepEnded('c', { checkPassed: true })]);
    const jumped = made.map((record, at) =>
      at === 1 ? { ...record, time: '2026-11-22T09:00:00.000Z' } : record,
    );
    const state = jumped.reduce<RunState>(
      (before, record) => applyRecord(before, record),
      emptyState(),
    );
    assert.equal(summarise(state).recoveryTimeMs, 29 * 60_000 + 1000);
  });

  it('counts confirmations, overrides and evidence', () => {
    const state = stateOf([
      started,
      { type: 'confirmation', step: 'a', plan, answer: 'no', by: 'a', how: 'typed' },
      { type: 'override', step: 'a', rule: 'requires', detail: '', reason: '', by: 'a' },
      { type: 'evidence', evidence: { kind: 'text', title: 't' }, by: 'a' },
    ]);
    const { confirmations, overrides, evidence } = summarise(state);
    assert.deepEqual(
      { confirmations, overrides, evidence },
      { confirmations: 1, overrides: 1, evidence: 1 },
    );
  });
});
