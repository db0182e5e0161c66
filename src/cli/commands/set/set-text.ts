import * as l10n from '@vscode/l10n';
import type { SetSummary } from '../../../backup/sets.ts';
import { ageOfSet, standingsOf, type SetStanding } from '../../../backup/worth/standing.ts';
import { completeText, needText } from '../../../errors/backup-worth.ts';
import { say } from '../../../errors/language.ts';
import { printableName } from '../../../errors/printable-name.ts';
import { ageText } from '../../../executors/steps/figures.ts';
import { bytesText } from '../../text.ts';

/** The state of a set and its last verification, in words. */
export function stateText({ state, verified }: SetSummary): string {
  switch (state) {
    case 'unfinished':
      return l10n.t('unfinished');
    case 'damaged':
      return l10n.t('damaged');
    case 'sealed':
      return verified === undefined
        ? l10n.t('sealed, never verified')
        : l10n.t('sealed, verified ({0}) {1}', verified.level, verified.at);
  }
}

function standingText(standing: Exclude<SetStanding, 'good'>, rpoMs: number | undefined): string {
  switch (standing) {
    case 'damaged':
      return l10n.t('It is damaged.');
    case 'unfinished':
      return l10n.t('It is unfinished: nothing may be restored from it.');
    case 'incomplete':
      return l10n.t('It lacks what a recovery needs.');
    case 'too-old':
      return l10n.t('It is older than the estate tolerates ({0}).', ageText(rpoMs ?? 0));
    case 'unverified':
      return l10n.t('It was never read again since it was sealed.');
  }
}

/** One line for a list: name, state, size, and how complete it is where the estate is known. */
export function setLine(set: SetSummary): string {
  const size = l10n.t('{0} files, {1}', set.files, bytesText(set.bytes));
  const { coverage } = set;
  const complete =
    coverage === undefined
      ? []
      : [say(completeText(coverage.complete.length, coverage.servers.length))];
  return [printableName(set.name), stateText(set), size, ...complete].join('  ');
}

/** What a set is worth, as lines; `rpoMs` and coverage only where the estate is known. */
export function worthLines(set: SetSummary, rpoMs: number | undefined, nowMs: number): string[] {
  const age = ageOfSet(set, nowMs);
  const against = standingsOf(set, rpoMs, nowMs).map(each => standingText(each, rpoMs));
  return [
    setLine(set),
    l10n.t('Folder: {0}', printableName(set.path)),
    ...(age === undefined ? [] : [l10n.t('Age of the data: {0}', ageText(age))]),
    ...(set.fullyVerified === undefined
      ? []
      : [l10n.t('Last read whole, nothing found: {0}', set.fullyVerified)]),
    ...(against.length === 0 ? [l10n.t('Nothing is to be said against it.')] : against),
    ...(set.coverage?.missing ?? []).map(need =>
      l10n.t('Missing: {0}; needed to recover {1}', say(needText(need)), need.servers.join(', ')),
    ),
    ...set.findings.map(line => l10n.t('Finding: {0}', printableName(line))),
  ];
}
