/** Which sets are kept: the newest so many, and the newest of each of so many days, weeks, months. */
export interface KeepRules {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** Why a set is kept. */
export type KeepReason =
  | 'last'
  | 'daily'
  | 'weekly'
  | 'monthly'
  | 'last-verified'
  | 'only-sealed'
  | 'in-log'
  | 'recent'
  | 'future'
  | 'unknown-time';

/** What retention needs to know of a set. */
export interface DatedSet {
  readonly name: string;
  readonly path: string;
  readonly state: 'sealed' | 'unfinished' | 'damaged';
  /** When its making began, UTC ISO 8601. */
  readonly created?: string;
  readonly sealed?: string;
  /** When it was last read whole and nothing was found. */
  readonly fullyVerified?: string;
  readonly files: number;
  readonly bytes: number;
}

export interface PlannedSet extends DatedSet {
  /** Why it is kept; none for a set that goes. */
  readonly keeps: readonly KeepReason[];
}

export interface PrunePlan {
  /** Newest first. */
  readonly keep: readonly PlannedSet[];
  readonly remove: readonly PlannedSet[];
  /** Bytes that are set free. */
  readonly bytes: number;
}

export interface PruneFacts {
  readonly rules: KeepRules;
  /** Whether a recovery log refers to the set. */
  readonly isInLog: (set: DatedSet) => boolean;
  /** Offset of local time, minutes east of UTC, at a moment: days and weeks are the operator's. */
  readonly offsetMinutes: (timeMs: number) => number;
  /** Current time, ms since 1970. */
  readonly nowMs: number;
}

const dayMs = 86_400_000;

/** How far the clocks of two computers that make sets may differ. */
const clockSlackMs = 3_600_000;

function timeOf({ created, sealed }: DatedSet): number | undefined {
  const time = Date.parse(created ?? sealed ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** Number of the local day; of the week (from Monday); of the month. */
const periods = {
  daily: (localMs: number): number => Math.floor(localMs / dayMs),
  // 1 January 1970 was a Thursday
  weekly: (localMs: number): number => Math.floor((Math.floor(localMs / dayMs) + 3) / 7),
  monthly: (localMs: number): number => {
    const at = new Date(localMs);
    return at.getUTCFullYear() * 12 + at.getUTCMonth();
  },
} as const;

function byTime(a: DatedSet, b: DatedSet): number {
  return (timeOf(b) ?? 0) - (timeOf(a) ?? 0) || (a.name < b.name ? 1 : -1);
}

class Reasons {
  readonly #of = new Map<DatedSet, KeepReason[]>();

  add(set: DatedSet | undefined, reason: KeepReason): void {
    if (set === undefined) return;
    this.#of.set(set, [...this.get(set), reason]);
  }

  get(set: DatedSet): readonly KeepReason[] {
    return this.#of.get(set) ?? [];
  }
}

/** The newest set of each of the newest `count` periods. */
function newestOfEach(
  sets: readonly DatedSet[],
  count: number,
  period: (localMs: number) => number,
  offset: (timeMs: number) => number,
): DatedSet[] {
  const found = new Map<number, DatedSet>();
  for (const set of sets) {
    const time = timeOf(set);
    if (time === undefined) continue;
    const number = period(time + offset(time) * 60_000);
    if (found.has(number)) continue;
    if (found.size >= count) break;
    found.set(number, set);
  }
  return [...found.values()];
}

/**
 * Which sets go and which stay, and why. The rules count sealed sets alone: a damaged or unfinished one
 * never takes the place of a good one. Whatever they say, these stay: the last fully verified set; where
 * there is none, the newest sealed one; sets that a recovery log refers to; and sets whose time is not
 * known or lies in the future, which take the place of no other: a clock that was wrong for a night must
 * not cost the sets of a month. Unfinished and damaged sets go only when they are older than every set
 * that the rules keep and a fully verified set is there. Pure: nothing is deleted here.
 */
export function planPrune(sets: readonly DatedSet[], facts: PruneFacts): PrunePlan {
  const all = sets.toSorted(byTime);
  const { rules, offsetMinutes, nowMs } = facts;
  const isFuture = (set: DatedSet): boolean => (timeOf(set) ?? nowMs) > nowMs + clockSlackMs;
  const dated = all.filter(set => timeOf(set) !== undefined && !isFuture(set));
  const sealed = dated.filter(set => set.state === 'sealed');
  const reasons = new Reasons();
  for (const set of sealed.slice(0, rules.last)) reasons.add(set, 'last');
  for (const rule of ['daily', 'weekly', 'monthly'] as const) {
    for (const set of newestOfEach(sealed, rules[rule], periods[rule], offsetMinutes)) {
      reasons.add(set, rule);
    }
  }
  const verified = lastVerified(sealed);
  reasons.add(verified, 'last-verified');
  if (verified === undefined) reasons.add(sealed[0], 'only-sealed');
  const oldest = Math.min(
    ...sealed.filter(s => reasons.get(s).length > 0).map(s => timeOf(s) ?? 0),
  );
  for (const set of all) {
    const time = timeOf(set);
    if (time === undefined) reasons.add(set, 'unknown-time');
    else if (isFuture(set)) reasons.add(set, 'future');
    else if (set.state !== 'sealed' && (verified === undefined || time >= oldest)) {
      reasons.add(set, 'recent');
    }
    if (facts.isInLog(set)) reasons.add(set, 'in-log');
  }
  const planned = all.map((set): PlannedSet => ({ ...set, keeps: reasons.get(set) }));
  const remove = planned.filter(({ keeps }) => keeps.length === 0);
  return {
    keep: planned.filter(({ keeps }) => keeps.length > 0),
    remove,
    bytes: remove.reduce((sum, set) => sum + set.bytes, 0),
  };
}

/** The set that was verified in full and holds the newest data. */
function lastVerified(newestFirst: readonly DatedSet[]): DatedSet | undefined {
  return newestFirst.find(set => set.fullyVerified !== undefined);
}
