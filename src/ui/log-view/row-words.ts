import * as l10n from '@vscode/l10n';
import type { Row, SectionHead } from '../../log/view/row.ts';
import type { PageRow } from '../log-page.ts';
import { clockText, shortDuration } from '../words.ts';
import { kindWord, moodOf, outcomeWord, timeOfDay } from './head-words.ts';

function effectWord(effect: string): string {
  switch (effect) {
    case 'reads':
      return l10n.t('reads only');
    case 'changes':
      return l10n.t('changes');
    case 'destroys':
      return l10n.t('DESTROYS data');
    default:
      return effect;
  }
}

function factsOf(head: SectionHead): string[] {
  const { server, language, effect, durationMs, waitingMs = 0, attempt = 0 } = head;
  return [
    ...(attempt > 1 ? [l10n.t('attempt {0}', attempt)] : []),
    ...(server === undefined ? [] : [server]),
    ...(language === undefined ? [] : [kindWord(language)]),
    ...(effect === undefined ? [] : [effectWord(effect)]),
    ...(durationMs === undefined ? [] : [shortDuration(durationMs)]),
    ...(waitingMs > 0 ? [l10n.t('waited {0}', clockText(waitingMs))] : []),
  ];
}

/** A row in words of the reader's language. */
export function pageRow({ line, time, text, tone, part, step, section }: Row): PageRow {
  const shared = {
    line,
    clock: time === '' ? '' : timeOfDay(Date.parse(time)),
    text,
    tone,
    part,
    ...(step === undefined ? {} : { step }),
  };
  if (section === undefined) return shared;
  const { id, open, foldable, outcome, lastLine } = section;
  return {
    ...shared,
    head: {
      id,
      open,
      foldable,
      outcome: outcome === undefined ? '' : outcomeWord(outcome),
      mood: outcome === undefined ? 'neutral' : moodOf(outcome),
      name: section.step ?? '',
      facts: factsOf(section),
      lastLine,
    },
  };
}
