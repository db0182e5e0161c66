import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  planPrune,
  type DatedSet,
  type KeepRules,
} from '../../../src/backup/retention/keep-rules.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1, 2, 0);
const nowMs = start + 500 * dayMs;

function setAt(day: number, more: Partial<DatedSet> = {}): DatedSet {
  const created = new Date(start + day * dayMs).toISOString();
  const name = created.slice(0, 10);
  return { name, path: `/b/${name}`, state: 'sealed', created, files: 1, bytes: 10, ...more };
}

const none: KeepRules = { last: 0, daily: 0, weekly: 0, monthly: 0 };

function namesKept(
  sets: readonly DatedSet[],
  rules: Partial<KeepRules>,
  isInLog: (set: DatedSet) => boolean = () => false,
): string[] {
  const facts = { rules: { ...none, ...rules }, isInLog, offsetMinutes: () => 0, nowMs };
  return planPrune(sets, facts).keep.map(({ name }) => name);
}

describe('keep rules', () => {
  const days = Array.from({ length: 60 }, (_, day) =>
    setAt(day, day === 59 ? { fullyVerified: 'x' } : {}),
  );

  it('keep the newest so many', () => {
    assert.deepEqual(namesKept(days, { last: 3 }), ['2026-03-01', '2026-02-28', '2026-02-27']);
  });

  it('keep the newest of each day, of each week from Monday, of each month', () => {
    const twice = [...days, setAt(58.5)];
    assert.deepEqual(namesKept(twice, { daily: 2 }), ['2026-03-01', '2026-02-28']);
    assert.deepEqual(namesKept(days, { weekly: 3 }), ['2026-03-01', '2026-02-22', '2026-02-15']);
    assert.deepEqual(namesKept(days, { monthly: 3 }), ['2026-03-01', '2026-02-28', '2026-01-31']);
  });

  it('count days as the operator does: a set of 23:30 UTC is one of the next day in Paris', () => {
    const late = setAt(0, { created: '2026-01-01T23:30:00Z', name: 'late', fullyVerified: 'x' });
    const early = setAt(0, { created: '2026-01-02T01:00:00Z', name: 'early' });
    const facts = { rules: { ...none, daily: 5 }, isInLog: () => false, nowMs };
    const paris = planPrune([late, early], { ...facts, offsetMinutes: () => 60 });
    assert.deepEqual(
      paris.keep.map(({ name, keeps }) => `${name} ${keeps.join()}`),
      ['early daily', 'late last-verified'],
    );
    assert.equal(planPrune([late, early], { ...facts, offsetMinutes: () => 0 }).remove.length, 0);
  });

  it('never take the last fully verified set, however old, nor one that a log refers to', () => {
    const old = setAt(0, { fullyVerified: '2026-01-02T00:00:00Z' });
    const sets = [old, setAt(1), setAt(2), setAt(3)];
    assert.deepEqual(namesKept(sets, { last: 1 }), ['2026-01-04', '2026-01-01']);
    const inLog = (set: DatedSet): boolean => set.name === '2026-01-02';
    assert.deepEqual(namesKept(sets, { last: 1 }, inLog), [
      '2026-01-04',
      '2026-01-02',
      '2026-01-01',
    ]);
  });

  it('do not count damaged and unfinished sets, and clear them away only behind a verified one', () => {
    const bad = [setAt(5, { state: 'damaged' }), setAt(4, { state: 'unfinished' })];
    const good = setAt(6, { fullyVerified: 'x' });
    assert.deepEqual(namesKept([...bad, good], { last: 1 }), ['2026-01-07']);
    assert.equal(namesKept([...bad, setAt(6)], { last: 1 }).length, 3, 'none is verified');
    assert.equal(namesKept([setAt(9, { state: 'unfinished' }), good], { last: 1 }).length, 2);
  });

  it('let a set whose time lies in the future take the place of no other', () => {
    const [old, newest] = [setAt(0, { fullyVerified: 'x' }), setAt(1, { fullyVerified: 'x' })];
    const ahead = setAt(30_000, { fullyVerified: 'x' });
    const facts = { isInLog: () => false, offsetMinutes: () => 0, nowMs: start + 2 * dayMs };
    const rules = { ...none, last: 1, daily: 1, weekly: 1, monthly: 1 };
    const plan = planPrune([old, newest, ahead], { ...facts, rules });
    assert.deepEqual(
      plan.keep.map(({ name, keeps }) => `${name} ${keeps.join()}`),
      [`${ahead.name} future`, '2026-01-02 last,daily,weekly,monthly,last-verified'],
    );
    assert.deepEqual(
      plan.remove.map(({ name }) => name),
      ['2026-01-01'],
    );
    const wrongClock = { ...facts, rules, nowMs: start - 9000 * dayMs };
    assert.deepEqual(planPrune([old, newest], wrongClock).remove, [], 'a clock that went back');
  });

  const anySet = fc.record({
    day: fc.integer({ min: 0, max: 400 }),
    state: fc.constantFrom(
      'sealed' as const,
      'sealed' as const,
      'damaged' as const,
      'unfinished' as const,
    ),
    verified: fc.boolean(),
    dated: fc.boolean(),
  });

  it('always leave the last verified set, whatever the sets and the rules', () => {
    const rules = fc.record({
      last: fc.nat(4),
      daily: fc.nat(4),
      weekly: fc.nat(4),
      monthly: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(anySet, { maxLength: 30 }), rules, (drawn, keep) => {
        const sets = drawn.map(({ day, state, verified, dated }, i): DatedSet => {
          const { created, ...rest } = setAt(day, { name: `set${i}`, state });
          const time = dated || created === undefined ? { created: created ?? '' } : {};
          const full = verified && state === 'sealed' ? { fullyVerified: 'x' } : {};
          return { ...rest, ...time, ...full };
        });
        const facts = { rules: keep, isInLog: () => false, offsetMinutes: () => 0, nowMs };
        const plan = planPrune(sets, facts);
        assert.equal(plan.keep.length + plan.remove.length, sets.length);
        const isVerified = (set: DatedSet): boolean => set.fullyVerified !== undefined;
        const newest = sets
          .filter(set => isVerified(set) && set.created !== undefined)
          .map(set => set.created ?? '')
          .sort()
          .at(-1);
        if (sets.some(isVerified)) assert.ok(plan.keep.some(isVerified));
        if (newest !== undefined)
          assert.ok(plan.keep.some(set => set.created === newest && isVerified(set)));
        if (sets.some(set => set.state === 'sealed')) {
          assert.ok(
            plan.keep.some(set => set.state === 'sealed'),
            'a sealed one stays',
          );
        }
        // a plan that was carried out leaves nothing to do
        assert.deepEqual(planPrune(plan.keep, facts).remove, []);
      }),
      { numRuns: 500 },
    );
  });
});
