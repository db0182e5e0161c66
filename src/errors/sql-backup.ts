import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

function nothingChanged(): string {
  return l10n.t('Nothing was changed: the databases are as before.');
}

export function sqlDatabaseMissing(instance: string, name: string): Problem {
  return new Problem({
    code: 'SQL-DATABASE-MISSING',
    kind: 'failed',
    what: l10n.t('There is no database {0}.', name),
    where: instance,
    changed: nothingChanged(),
    next: [l10n.t('check the name and the instance; the database may not be restored yet.')],
  });
}

/** The database is not in a state in which it can be backed up that way. */
export function backupNotPossible(
  instance: string,
  name: string,
  why: 'state' | 'simple',
  found: string,
): Problem {
  return new Problem({
    code: 'SQL-BACKUP-NOT-POSSIBLE',
    kind: 'failed',
    what:
      why === 'state'
        ? l10n.t('{0} is {1}: only a database that is ONLINE can be backed up.', name, found)
        : l10n.t('{0} has the recovery model {1}: it keeps no log to back up.', name, found),
    where: instance,
    changed: nothingChanged(),
    next: [
      why === 'state'
        ? l10n.t('bring the database ONLINE first; RESTORING is ended by RESTORE … WITH RECOVERY.')
        : l10n.t('make a full or a differential backup of it.'),
    ],
  });
}

export function compressionNotPossible(instance: string, edition: string): Problem {
  return new Problem({
    code: 'SQL-NO-COMPRESSION',
    kind: 'refused',
    what: l10n.t('This edition cannot compress backups: {0}.', edition),
    where: instance,
    changed: nothingChanged(),
    next: [l10n.t('leave out "compress": a backup is then compressed where the edition can.')],
  });
}

/** A backup never goes over a file that is there. */
export function backupFileExists(path: string): Problem {
  return new Problem({
    code: 'SQL-BACKUP-FILE-EXISTS',
    kind: 'refused',
    what: l10n.t('The backup file is there already.'),
    where: path,
    changed: l10n.t('It was not touched.'),
    next: [l10n.t('make a new backup set, or give another name under "to".')],
  });
}

/** The folder that this computer has made is not there for the server. */
export function folderNotSeen(
  folder: string,
  instance: string,
  account: string | undefined,
): Problem {
  return new Problem({
    code: 'SQL-FOLDER-NOT-SEEN',
    kind: 'refused',
    what: l10n.t('SQL Server does not see the folder that the backup is to go into.'),
    where: folder,
    changed: l10n.t('The folder was made; no backup was begun.'),
    next: [
      ...(account === undefined
        ? []
        : [l10n.t('give {0}, the account of SQL Server at {1}, rights to it.', account, instance)]),
      l10n.t(
        'on a share, a service account without a password acts as the computer account, NAME$.',
      ),
      l10n.t('check that the path means the same folder on the SQL Server computer as here.'),
    ],
  });
}

/** SQL Server wrote a file that this computer does not find where it looks. */
export function backupNotFound(path: string): Problem {
  return new Problem({
    code: 'SQL-BACKUP-NOT-FOUND',
    kind: 'failed',
    what: l10n.t('SQL Server wrote the backup, and this computer does not find it.'),
    where: path,
    changed: l10n.t('The backup is where the SQL Server computer has this path.'),
    next: [
      l10n.t('"paths:" in the estate file must lead to the folder that the SQL Server has.'),
      l10n.t('then remove that file by hand and run the step again.'),
    ],
  });
}

/** VERIFYONLY refused what was just written. */
export function backupNotVerified(path: string, theirs: readonly TheirWords[]): Problem {
  return new Problem({
    code: 'SQL-BACKUP-NOT-VERIFIED',
    kind: 'failed',
    what: l10n.t('SQL Server wrote the backup and cannot read it again: it is no use.'),
    where: path,
    theirs,
    changed: l10n.t('The database is as before. The file keeps its ending .part and is no backup.'),
    next: [
      l10n.t('check the disk and the network on the way to it, then run the step again.'),
      l10n.t('run DBCC CHECKDB on the database: its own pages may be damaged.'),
    ],
  });
}

export interface BackupFinding {
  readonly path: string;
  readonly text: string;
}

/** What verify-backup found. */
export function backupFailsVerification(findings: readonly BackupFinding[]): Problem {
  const [first] = findings;
  return new Problem({
    code: 'SQL-BACKUP-FAILS',
    kind: 'refused',
    what: l10n.t('The backup is not fit to be restored; {0} things were found.', findings.length),
    ...(first === undefined ? {} : { where: first.path }),
    theirs: findings.map(({ path, text }) => ({ source: path, text })),
    changed: l10n.t('Nothing was changed: a verification only reads.'),
    next: [l10n.t('take another copy of the file, or another backup set.')],
  });
}
