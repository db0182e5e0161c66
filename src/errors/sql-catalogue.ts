import * as l10n from '@vscode/l10n';
import { sqlBackupErrors } from './sql-backup-errors.ts';
import { moreSqlErrors } from './sql-more-errors.ts';

/** What an error number of SQL Server means here, and what to do. */
export interface KnownSqlError {
  /** One clause, without a full stop of its own sentence. */
  readonly means: string;
  readonly next: readonly string[];
}

function access(): Readonly<Record<number, KnownSqlError>> {
  return {
    53: notFound(),
    26: notFound(),
    40: notFound(),
    [-1]: notFound(),
    112: {
      means: l10n.t('the disk is full.'),
      next: [l10n.t('free space on the disk that the message names, then run again.')],
    },
    233: {
      means: l10n.t('the server took the connection and then gave it up.'),
      next: [
        l10n.t('enable TCP/IP for the instance; look at its error log and its connection limit.'),
        l10n.t('it may be stopping: wait, then try again.'),
      ],
    },
    262: {
      means: l10n.t('the login lacks the permission in that database.'),
      next: [
        l10n.t('use a login that is sysadmin, db_backupoperator (backup) or dbcreator (create).'),
      ],
    },
    911: missing(),
    4060: missing(),
    4064: {
      means: l10n.t("the login's default database cannot be opened."),
      next: [l10n.t('give the login the default database master.')],
    },
    916: {
      means: l10n.t('the login has no user in that database.'),
      next: [l10n.t('create the user for the login in that database, with its role.')],
    },
    15023: {
      means: l10n.t('a user, group or role of that name is there already.'),
      next: [l10n.t('leave the creation out.')],
    },
    15401: {
      means: l10n.t('Windows does not know that user or group.'),
      next: [l10n.t('check name and domain, and that a domain controller answers.')],
    },
    15404: {
      means: l10n.t('Active Directory gave no information about that principal.'),
      next: [
        l10n.t('check that the server reaches a domain controller.'),
        l10n.t('where the owner of a database is gone: ALTER AUTHORIZATION ON DATABASE::… TO sa.'),
      ],
    },
    18452: {
      means: l10n.t('the login comes from a domain that the server does not trust.'),
      next: [l10n.t('check Kerberos and SPNs, the trust between domains, or use a SQL login.')],
    },
    18456: {
      means: l10n.t('user name or password are wrong, or the account may not log in.'),
      next: [
        l10n.t('check user and secret in the estate file.'),
        l10n.t(
          "the true reason is the state in the server's error log (clients are told 1): 2 or 5 no such login, 6 Windows name as SQL login, 7 disabled, 8 wrong password, 11 or 12 no access to the server, 18 password must change, 38 or 46 database not found.",
        ),
      ],
    },
    18470: {
      means: l10n.t('the account is disabled.'),
      next: [l10n.t('enable it: ALTER LOGIN … ENABLE.')],
    },
    18486: {
      means: l10n.t('the account is locked out.'),
      next: [l10n.t('unlock it: ALTER LOGIN … WITH PASSWORD = … UNLOCK; then correct the secret.')],
    },
    18487: {
      means: l10n.t('the password has expired.'),
      next: [l10n.t('set a new password for the login, and store it as the secret.')],
    },
    18488: {
      means: l10n.t('the password must be changed before the first use.'),
      next: [l10n.t('set a new password for the login, and store it as the secret.')],
    },
  };
}

function notFound(): KnownSqlError {
  return {
    means: l10n.t('the server or instance was not found.'),
    next: [
      l10n.t('check the name, SQL Browser (UDP 1434), the firewall and that the service runs.'),
    ],
  };
}

function missing(): KnownSqlError {
  return {
    means: l10n.t('the database is not there or cannot be opened.'),
    next: [
      l10n.t(
        'check the instance and the name; the database may not be restored yet, be RESTORING, or have no user for this login.',
      ),
    ],
  };
}

function state(): Readonly<Record<number, KnownSqlError>> {
  const files: KnownSqlError = {
    means: l10n.t('the database cannot be opened: files or space are missing.'),
    next: [l10n.t("read the server's error log; bring back the files, or restore the database.")],
  };
  const mirror: KnownSqlError = {
    means: l10n.t('the database is the mirror copy.'),
    next: [l10n.t('work on the principal server.')],
  };
  return {
    924: {
      means: l10n.t('the database is in single-user mode and somebody is in it.'),
      next: [l10n.t('end that session, then ALTER DATABASE … SET MULTI_USER.')],
    },
    926: {
      means: l10n.t('the database is marked as suspect.'),
      next: [l10n.t("read the server's error log; restore the database from a backup.")],
    },
    927: {
      means: l10n.t('the database is in the middle of a restore.'),
      next: [
        l10n.t('finish it: restore the next backup, or RESTORE DATABASE … WITH RECOVERY.'),
        l10n.t('or restore it afresh from the full backup.'),
      ],
    },
    942: {
      means: l10n.t('the database is offline.'),
      next: [l10n.t('ALTER DATABASE … SET ONLINE.')],
    },
    945: files,
    954: mirror,
    3059: mirror,
    1105: {
      means: l10n.t('a file group of the database is full.'),
      next: [l10n.t('make space on its disk, or let its files grow.')],
    },
    9002: {
      means: l10n.t('the transaction log is full.'),
      next: [l10n.t('make space on its disk; under FULL recovery, back up the log.')],
    },
    1416: {
      means: l10n.t('the database is not configured for mirroring.'),
      next: [l10n.t('restore it WITH NORECOVERY on the mirror first, then set the partner.')],
    },
    1418: {
      means: l10n.t('the mirroring partner cannot be reached.'),
      next: [l10n.t('check the endpoint (port 5022), the firewall and the login on the endpoint.')],
    },
    102: {
      means: l10n.t('the text is not valid T-SQL for this version of SQL Server.'),
      next: [l10n.t('correct the text at the line that is named.')],
    },
  };
}

/** What the number means, if it is one that a recovery meets. */
export function knownSqlError(number: number, text = ''): KnownSqlError | undefined {
  return (
    access()[number] ?? state()[number] ?? moreSqlErrors()[number] ?? sqlBackupErrors(text)[number]
  );
}
