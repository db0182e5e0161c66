import * as l10n from '@vscode/l10n';
import type { KnownSqlError } from './sql-catalogue.ts';

/** The error number of Windows inside a message of SQL Server; it stands before its text in brackets. */
function systemErrorIn(text: string): string | undefined {
  return /(\d+)\s*\(/u.exec(text.replaceAll(/["'][^"']*["']/gu, ''))?.[1];
}

/** What the error of Windows says about the path, where that is all that there is to say. */
function pathError(number: string | undefined): string | undefined {
  switch (number) {
    case '2':
      return l10n.t('the file is not there (2), as the SQL Server computer sees the path.');
    case '3':
      return l10n.t('the folder is not there (3), as the SQL Server computer sees the path.');
    case '5':
      return l10n.t("access is denied (5) to the SQL Server service's account.");
    case '32':
      return l10n.t('another program has the file open (32).');
    case '53':
    case '67':
      return l10n.t('the share was not found on the network (53, 67).');
    case '1326':
      return l10n.t("the share does not know the SQL Server service's account (1326).");
    default:
      return undefined;
  }
}

/** Errors of Windows that come at any moment of reading and writing, whatever the path. */
function systemFailure(number: string | undefined): KnownSqlError | undefined {
  switch (number) {
    case '59':
    case '64':
    case '121':
    case '1231':
      return {
        means: l10n.t('the SQL Server computer lost the share ({0}).', number),
        next: [
          l10n.t(
            'check the network between the two and that the file server is up, then run again.',
          ),
        ],
      };
    case '112':
      return {
        means: l10n.t('the disk is full (112).'),
        next: [l10n.t('free space, or write to another disk (for a restore: WITH MOVE).')],
      };
    default:
      return undefined;
  }
}

function device(text: string): KnownSqlError {
  const number = systemErrorIn(text);
  return (
    systemFailure(number) ?? {
      means: pathError(number) ?? l10n.t('the backup file cannot be opened.'),
      next: [
        l10n.t('the path is seen from the SQL Server computer, not from here: check it there.'),
        l10n.t(
          "give the SQL Server service's account (for a share: the computer account NAME$) the right to the folder.",
        ),
      ],
    }
  );
}

function space(): KnownSqlError {
  return {
    means: l10n.t('there is not enough space on the disk.'),
    next: [l10n.t('free space, or write to another disk (for a restore: WITH MOVE).')],
  };
}

function write(text: string): KnownSqlError {
  const number = systemErrorIn(text);
  const means = pathError(number);
  const known = systemFailure(number) ?? (means === undefined ? undefined : device(text));
  return (
    known ?? {
      means: l10n.t('the server could not write.'),
      next: [l10n.t('check the disk that the message names, its space and its health.')],
    }
  );
}

function damaged(): KnownSqlError {
  return {
    means: l10n.t('the backup is damaged.'),
    next: [
      l10n.t('take another copy, or an older backup set.'),
      l10n.t('only where there is none: CONTINUE_AFTER_ERROR, then DBCC CHECKDB.'),
    ],
  };
}

function noBackup(): KnownSqlError {
  return {
    means: l10n.t('the file is no backup that this server can read.'),
    next: [
      l10n.t('compare its hash with the manifest of the set: it may be cut off or another file.'),
      l10n.t('it may be from a newer version, or encrypted or compressed by a tool.'),
    ],
  };
}

function otherDatabase(): KnownSqlError {
  return {
    means: l10n.t('the backup is of another database.'),
    next: [l10n.t('look with RESTORE HEADERONLY; only if it is meant, restore WITH REPLACE.')],
  };
}

function chain(): KnownSqlError {
  return {
    means: l10n.t('this backup does not follow on what was restored before.'),
    next: [
      l10n.t('start again with the full backup WITH NORECOVERY, then each backup in its order.'),
    ],
  };
}

function families(): KnownSqlError {
  return {
    means: l10n.t('the backup has more files than were named.'),
    next: [l10n.t('name all files of the striped set.')],
  };
}

function files(text: string): KnownSqlError {
  return {
    means:
      pathError(systemErrorIn(text)) ??
      l10n.t('a file of the database cannot be put where it is to go.'),
    next: [
      l10n.t('use WITH MOVE to a folder that is there; RESTORE FILELISTONLY names the files.'),
      l10n.t("give the SQL Server service's account the right to that folder."),
    ],
  };
}

function inUse(): KnownSqlError {
  return {
    means: l10n.t('the database is in use.'),
    next: [
      l10n.t('stop the services that use it.'),
      l10n.t(
        'then, in one batch: ALTER DATABASE … SET SINGLE_USER WITH ROLLBACK IMMEDIATE and RESTORE.',
      ),
    ],
  };
}

function words(means: string, ...next: readonly string[]): KnownSqlError {
  return { means, next };
}

/** Errors of BACKUP and RESTORE; `text` is the server's own, which may hold an error of Windows. */
export function sqlBackupErrors(text: string): Readonly<Record<number, KnownSqlError>> {
  return {
    1834: files(text),
    3156: files(text),
    5120: files(text),
    5123: files(text),
    5133: files(text),
    5170: files(text),
    1844: words(
      l10n.t('this edition cannot do that.'),
      l10n.t('leave COMPRESSION out: Express has none.'),
    ),
    3009: words(
      l10n.t('the backup is good, but its row in msdb could not be written.'),
      l10n.t('check the database msdb.'),
    ),
    3041: words(l10n.t('the backup failed.'), l10n.t("read the server's error log.")),
    3101: inUse(),
    3102: words(l10n.t('this session itself uses the database.'), l10n.t('begin with USE master.')),
    3104: words(
      l10n.t('the database is mirrored or in an availability group.'),
      l10n.t('remove the mirroring first: ALTER DATABASE … SET PARTNER OFF.'),
    ),
    3110: words(
      l10n.t('the login may not restore this database.'),
      l10n.t('use a login that is sysadmin or dbcreator, or the owner of the database.'),
    ),
    3117: chain(),
    3118: chain(),
    3119: words(
      l10n.t('the restore could not be planned.'),
      l10n.t('the other errors name the cause.'),
    ),
    3136: chain(),
    4305: chain(),
    4326: chain(),
    4330: chain(),
    3132: families(),
    3231: families(),
    3141: otherDatabase(),
    3154: otherDatabase(),
    3159: words(
      l10n.t('the tail of the log was not backed up.'),
      l10n.t('BACKUP LOG … WITH NORECOVERY keeps it.'),
      l10n.t('WITH REPLACE gives it up.'),
    ),
    3169: words(
      l10n.t('the backup is from a newer version of SQL Server.'),
      l10n.t('restore it on a server of the same or a newer version.'),
    ),
    3183: damaged(),
    3189: damaged(),
    // with a network error there is nothing wrong with the backup
    3203: systemFailure(systemErrorIn(text)) ?? damaged(),
    3187: words(
      l10n.t('the backup has no checksums.'),
      l10n.t('leave CHECKSUM out of the restore; add it to the backups to come.'),
    ),
    3201: device(text),
    3202: write(text),
    3257: space(),
    3205: words(
      l10n.t('there are too many files, or they are of a newer format.'),
      l10n.t('check the version of the server that made the backup.'),
      l10n.t('a backup has at most 64 files: name those of one backup only.'),
    ),
    3234: words(
      l10n.t('the database has no file of that logical name.'),
      l10n.t('take the logical names from RESTORE FILELISTONLY.'),
    ),
    3143: noBackup(),
    3241: noBackup(),
    3242: noBackup(),
  };
}
