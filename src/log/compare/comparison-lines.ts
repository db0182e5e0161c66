import * as l10n from '@vscode/l10n';
import { durationText } from '../account/figures.ts';
import type {
  ComparedRun,
  Comparison,
  ComparisonRemark,
  StepChange,
  StepDifference,
} from './compare.ts';

/** A change in a word or two. */
export function changeWord(change: StepChange): string {
  switch (change) {
    case 'added':
      return l10n.t('added');
    case 'removed':
      return l10n.t('removed');
    case 'renamed':
      return l10n.t('renamed');
    case 'changed':
      return l10n.t('text changed');
    case 'slower':
      return l10n.t('slower');
    case 'faster':
      return l10n.t('faster');
    case 'other-outcome':
      return l10n.t('other outcome');
    case 'moved':
      return l10n.t('moved');
  }
}

/** A step by its name, or by both of its names. */
export function stepName({ step, before }: StepDifference): string {
  return before === undefined || before.step === step ? step : `${before.step} → ${step}`;
}

/** What should be known before the figures are read, as one sentence. */
export function comparisonRemark(remark: ComparisonRemark): string {
  switch (remark) {
    case 'other-runbook':
      return l10n.t('The two are runs of different runbooks.');
    case 'other-version':
      return l10n.t('The runbook was changed between the two runs.');
    case 'other-estate':
      return l10n.t('The two ran on different estates.');
    case 'rehearsal':
      return l10n.t('One of the two is a rehearsal: it only planned, so durations say nothing.');
    case 'not-finished':
      return l10n.t('One of the two is not finished.');
  }
}

function optional(ms: number | undefined): string {
  return ms === undefined ? l10n.t('none') : durationText(ms);
}

/** The two runs figure by figure: label, before, after. */
export function figureRows({
  before,
  after,
}: Comparison): readonly (readonly [string, string, string])[] {
  const row = (
    label: string,
    of: (run: ComparedRun) => string,
  ): readonly [string, string, string] => [label, of(before), of(after)];
  return [
    row(l10n.t('run'), run => run.run),
    row(l10n.t('began'), run => run.started),
    row(l10n.t('mode'), run => run.mode),
    row(l10n.t('estate'), run => run.estate),
    row(l10n.t('outcome'), run => run.outcome),
    row(l10n.t('duration'), run => durationText(run.durationMs)),
    row(l10n.t('waiting for people'), run => durationText(run.waitingMs)),
    row(l10n.t('recovery time'), run => optional(run.recoveryTimeMs)),
    row(l10n.t('age of the restored data'), run => optional(run.dataAgeMs)),
    row(l10n.t('confirmations, overrides, evidence'), run =>
      [run.confirmations, run.overrides, run.evidence].join(', '),
    ),
  ];
}

/** A step of both runs in one line, without the lines of its text. */
export function stepText(difference: StepDifference): string {
  const { before, after, changes, slowerMs = 0 } = difference;
  const words = changes.length === 0 ? l10n.t('as before') : changes.map(changeWord).join(', ');
  const outcome =
    before !== undefined && after !== undefined && before.outcome !== after.outcome
      ? l10n.t('{0}, now {1}', before.outcome, after.outcome)
      : (after ?? before)?.outcome;
  const times = [before, after].map(each =>
    each === undefined ? '–' : durationText(each.durationMs),
  );
  const by =
    changes.includes('slower') || changes.includes('faster')
      ? `, ${slowerMs > 0 ? '+' : '−'}${durationText(Math.abs(slowerMs))}`
      : '';
  return l10n.t(
    '{0}: {1}; {2}; {3}',
    stepName(difference),
    words,
    outcome ?? '',
    times.join(' → ') + by,
  );
}

/** A comparison as lines of text. */
export function comparisonLines(comparison: Comparison): string[] {
  const rows = figureRows(comparison);
  const width = Math.max(...rows.map(([label]) => label.length));
  const middle = Math.max(...rows.map(([, value]) => value.length));
  return [
    l10n.t('{0} held against {1}', comparison.after.title, comparison.before.title),
    ...comparison.remarks.map(comparisonRemark),
    '',
    ...rows.map(([label, was, is]) => `${label.padEnd(width)}  ${was.padEnd(middle)}  ${is}`),
    '',
    ...comparison.steps.flatMap(each => [
      stepText(each),
      ...(each.text ?? []).map(line => `    ${line}`),
    ]),
    ...(comparison.variables.length === 0
      ? []
      : [
          '',
          ...comparison.variables.map(({ name, before = '–', after = '–' }) =>
            l10n.t('${0}: {1} → {2}', name, before, after),
          ),
        ]),
  ];
}
