import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  planPrune,
  type DatedSet,
  type KeepRules,
} from '../../../src/backup/retention/keep-rules.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const none: KeepRules = { last: 0, daily: 0, weekly: 0, monthly: 0 };

/** Zones whose clocks change by an hour, by half an hour, at midnight, and one that left out a day. */
const zones = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

const clocks = new Map(
  zones.map(zone => [
    zone,
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);

/** What the clock on the wall shows: `2024-02-29 02:00:00`. */
function wall(zone: string, timeMs: number): string {
  return clocks.get(zone)?.format(timeMs) ?? '';
}

function setAt(timeMs: number, more: Partial<DatedSet> = {}): DatedSet {
  const created = new Date(timeMs).toISOString();
  return {
    name: created,
    path: created,
    state: 'sealed',
    created,
    files: 1,
    bytes: 1,
    ...more,
  };
}

function factsIn(zone: string, nowMs: number): Omit<Parameters<typeof planPrune>[1], 'rules'> {
  return {
    isInLog: () => false,
    offsetMinutes: timeMs =>
      (Date.parse(`${wall(zone, timeMs).replace(' ', 'T')}Z`) - timeMs) / 60_000,
    nowMs,
  };
}

const createdOf = ({ created }: DatedSet): number => Date.parse(created ?? '');

/** Year and week as ISO 8601 counts them: the year of the week's Thursday, and which Thursday it is. */
function isoWeek(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const weekday = (at.getUTCDay() + 6) % 7;
  const thursday = new Date(at.getTime() + (3 - weekday) * dayMs);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayMs / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The period of each rule by the calendar alone, told apart by its text. */
const periodOf = {
  daily: (day: string): string => day,
  weekly: isoWeek,
  monthly: (day: string): string => day.slice(0, 7),
} as const;

type Rule = keyof typeof periodOf;

/** The newest set of each of the newest `count` periods, found the slow way. */
function expected(sets: readonly DatedSet[], rule: Rule, count: number, zone: string): string[] {
  const newest = new Map<string, DatedSet>();
  for (const set of sets.toSorted((a, b) => createdOf(a) - createdOf(b))) {
    newest.set(periodOf[rule](wall(zone, createdOf(set)).slice(0, 10)), set);
  }
  return [...newest]
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .slice(0, count)
    .map(([, set]) => set.name);
}

/** Moments at which a calendar does something odd. */
const oddMoments = [
  ['the 29th of February', Date.UTC(2024, 1, 29)],
  ['a century that is a leap year', Date.UTC(2000, 1, 29)],
  ['the end of a year with a week 53', Date.UTC(2026, 11, 31)],
  ['a 1 January in week 53 of the year before', Date.UTC(2027, 0, 1)],
  ['a 31 December in week 1 of the next year', Date.UTC(2024, 11, 31)],
  ['the clocks of spring in Europe', Date.UTC(2026, 2, 29)],
  ['the clocks of autumn in Europe', Date.UTC(2026, 9, 25)],
  ['the clocks of spring in America', Date.UTC(2026, 2, 8)],
  ['the clocks of autumn in America', Date.UTC(2026, 10, 1)],
  ['the clocks at midnight in Chile', Date.UTC(2025, 8, 7)],
  ['the clocks of Lord Howe', Date.UTC(2026, 3, 5)],
  ['the day that Samoa left out', Date.UTC(2011, 11, 30)],
  ['1970', Date.UTC(1970, 0, 5)],
] as const;

describe('keep rules and the calendar', () => {
  it('the test knows its weeks', () => {
    for (const [day, week] of [
      ['2026-12-31', '2026-W53'],
      ['2027-01-03', '2026-W53'],
      ['2027-01-04', '2027-W01'],
      ['2024-12-30', '2025-W01'],
      ['2023-01-01', '2022-W52'],
      ['2021-01-03', '2020-W53'],
    ] as const) {
      assert.equal(isoWeek(day), week);
    }
  });

  for (const [what, moment] of oddMoments) {
    it(`keep the newest of each day, week and month around ${what}, in every zone`, () => {
      for (const zone of zones) {
        // every five hours, forty days to each side: changing hours, twice a day and more
        const sets = Array.from({ length: 384 }, (_, i) => setAt(moment + (i - 192) * 5 * hourMs));
        const facts = factsIn(zone, moment + 400 * dayMs);
        for (const rule of ['daily', 'weekly', 'monthly'] as const) {
          const { keep } = planPrune(sets, { ...facts, rules: { ...none, [rule]: 50 } });
          const kept = keep.filter(set => set.keeps.includes(rule)).map(({ name }) => name);
          assert.deepEqual(kept, expected(sets, rule, 50, zone), `${rule} in ${zone}`);
        }
      }
    });
  }

  const drawn = fc.record({
    zone: fc.constantFrom(...zones),
    from: fc.integer({ min: Date.UTC(1999, 0, 1), max: Date.UTC(2035, 0, 1) }),
    gaps: fc.array(fc.integer({ min: 1, max: 20 * 24 * 60 }), { minLength: 1, maxLength: 40 }),
    counts: fc.record({
      last: fc.nat(3),
      daily: fc.nat(9),
      weekly: fc.nat(9),
      monthly: fc.nat(14),
    }),
    verified: fc.nat(39),
    logged: fc.nat(39),
  });

  it('hold together whatever the times: each rule keeps its own, and what must stay stays', () => {
    fc.assert(
      fc.property(drawn, ({ zone, from, gaps, counts, verified, logged }) => {
        let at = from;
        const sets = gaps.map((gap, i) => {
          at += gap * 60_000;
          return setAt(at, i === verified ? { fullyVerified: 'x' } : {});
        });
        const isInLog = (set: DatedSet): boolean => set.name === sets[logged]?.name;
        const facts = { ...factsIn(zone, at + dayMs), isInLog };
        const { keep, remove } = planPrune(sets, { ...facts, rules: counts });
        assert.equal(keep.length + remove.length, sets.length);
        for (const rule of ['daily', 'weekly', 'monthly'] as const) {
          assert.deepEqual(
            keep.filter(set => set.keeps.includes(rule)).map(({ name }) => name),
            expected(sets, rule, counts[rule], zone),
            `${rule} in ${zone}`,
          );
        }
        const mustStay = [sets[verified], sets[logged]].flatMap(set => set?.name ?? []);
        for (const name of mustStay) assert.ok(keep.some(set => set.name === name));
        for (const set of remove) assert.deepEqual(set.keeps, []);
        assert.deepEqual(planPrune(keep, { ...facts, rules: counts }).remove, []);
      }),
      { numRuns: 400 },
    );
  });

  it('never go from one night to the next for a set that only the calendar moved', () => {
    fc.assert(
      fc.property(drawn, ({ zone, from, counts, verified }) => {
        const rules = { ...counts, last: Math.max(1, counts.last) };
        let sets: DatedSet[] = [];
        const night = verified % 20;
        for (let day = 0; day < 60; day += 1) {
          const now = from + day * dayMs;
          sets.push(setAt(now, day === night ? { fullyVerified: 'x' } : {}));
          sets = [...planPrune(sets, { ...factsIn(zone, now + hourMs), rules }).keep];
          if (day >= night) assert.ok(sets.some(set => set.fullyVerified !== undefined));
          assert.ok(
            sets.some(set => createdOf(set) === now),
            'the newest stays',
          );
          const most = rules.last + rules.daily + rules.weekly + rules.monthly + 2;
          assert.ok(sets.length <= most, `${sets.length} of ${most}`);
        }
      }),
      { numRuns: 60 },
    );
  });
});
