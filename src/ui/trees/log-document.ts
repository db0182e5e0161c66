import * as l10n from '@vscode/l10n';
import { describeProblem } from '../../errors/problem.ts';
import type { RunSummary } from '../../log/events.ts';
import type { Integrity, Verification } from '../../log/record.ts';
import type { RunState, StepState } from '../../log/state.ts';
import { fenceFor } from '../../runbook/fence.ts';
import { outcomeText } from '../notebook/header-panel.ts';
import { effectText } from '../run/ask-panels.ts';
import { harmless } from '../run/stream-text.ts';
import { ageText, clockText, localMinute, modeWord } from '../words.ts';

/** Text of a server or file inside Markdown: a code block that it cannot leave. */
function block(text: string, language = 'text'): string[] {
  const clean = harmless(text);
  const fence = fenceFor(clean);
  return [`${fence}${language}`, clean, fence, ''];
}

/** One line of foreign text inside Markdown: as code, so that nothing in it is markup. */
function inline(text: string): string {
  const clean = harmless(text).replaceAll('\n', ' ');
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return clean.trim() === '' ? '' : `${ticks}${pad}${clean}${pad}${ticks}`;
}

/** What verification says, in one line. */
export function integrityText(verification: Verification): string {
  const state = stateText(verification.integrity);
  const { signer } = verification;
  switch (signer.state) {
    case 'trusted':
      return l10n.t('{0}, signed by {1}', state, signer.name);
    case 'unknown':
      return l10n.t('{0}, signed by unknown ({1})', state, signer.fingerprint);
    case 'unsigned':
      return l10n.t('{0}, not signed yet', state);
  }
}

function stateText(integrity: Integrity): string {
  switch (integrity.state) {
    case 'intact':
      return l10n.t('intact');
    case 'torn':
      return l10n.t(
        'last line torn after line {0} ({1} bytes)',
        integrity.afterLine,
        integrity.bytes,
      );
    case 'changed':
      return l10n.t('CHANGED at line {0}: {1}', integrity.line, integrity.reason);
    case 'cut':
      return l10n.t('CUT after line {0}: {1}', integrity.afterLine, integrity.reason);
  }
}

function summaryLines(summary: RunSummary): string[] {
  const { recoveryTimeMs, recoveryTimeTargetMs, dataAgeMs, dataAgeTargetMs } = summary;
  const target = (ms: number | undefined): string =>
    ms === undefined ? '' : l10n.t(' (target {0})', ageText(ms));
  return [
    l10n.t(
      '- Duration: {0}, waiting for people {1}',
      clockText(summary.durationMs),
      clockText(summary.waitingMs),
    ),
    ...(recoveryTimeMs === undefined
      ? []
      : [
          l10n.t(
            '- Recovery time: {0}{1}',
            clockText(recoveryTimeMs),
            target(recoveryTimeTargetMs),
          ),
        ]),
    ...(dataAgeMs === undefined
      ? []
      : [l10n.t('- Age of restored data: {0}{1}', ageText(dataAgeMs), target(dataAgeTargetMs))]),
    l10n.t(
      '- Overrides: {0}, confirmations: {1}, evidence: {2}',
      summary.overrides,
      summary.confirmations,
      summary.evidence,
    ),
  ];
}

function stepLines(step: StepState): string[] {
  const head = [
    `## ${step.step}: ${outcomeText(step.outcome)}`,
    '',
    ...(step.title === undefined ? [] : [inline(step.title), '']),
  ];
  const facts = [
    ...(step.target === undefined ? [] : [l10n.t('- On: {0}', inline(step.target))]),
    ...(step.plan === undefined ? [] : [`- ${inline(effectText(step.plan.effect))}`]),
    l10n.t(
      '- Attempts: {0}, duration: {1}, waited for people: {2}',
      step.attempts,
      clockText(step.durationMs),
      clockText(step.waitingMs),
    ),
    ...(step.summary === undefined || step.problem !== undefined
      ? []
      : [`- ${inline(step.summary)}`]),
    ...(step.why === undefined ? [] : [`- ${inline(step.why)}`]),
    '',
  ];
  const problem = step.problem === undefined ? [] : block(describeProblem(step.problem).join('\n'));
  const plan = step.plan === undefined ? [] : block(step.plan.lines.join('\n'));
  return [...head, ...facts, ...problem, ...plan];
}

/** A recovery log as a page: outcome first, then integrity, then the steps as they were. */
export function logDocument(state: RunState, verification: Verification): string {
  const { finished } = state;
  const outcome = finished === undefined ? l10n.t('not finished') : outcomeText(finished.outcome);
  return [
    `# ${outcome}: ${inline(state.runbook.title)}`,
    '',
    l10n.t('- Mode: {0}, estate {1}', modeWord(state.mode), inline(state.estate.name)),
    l10n.t(
      '- By {0} on {1}, {2}',
      inline(state.operator.user),
      inline(state.operator.host),
      localMinute(state.started ?? ''),
    ),
    ...(state.incident === undefined
      ? []
      : [
          l10n.t(
            '- Incident {0}, declared {1}',
            inline(state.incident.id),
            localMinute(state.incident.declared),
          ),
        ]),
    ...(finished === undefined ? [] : summaryLines(finished.summary)),
    l10n.t('- Integrity: {0}', integrityText(verification)),
    ...verification.remarks.map(remark => `- ${inline(remark)}`),
    '',
    ...[...state.steps.values()].flatMap(stepLines),
  ].join('\n');
}
