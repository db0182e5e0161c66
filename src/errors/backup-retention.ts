import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** Removing without a rule would mean removing everything that may go. */
export function noKeepRule(): Problem {
  return new Problem({
    code: 'RETENTION-NO-RULE',
    kind: 'usage',
    what: l10n.t('Nothing says which backup sets are to be kept.'),
    changed: l10n.t('Nothing was removed.'),
    next: [
      l10n.t('give a rule: --keep-last 7 --keep-daily 7 --keep-weekly 4 --keep-monthly 12;'),
      l10n.t('or write it into the estate file: `backup: {retention: {last: 7, weekly: 4}}`.'),
    ],
  });
}

/** A log that cannot be read may refer to any set. */
export function logsInUnreadable(file: string, reason: string): Problem {
  return new Problem({
    code: 'RETENTION-LOG-UNREADABLE',
    kind: 'refused',
    what: l10n.t('A recovery log cannot be read, so the sets that it refers to are not known.'),
    where: file,
    theirs: [{ source: l10n.t('Recovery log'), text: reason }],
    changed: l10n.t('Nothing was removed.'),
    next: [
      l10n.t('look at the log with `recovery-runbooks log verify FILE`;'),
      l10n.t('or remove sets whatever the logs say: --even-in-logs.'),
    ],
  });
}
