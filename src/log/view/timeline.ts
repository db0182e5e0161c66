import * as l10n from '@vscode/l10n';
import type { Part } from '../account/parts.ts';
import type { Pause, RunFold } from '../account/run-fold.ts';
import type { Stretch, Timeline } from './row.ts';

/** Stretches of a lane at most; neighbours are joined above that. */
const most = 400;

/** When the run did what, by the monotonic clock. */
export function timelineOf(fold: RunFold): Timeline {
  const { state } = fold;
  const to = state.session.now;
  const from = Math.min(Date.parse(state.started ?? '') || to, to);
  const pauses = (list: readonly Pause[], words: (pause: Pause) => string): Stretch[] =>
    joined(
      list,
      pause => ({ from: pause.from, to: pause.to ?? to, tone: 'neutral', label: words(pause) }),
      () => false,
    );
  const begun = fold.attempts.filter(({ startedAt }) => startedAt !== undefined);
  const isBad = ({ outcome }: Part): boolean => toneOf(outcome) === 'bad';
  return {
    from,
    to,
    steps: joined(begun, part => stretchOf(part, to), isBad),
    people: pauses(fold.waits, waitText),
    interruptions: pauses(fold.interruptions, () => l10n.t('the log was closed')),
    counts: {
      attempts: begun.length,
      withoutSuccess: begun.filter(isBad).length,
      waits: fold.waits.length,
      interruptions: fold.interruptions.length,
    },
    marks: marksOf(fold),
  };
}

function waitText({ what, step }: Pause): string {
  switch (what) {
    case 'confirmation':
      return l10n.t('waiting for a confirmation of {0}', step ?? '');
    case 'approval':
      return l10n.t('waiting for an approval in {0}', step ?? '');
    default:
      return l10n.t('waiting for hands in {0}', step ?? '');
  }
}

function stretchOf({ startedAt = 0, endedAt, outcome, step = '', id }: Part, now: number): Stretch {
  return { from: startedAt, to: endedAt ?? now, tone: toneOf(outcome), label: step, section: id };
}

function toneOf(outcome: Part['outcome']): Stretch['tone'] {
  switch (outcome) {
    case 'succeeded':
      return 'good';
    case 'failed':
    case 'refused':
    case 'interrupted':
      return 'bad';
    case 'running':
      return 'open';
    case 'cancelled':
    case 'skipped':
    case 'rehearsed':
    case 'pending':
      return 'neutral';
  }
}

/**
 * So many stretches that they can be drawn and read: close ones become one, which looks like the first
 * that went wrong. Only those that are drawn are made: a run may have a hundred thousand attempts.
 */
function joined<T>(
  all: readonly T[],
  stretch: (one: T) => Stretch,
  isBad: (one: T) => boolean,
): Stretch[] {
  const size = Math.ceil(all.length / most);
  const groups: Stretch[] = [];
  for (let at = 0; at < all.length; at += size) {
    const some = all.slice(at, at + size);
    const [first] = some;
    const last = some.at(-1);
    if (first === undefined || last === undefined) continue;
    const worst = stretch(some.find(isBad) ?? first);
    groups.push({ ...worst, from: stretch(first).from, to: stretch(last).to });
  }
  return groups;
}

function marksOf({ state, checks }: RunFold): Timeline['marks'] {
  const declared = Date.parse(state.incident?.declared ?? '');
  const last = checks.at(-1);
  return [
    ...(Number.isNaN(declared) ? [] : [{ at: declared, label: l10n.t('incident declared') }]),
    ...(last === undefined ? [] : [{ at: last.at, label: l10n.t('last check passed') }]),
  ];
}
