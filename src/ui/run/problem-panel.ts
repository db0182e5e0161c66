import * as l10n from '@vscode/l10n';
import { describeProblem, spokenProblem, type ProblemData } from '../../errors/problem.ts';
import type { Panel, PanelButton } from '../panel.ts';
import { harmless } from './stream-text.ts';

/** What can be done about a step that did not succeed, nearest remedy first. */
export function problemButtons({ code, kind }: ProblemData): PanelButton[] {
  const again: PanelButton = { action: 'run-again', label: l10n.t('Run again') };
  const edit: PanelButton = { action: 'edit-step', label: l10n.t('Edit the step') };
  const skip: PanelButton = { action: 'skip', label: l10n.t('Skip with reason…') };
  const whole: PanelButton = { action: 'whole-output', label: l10n.t('Whole output') };
  switch (code) {
    case 'EDITOR-NOT-TRUSTED':
      return [{ action: 'trust', label: l10n.t('Manage workspace trust') }];
    case 'EDITOR-NO-ESTATE':
    case 'ESTATE-FILE-INVALID':
      return [{ action: 'open-estate', label: l10n.t('Choose estate file…') }, again];
    case 'RUN-RUNBOOK-ERRORS':
      return [{ action: 'show-problems', label: l10n.t('Show problems') }, again];
    case 'CANCELLED':
      return [again, whole];
    default:
      return kind === 'usage' ? [again, edit, skip] : [again, edit, skip, whole];
  }
}

function theirLines(data: ProblemData): string[] {
  const bare = { code: data.code, kind: data.kind, what: '' };
  const { theirs } = data;
  return theirs === undefined ? [] : describeProblem({ ...bare, theirs }).slice(1);
}

/**
 * A problem as a cell shows it, in the order of `describeProblem`: what failed and where; the other
 * side's own words; what has and has not changed; what to do next.
 */
export function problemPanel(
  step: string,
  written: ProblemData,
  buttons: readonly PanelButton[],
): Panel {
  const data = spokenProblem(written);
  return {
    panel: 'problem',
    step,
    what: harmless(data.what),
    ...(data.where === undefined ? {} : { where: harmless(data.where) }),
    theirs: theirLines(data).map(harmless),
    ...(data.changed === undefined ? {} : { changed: harmless(data.changed) }),
    next: (data.next ?? []).map(harmless),
    nextLabel: l10n.t('Next'),
    buttons,
  };
}

/** The same as lines of text, for where no panel can be shown. */
export function problemText(data: ProblemData): string {
  return describeProblem(data).map(harmless).join('\n');
}
