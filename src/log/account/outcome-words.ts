import * as l10n from '@vscode/l10n';
import type { RunOutcome } from '../events.ts';

/** How a run came out, in one word. */
export function runOutcomeWord(outcome: RunOutcome): string {
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
  }
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
