import type { SetSummary } from '../sets.ts';

/**
 * What a set is good for, in one word, the worst first: `damaged`, `unfinished`; `incomplete` (a server
 * of the estate cannot be recovered from it), `too-old` (older than the estate tolerates),
 * `unverified` (never read again since it was sealed), `good`.
 */
export type SetStanding =
  'damaged' | 'unfinished' | 'incomplete' | 'too-old' | 'unverified' | 'good';

/** Age of the data: a set is as old as the moment at which its making began, ms; unknown without one. */
export function ageOfSet(
  { created, sealed }: Pick<SetSummary, 'created' | 'sealed'>,
  nowMs: number,
): number | undefined {
  const made = Date.parse(created ?? sealed ?? '');
  return Number.isNaN(made) ? undefined : Math.max(0, nowMs - made);
}

/** Everything that is to be said against a set, in the order of `SetStanding`; nothing for a good one. */
export function standingsOf(
  set: SetSummary,
  rpoMs: number | undefined,
  nowMs: number,
): Exclude<SetStanding, 'good'>[] {
  if (set.state !== 'sealed') return [set.state];
  const age = ageOfSet(set, nowMs);
  const found: Exclude<SetStanding, 'good'>[] = [];
  if ((set.coverage?.missing.length ?? 0) > 0) found.push('incomplete');
  if (rpoMs !== undefined && (age === undefined || age > rpoMs)) found.push('too-old');
  if (set.verified === undefined) found.push('unverified');
  return found;
}

/** The worst of them. */
export function standingOf(set: SetSummary, rpoMs: number | undefined, nowMs: number): SetStanding {
  return standingsOf(set, rpoMs, nowMs)[0] ?? 'good';
}
