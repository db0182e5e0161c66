import * as l10n from '@vscode/l10n';
import type { Note, NoteEntry } from '../notes/entry.ts';

/** A severity in one word. */
export function severityWord(severity: string): string {
  switch (severity) {
    case 'critical':
      return l10n.t('critical');
    case 'major':
      return l10n.t('major');
    default:
      return l10n.t('minor');
  }
}

/** What was signed, in a few words. */
export function decisionWord(decision: string): string {
  switch (decision) {
    case 'passed':
      return l10n.t('passed');
    case 'passed-with-conditions':
      return l10n.t('passed with conditions');
    default:
      return l10n.t('failed');
  }
}

/** Who signs, in a word. */
export function signerWord(role: string): string {
  switch (role) {
    case 'author':
      return l10n.t('author');
    case 'reviewer':
      return l10n.t('reviewer');
    default:
      return l10n.t('management');
  }
}

/** An entry as lines of text, the first one its heading. */
export function noteLines({ by, entry }: Pick<Note, 'by' | 'entry'>): string[] {
  switch (entry.type) {
    case 'note':
      return [withStep(l10n.t('note by {0}', by), entry.step), ...entry.text.split('\n')];
    case 'evidence':
      return evidenceLines(by, entry);
    case 'participant':
      return [l10n.t('{0} took part as {1} (written by {2})', entry.name, entry.role, by)];
    case 'finding':
      return findingLines(by, entry);
    case 'finding-closed':
      return [l10n.t('finding {0} closed by {1}', entry.id, by), ...entry.text.split('\n')];
    case 'sign-off':
      return [
        l10n.t(
          'signed off as {0} by {1}: {2}',
          signerWord(entry.role),
          by,
          decisionWord(entry.decision),
        ),
        ...(entry.text === '' ? [] : entry.text.split('\n')),
      ];
  }
}

function withStep(text: string, step: string | undefined): string {
  return step === undefined ? text : l10n.t('{0}, on step {1}', text, step);
}

function evidenceLines(by: string, { evidence, step }: NoteEntry & { type: 'evidence' }): string[] {
  const { title, text, path, sha256 } = evidence;
  return [
    withStep(l10n.t('evidence by {0}: {1}', by, title), step),
    ...(text === undefined ? [] : text.split('\n')),
    ...(path === undefined ? [] : [l10n.t('{0}, SHA-256 {1}', path, sha256 ?? l10n.t('unknown'))]),
  ];
}

function findingLines(by: string, entry: NoteEntry & { type: 'finding' }): string[] {
  const { id, severity, text, owner, due, records } = entry;
  return [
    l10n.t('finding {0} ({1}) by {2}', id, severityWord(severity), by),
    ...text.split('\n'),
    ...(owner === undefined ? [] : [l10n.t('owner {0}', owner)]),
    ...(due === undefined ? [] : [l10n.t('due {0}', due)]),
    ...(records === undefined || records.length === 0
      ? []
      : [l10n.t('records {0}', records.join(', '))]),
  ];
}
