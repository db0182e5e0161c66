import * as l10n from '@vscode/l10n';
import { systemWords } from './log.ts';
import { Problem } from './problem.ts';

/** Why a line of a notes file is not the line that was written. */
export const noteReasons = {
  'no-note': (): string => l10n.t('the line is no entry of a notes file'),
  changed: (): string => l10n.t('the entry does not fit its hash: it was changed'),
  signature: (): string => l10n.t('the signature of the entry does not fit'),
  broken: (): string =>
    l10n.t('the entry does not follow from the one before: entries were removed or reordered'),
  otherRun: (run: string): string => l10n.t('the entry belongs to another run, {0}', run),
  otherLog: (seq: number): string =>
    l10n.t('the entry names record {0} of the log, which the log does not have like that', seq),
  keptFile: (fault: 'missing' | 'changed', title: string): string =>
    fault === 'missing'
      ? l10n.t('the kept file of the evidence {0} is missing', title)
      : l10n.t('the kept file of the evidence {0} was changed', title),
  torn: (): string => l10n.t('the last entry is unfinished'),
} as const;

/** Nothing is added to notes that were changed. */
export function notesDamaged(file: string, line: number, reason: string): Problem {
  return new Problem({
    code: 'LOG-NOTES-DAMAGED',
    kind: 'refused',
    what: l10n.t('The notes of this run were changed at line {0}: {1}.', line, reason),
    where: file,
    changed: l10n.t('Nothing was added.'),
    next: [
      l10n.t('Restore the file from a copy of the folder, or move it aside and say why in a note.'),
    ],
  });
}

export function notesNotWritten(file: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-NOTES-NOT-WRITTEN',
      kind: 'failed',
      what: l10n.t('The note could not be written.'),
      where: file,
      theirs: systemWords(thrown),
      changed: l10n.t('Nothing was added.'),
      next: [l10n.t('Check that the folder of the log can be written, then add the note again.')],
    },
    { cause: thrown },
  );
}

/** A file that was to be evidence cannot be read. */
export function evidenceUnreadable(file: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-EVIDENCE-UNREADABLE',
      kind: 'usage',
      what: l10n.t('The file that was to be evidence cannot be read.'),
      where: file,
      theirs: systemWords(thrown),
      changed: l10n.t('Nothing was added.'),
    },
    { cause: thrown },
  );
}

/** A file that was to be evidence holds values of secrets. `secrets`: their names. */
export function evidenceHasSecrets(file: string, secrets: readonly string[]): Problem {
  return new Problem({
    code: 'LOG-EVIDENCE-SECRET',
    kind: 'refused',
    what: l10n.t(
      'The file that was to be evidence holds the value of a secret of this run: {0}.',
      secrets.join(', '),
    ),
    where: file,
    changed: l10n.t('Nothing was added, and nothing of the file was kept.'),
    next: [
      l10n.t('Take the value out of a copy of the file, and add the copy.'),
      l10n.t('If others could read the file, change the secret.'),
    ],
  });
}

/** A finding is closed that nobody has opened. */
export function unknownFinding(id: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'LOG-NO-FINDING',
    kind: 'usage',
    what: l10n.t('There is no open finding {0}.', id),
    changed: l10n.t('Nothing was added.'),
    next: [
      known.length === 0
        ? l10n.t('This run has no open finding.')
        : l10n.t('Open findings: {0}.', known.join(', ')),
    ],
  });
}

export function emptyEntry(): Problem {
  return new Problem({
    code: 'LOG-EMPTY-ENTRY',
    kind: 'usage',
    what: l10n.t('The entry says nothing.'),
    changed: l10n.t('Nothing was added.'),
    next: [l10n.t('Give it a text.')],
  });
}

export function noSuchRecord(record: number, last: number): Problem {
  return new Problem({
    code: 'LOG-NO-SUCH-RECORD',
    kind: 'usage',
    what: l10n.t('The log has no record {0}; its last one is {1}.', record, last),
    changed: l10n.t('Nothing was added.'),
    next: [l10n.t('The numbers of records are in the viewer and in: recovery-runbooks log show.')],
  });
}
