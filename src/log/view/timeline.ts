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
    list.map(pause => ({
      from: pause.from,
      to: pause.to ?? to,
      tone: 'neutral',
      label: words(pause),
    }));
  return {
    from,
    to,
    steps: joined(fold.attempts.flatMap(part => stretchOf(part, to))),
    people: joined(pauses(fold.waits, waitText)),
    interruptions: joined(pauses(fold.interruptions, () => l10n.t('the log was closed'))),
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

function stretchOf(part: Part, now: number): Stretch[] {
  if (part.startedAt === undefined) return [];
  return [
    {
      from: part.startedAt,
      to: part.endedAt ?? now,
      tone: toneOf(part.outcome),
      label: part.step ?? '',
      section: part.id,
    },
  ];
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

/** So many stretches that they can be drawn and read: the closest ones become one, worst tone first. */
function joined(stretches: Stretch[]): Stretch[] {
  if (stretches.length <= most) return stretches;
  const size = Math.ceil(stretches.length / most);
  const groups: Stretch[] = [];
  for (let at = 0; at < stretches.length; at += size) {
    const some = stretches.slice(at, at + size);
    const [first] = some;
    const last = some.at(-1);
    if (first === undefined || last === undefined) continue;
    const worst = some.find(each => each.tone === 'bad') ?? first;
    groups.push({ ...worst, from: first.from, to: last.to });
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
