import * as l10n from '@vscode/l10n';
import type { EffectKind, RunMode } from '../../runbook/execution.ts';
import type { RunOutcome, StepOutcome } from '../events.ts';

/** How a run or a step came out, in one word. */
export function outcomeWord(outcome: RunOutcome | StepOutcome | 'pending' | 'running'): string {
  switch (outcome) {
    case 'succeeded':
      return l10n.t('succeeded');
    case 'failed':
      return l10n.t('failed');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'refused':
      return l10n.t('refused');
    case 'rehearsed':
      return l10n.t('rehearsed');
    case 'abandoned':
      return l10n.t('abandoned');
    case 'skipped':
      return l10n.t('skipped');
    case 'interrupted':
      return l10n.t('interrupted');
    case 'pending':
      return l10n.t('not begun');
    case 'running':
      return l10n.t('running');
  }
}

/** What a plan does to the estate, in one word. */
export function effectWord(kind: EffectKind): string {
  switch (kind) {
    case 'reads':
      return l10n.t('reads');
    case 'changes':
      return l10n.t('changes');
    case 'destroys':
      return l10n.t('destroys');
  }
}

/** The mode of a run, as its option names it in English. */
export function modeWord(mode: RunMode): string {
  switch (mode) {
    case 'rehearse':
      return l10n.t('rehearse');
    case 'practice':
      return l10n.t('practice');
    case 'live':
      return l10n.t('live');
  }
}

/** An answer in one word. */
export function answerWord(answer: 'yes' | 'no'): string {
  return answer === 'yes' ? l10n.t('yes') : l10n.t('no');
}

/** How somebody answered; an option of the command line stays as it was typed. */
export function howWord(how: string): string {
  switch (how) {
    case 'button':
      return l10n.t('by a button');
    case 'typed':
      return l10n.t('typed');
    default:
      return how;
  }
}
