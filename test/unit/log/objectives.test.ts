import assert from 'node:assert/strict';
import { objectivesOf } from '../../../src/log/account/objectives.ts';
import { RunFold } from '../../../src/log/account/run-fold.ts';
import type { LoggedEvent } from '../../../src/log/record.ts';
import type { EffectKind } from '../../../src/runbook/execution.ts';
import { started, stepEnded, stepStarted, summary } from './events.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A run folded from events at given times; each session counts its own monotonic clock. */
class Told {
  readonly fold = new RunFold();
  #seq = 0;
  #session = 0;

  /** `time`: UTC, the wall clock of the event. */
  at(time: string, ...events: readonly LoggedEvent[]): this {
    for (const event of events) {
      const wall = Date.parse(time);
      if (event.type === 'log-reopened' || this.#seq === 0) this.#session = wall;
      const mono = wall - this.#session;
      const hash = { prev: '0'.repeat(64), hash: '1'.repeat(64) };
      this.fold.take({ run: 'r', seq: this.#seq, time, mono, event, ...hash });
      this.#seq += 1;
    }
    return this;
  }

  /** What each is against its target; minutes. */
  get rows(): (string | number | boolean | undefined)[][] {
    return objectivesOf(this.fold).map(({ kind, name, valueMs, targetMs, met, ...more }) => [
      kind,
      name,
      valueMs === undefined ? undefined : valueMs / minute,
      more.withoutWaitingMs === undefined ? undefined : more.withoutWaitingMs / minute,
      targetMs === undefined ? undefined : targetMs / minute,
      met,
    ]);
  }
}

function begun(targets: { readonly rtoMs?: number; readonly rpoMs?: number } = {}): LoggedEvent {
  assert.ok(started.type === 'run-started');
  const incident = { id: 'INC-7', declared: '2026-11-22T22:50:00.000Z' };
  return { ...started, incident, estate: { ...started.estate, ...targets } };
}

function on(server: string, step: string, kind: EffectKind = 'reads', attempt = 1): LoggedEvent {
  const event = stepStarted(step, attempt);
  assert.ok(event.type === 'step-started');
  const plan = { ...event.plan, effect: { kind, servers: [server] } };
  return { ...event, target: server, plan };
}

const opened: LoggedEvent = {
  type: 'log-opened',
  format: 'recovery-log/1',
  publicKey: 'k',
  previous: null,
};
const passed = (step: string): LoggedEvent => stepEnded(step, { checkPassed: true });
const failed = (step: string): LoggedEvent => stepEnded(step, { outcome: 'failed' });

describe('recovery time and age of data', () => {
  it('of two servers are counted for each, from the incident to its own last check that passed', () => {
    const told = new Told()
      .at('2026-11-22T23:00:00.000Z', opened, begun({ rtoMs: hour, rpoMs: 24 * hour }))
      .at('2026-11-22T23:01:00.000Z', on('se01', 'restore-1', 'destroys'))
      .at('2026-11-22T23:10:00.000Z', stepEnded('restore-1'))
      .at('2026-11-22T23:11:00.000Z', on('be01', 'restore-2', 'destroys'))
      .at('2026-11-22T23:20:00.000Z', stepEnded('restore-2'))
      .at('2026-11-22T23:21:00.000Z', on('SE01', 'check-1'))
      .at('2026-11-22T23:30:00.000Z', passed('check-1'))
      .at('2026-11-22T23:31:00.000Z', on('be01', 'check-2'))
      .at('2026-11-22T23:55:30.000Z', passed('check-2'));
    assert.deepEqual(told.rows, [
      ['recovery-time', 'se01', 40, 40, 60, true],
      ['recovery-time', 'be01', 65.5, 65.5, 60, false],
    ]);
  });

  it('go on over midnight and over an interruption; waiting for people is told apart', () => {
    const wait = { step: 'restore', attempt: 1 } as const;
    const told = new Told()
      .at('2026-11-22T23:00:00.000Z', opened, begun({ rtoMs: 2 * hour }))
      .at('2026-11-22T23:01:00.000Z', {
        ...{ type: 'waiting-started', ...wait, what: 'confirmation', text: 'sure?' },
      })
      .at('2026-11-22T23:04:00.000Z', { type: 'waiting-ended', ...wait, waitedMs: 3 * minute })
      .at('2026-11-22T23:04:00.000Z', on('se01', 'restore', 'changes'))
      .at('2026-11-22T23:50:00.000Z', {
        ...{ type: 'output', ...wait, stream: 'output', text: '40 %' },
      })
      .at('2026-11-23T00:20:00.000Z', { type: 'log-reopened', publicKey: 'k' })
      .at('2026-11-23T00:20:00.000Z', on('se01', 'restore', 'changes', 2))
      .at('2026-11-23T00:40:00.000Z', stepEnded('restore', { attempt: 2 }), on('se01', 'check'))
      .at('2026-11-23T00:41:15.000Z', passed('check'));
    // 22:50:00 to 00:41:15 is 111 min 15 s; 3 min of it waited
    assert.deepEqual(told.rows, [['recovery-time', 'se01', 111.25, 108.25, 120, true]]);
    const [gap] = told.fold.interruptions;
    assert.equal(((gap?.to ?? 0) - (gap?.from ?? 0)) / minute, 30);
  });

  it('are not judged where the estate names no target', () => {
    const told = new Told()
      .at('2026-11-22T23:00:00.000Z', opened, begun(), on('se01', 'check'))
      .at('2026-11-22T23:05:00.000Z', passed('check'));
    assert.deepEqual(told.rows, [['recovery-time', 'se01', 15, 15, undefined, undefined]]);
  });

  it('are unknown for a server that was changed and passed no check since the incident', () => {
    const told = new Told()
      .at('2026-11-22T23:00:00.000Z', opened, begun({ rtoMs: hour }))
      .at('2026-11-22T23:01:00.000Z', on('se01', 'restore', 'changes'))
      .at('2026-11-22T23:02:00.000Z', stepEnded('restore'), on('se01', 'check'))
      .at('2026-11-22T23:03:00.000Z', failed('check'));
    assert.deepEqual(told.rows, [['recovery-time', 'se01', undefined, undefined, 60, undefined]]);
  });

  it('have each thing that was put back with its own age; what failed was not put back', () => {
    const from = (what: string, finished: string): LoggedEvent =>
      stepEnded('restore', { restoredFrom: [{ what, set: 'set', finished }] });
    const told = new Told()
      .at('2026-11-22T23:00:00.000Z', opened, begun({ rpoMs: 24 * hour }))
      .at('2026-11-22T23:01:00.000Z', on('be01', 'restore'))
      .at('2026-11-22T23:02:00.000Z', from('LcsCDR', '2026-11-22T01:20:00.000Z'))
      .at('2026-11-22T23:03:00.000Z', on('be01', 'restore', 'changes', 2))
      .at('2026-11-22T23:04:00.000Z', from('LcsLog', '2026-11-21T22:49:00.000Z'))
      .at('2026-11-22T23:05:00.000Z', on('be01', 'restore', 'changes', 3))
      .at('2026-11-22T23:06:00.000Z', {
        ...stepEnded('restore', { outcome: 'failed' }),
        ...{ restoredFrom: [{ what: 'rtcxds', set: 'set', finished: '2026-01-01T00:00:00.000Z' }] },
      })
      .at('2026-11-22T23:07:00.000Z', on('be01', 'restore', 'changes', 4))
      .at('2026-11-22T23:08:00.000Z', from('share', '2026-11-22T22:55:00.000Z'));
    assert.deepEqual(
      told.rows.filter(([kind]) => kind === 'data-age'),
      [
        ['data-age', 'LcsCDR', 21.5 * 60, undefined, 24 * 60, true],
        ['data-age', 'LcsLog', 24 * 60 + 1, undefined, 24 * 60, false],
        // finished after the incident: nothing from before it was lost
        ['data-age', 'share', 0, undefined, 24 * 60, true],
      ],
    );
  });

  it('use the targets that the run was finished with, else those of the estate at its start', () => {
    const told = new Told().at(
      '2026-11-22T23:00:00.000Z',
      ...[opened, begun({ rtoMs: hour }), on('se01', 'check'), passed('check')],
    );
    const target = (): unknown => told.rows[0]?.[4];
    assert.equal(target(), 60);
    told.at('2026-11-22T23:10:00.000Z', {
      type: 'run-finished',
      outcome: 'succeeded',
      summary: { ...summary, recoveryTimeTargetMs: 30 * minute },
    });
    assert.equal(target(), 30);
  });

  it('are not there without a declared incident', () => {
    const event = begun({ rtoMs: hour });
    assert.ok(event.type === 'run-started');
    const { incident, ...without } = event;
    assert.ok(incident !== undefined);
    const told = new Told().at(
      '2026-11-22T03:41:00.000Z',
      ...[opened, without, on('se01', 'check'), passed('check')],
    );
    assert.deepEqual(told.rows, []);
  });
});
