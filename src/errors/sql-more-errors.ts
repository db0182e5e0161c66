import * as l10n from '@vscode/l10n';
import type { KnownSqlError } from './sql-catalogue.ts';

function known(means: string, ...next: readonly string[]): KnownSqlError {
  return { means, next };
}

/** Errors of places and files of a restore. */
function places(): Readonly<Record<number, KnownSqlError>> {
  return {
    1827: known(
      l10n.t('the database would be larger than this edition allows.'),
      l10n.t('restore on a server with another edition: Express takes 10 GB (2008: 4 GB).'),
    ),
    3142: known(
      l10n.t('a file is there already that belongs to no database.'),
      l10n.t('send the file elsewhere with MOVE, or let it be replaced if nobody needs it.'),
    ),
    3176: known(
      l10n.t('two files of the backup would go to one path.'),
      l10n.t('give each its own path with MOVE.'),
    ),
    3634: known(
      l10n.t('Windows refused a file operation of the server.'),
      l10n.t('read the number of Windows in the message, and the error log of the server.'),
    ),
    5171: known(
      l10n.t('the file is no primary database file.'),
      l10n.t('restore the database from a backup.'),
    ),
  };
}

/** Errors of backup files and of the order of a restore. */
function media(): Readonly<Record<number, KnownSqlError>> {
  const later = known(
    l10n.t('the database is not waiting for a further backup.'),
    l10n.t('start again with the full backup WITH NORECOVERY, then each backup in its order.'),
  );
  const read = known(
    l10n.t('the backup file could not be read to its end.'),
    l10n.t('check the disk and the network on the way to it; take another copy.'),
  );
  return {
    3013: known(
      l10n.t('BACKUP or RESTORE ended early; another error names the cause.'),
      l10n.t('read the other errors of the step.'),
    ),
    3023: known(
      l10n.t('another backup or change of files of that database is running.'),
      l10n.t('wait for its end, then run the step again.'),
    ),
    3035: known(
      l10n.t('there is no full backup that a differential one could be based on.'),
      l10n.t('make a full backup that is not copy-only first.'),
    ),
    3043: known(
      l10n.t('BACKUP met a damaged page in the database itself.'),
      l10n.t('run DBCC CHECKDB on the database, and keep its older backups.'),
    ),
    3153: known(
      l10n.t('the database is not in the middle of a restore.'),
      l10n.t('nothing needs to be finished; look at its state.'),
    ),
    3206: known(
      l10n.t('no backup device of that name is defined.'),
      l10n.t('name the file itself with DISK =.'),
    ),
    3227: known(
      l10n.t('the same part of a striped backup was named twice.'),
      l10n.t('name each file of the backup once.'),
    ),
    3254: known(
      l10n.t('the backup file is empty.'),
      l10n.t('the copy or the backup that made it was cut off: take another copy, or another set.'),
    ),
    3266: read,
    3271: read,
    4038: known(
      l10n.t('the file has no backup at that position.'),
      l10n.t('RESTORE HEADERONLY lists the positions.'),
    ),
    4208: known(
      l10n.t('a database in the SIMPLE recovery model has no log to back up.'),
      l10n.t('make a full or differential backup.'),
    ),
    4214: known(
      l10n.t('there is no full backup yet that a log backup could follow.'),
      l10n.t('make a full backup first.'),
    ),
    4306: later,
    4335: known(
      l10n.t('the moment to stop at lies before this backup.'),
      l10n.t('choose a later moment, or begin with an older full backup.'),
    ),
    33111: known(
      l10n.t('the certificate that the backup is encrypted with is not on this server.'),
      l10n.t('create it in master from its file and private key, then run again.'),
    ),
  };
}

/** Errors of databases that are in the way, and of damage in them. */
function databases(): Readonly<Record<number, KnownSqlError>> {
  const damage = known(
    l10n.t('pages of the database are damaged.'),
    l10n.t('look at the disks and the event log of the server before anything else.'),
    l10n.t('restore from a backup that was made before the damage.'),
  );
  const busy = known(
    l10n.t('the state of the database could not be changed: somebody is in it.'),
    l10n.t('stop the services that use it, then run the step again.'),
  );
  return {
    823: damage,
    824: damage,
    825: damage,
    8928: damage,
    8939: damage,
    2520: known(
      l10n.t('DBCC found no database of that name.'),
      l10n.t('check the name and the instance.'),
    ),
    3108: known(
      l10n.t('that database of SQL Server itself is not restored this way.'),
      l10n.t('follow the procedure for it in the documentation of SQL Server.'),
    ),
    3137: known(
      l10n.t('the database has snapshots.'),
      l10n.t('drop the snapshots first, if nobody needs them.'),
    ),
    5061: busy,
    5064: busy,
    5070: busy,
    7983: known(
      l10n.t('the login may not check that database.'),
      l10n.t('use a login that is sysadmin or db_owner there.'),
    ),
  };
}

/** More errors of BACKUP, RESTORE and DBCC that operators meet. */
export function moreSqlErrors(): Readonly<Record<number, KnownSqlError>> {
  return { ...places(), ...media(), ...databases() };
}
