import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

interface Known {
  readonly means: string;
  readonly next: readonly string[];
}

/** Where a statement ran, and what is the case now. */
export interface Ended {
  /** What was under way, as in `RESTORE of LcsCDR`. */
  readonly doing: string;
  readonly instance: string;
  readonly theirs: readonly TheirWords[];
  /** State of the databases, one line each, and what has and has not changed. */
  readonly changed: string;
  readonly ways: readonly string[];
}

/** BACKUP, RESTORE, VERIFYONLY ended with an error of the server. */
export function statementFailed(ended: Ended, known: Known | undefined): Problem {
  const { doing, instance, theirs, changed, ways } = ended;
  return new Problem({
    code: 'SQL-STATEMENT-FAILED',
    kind: 'failed',
    what:
      known === undefined
        ? l10n.t('{0} failed.', doing)
        : l10n.t('{0} failed: {1}', doing, known.means),
    where: instance,
    theirs,
    changed,
    next: [
      ...ways,
      ...(known?.next ?? [l10n.t('mend what the errors above name, then run again.')]),
    ],
  });
}

/** The connection went away: how it ended must be read from the server. */
export function statementLost(ended: Ended, reason: string): Problem {
  const { doing, instance, theirs, changed, ways } = ended;
  return new Problem({
    code: 'SQL-CONNECTION-LOST',
    kind: 'failed',
    what: l10n.t('The connection was lost during {0}: its outcome is unknown.', doing),
    where: instance,
    theirs: [...theirs, { source: instance, text: reason }],
    changed,
    next: [...ways, l10n.t('check that the server is up and reachable, then run the step again.')],
  });
}

export function statementCancelled(
  ended: Ended,
  how: 'confirmed' | 'finished-first' | 'unconfirmed',
): Problem {
  const { doing, instance, theirs, changed, ways } = ended;
  const what = {
    confirmed: l10n.t('Cancelled: SQL Server confirmed that it stopped {0}.', doing),
    'finished-first': l10n.t(
      'Cancelled, but SQL Server had finished {0} before it heard of it.',
      doing,
    ),
    unconfirmed: l10n.t(
      'Cancelled, but SQL Server did not confirm in time that it stopped {0}; the connection was closed.',
      doing,
    ),
  }[how];
  return new Problem({
    code: {
      confirmed: 'SQL-CANCELLED',
      'finished-first': 'SQL-CANCELLED-LATE',
      unconfirmed: 'SQL-CANCEL-UNCONFIRMED',
    }[how],
    kind: 'cancelled',
    what,
    where: instance,
    ...(theirs.length === 0 ? {} : { theirs }),
    changed,
    ...(ways.length === 0 ? {} : { next: ways }),
  });
}

/** The call returned, and yet what must be true afterwards is not. */
export function notProven(ended: Ended, missing: readonly string[]): Problem {
  const { doing, instance, theirs, changed, ways } = ended;
  return new Problem({
    code: 'SQL-NOT-PROVEN',
    kind: 'failed',
    what: l10n.t('SQL Server reported no error for {0}, but it cannot be shown to be done.', doing),
    where: instance,
    theirs: [...missing.map(text => ({ source: l10n.t('Missing'), text })), ...theirs],
    changed,
    next: [...ways, l10n.t("read the server's error log, then run the step again.")],
  });
}

/** CHECKDB found damage in what was restored. */
export function checkFoundDamage(ended: Ended): Problem {
  const { instance, theirs, changed, ways } = ended;
  return new Problem({
    code: 'SQL-CHECKDB-DAMAGE',
    kind: 'failed',
    what: l10n.t('The database was restored, and DBCC CHECKDB found damage in it.'),
    where: instance,
    theirs,
    changed,
    next: [
      ...ways,
      l10n.t('restore from another backup: the damage was in the data when this one was made.'),
      l10n.t('keep the output of CHECKDB; a repair that loses data is the very last resort.'),
    ],
  });
}

/** Something after the restore failed; the database itself is there. */
export function restoredBut(ended: Ended): Problem {
  const { doing, instance, theirs, changed, ways } = ended;
  return new Problem({
    code: 'SQL-RESTORED-BUT',
    kind: 'failed',
    what: l10n.t('The database was restored, but {0} failed.', doing),
    where: instance,
    theirs,
    changed,
    next: [...ways, l10n.t('mend what the errors above name; the restore need not be repeated.')],
  });
}
