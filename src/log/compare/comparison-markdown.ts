import * as l10n from '@vscode/l10n';
import { durationText } from '../account/figures.ts';
import { block, plain, table } from '../report/markup.ts';
import type { ComparedStep, Comparison, StepDifference } from './compare.ts';
import { changeWord, comparisonRemark, figureRows, stepName } from './comparison-lines.ts';

function cell(step: ComparedStep | undefined): string {
  if (step === undefined) return '–';
  const { outcome, durationMs, waitingMs, attempts } = step;
  const words = [
    outcome,
    durationText(durationMs),
    ...(waitingMs > 0 ? [l10n.t('waited {0}', durationText(waitingMs))] : []),
    ...(attempts > 1 ? [l10n.t('{0} attempts', attempts)] : []),
  ];
  return plain(words.join(', '));
}

function stepCells(difference: StepDifference): string[] {
  const { changes, before, after, slowerMs } = difference;
  return [
    plain(stepName(difference)),
    changes.length === 0 ? '' : `**${changes.map(changeWord).join(', ')}**`,
    cell(before),
    cell(after),
    slowerMs === undefined ? '' : `${slowerMs < 0 ? '−' : '+'}${durationText(Math.abs(slowerMs))}`,
  ];
}

/** A comparison as a Markdown page: figures first, then steps, then texts that changed. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { after, steps, variables, remarks } = comparison;
  const texts = steps.filter(({ text = [] }) => text.length > 0);
  const lines = [
    `# ${l10n.t('{0}: two runs', plain(after.title))}`,
    '',
    ...remarks.map(remark => `- ${comparisonRemark(remark)}`),
    '',
    ...table(
      ['', l10n.t('Before'), l10n.t('After')],
      figureRows(comparison).map(row => row.map(plain)),
    ),
    `## ${l10n.t('Steps')}`,
    '',
    ...table(
      [l10n.t('Step'), l10n.t('Change'), l10n.t('Before'), l10n.t('After'), l10n.t('Difference')],
      steps.map(stepCells),
    ),
    ...(variables.length === 0
      ? []
      : [
          `## ${l10n.t('Variables')}`,
          '',
          ...table(
            [l10n.t('Variable'), l10n.t('Before'), l10n.t('After')],
            variables.map(({ name, before: was = '–', after: is = '–' }) =>
              [`$${name}`, was, is].map(plain),
            ),
          ),
        ]),
    ...(texts.length === 0 ? [] : [`## ${l10n.t('Changed texts')}`, '']),
    ...texts.flatMap(({ step, text = [] }) => [
      `### ${plain(step)}`,
      '',
      ...block(text.join('\n')),
    ]),
    '',
  ];
  return lines.join('\n');
}
