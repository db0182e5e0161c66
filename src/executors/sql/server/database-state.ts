import * as l10n from '@vscode/l10n';
import type { SqlSession } from '../backend.ts';

/** A database as the server sees it. */
export interface DatabaseState {
  readonly name: string;
  /** `ONLINE`, `RESTORING`, …; `undefined` when there is no such database. */
  readonly state: string | undefined;
  /** `MULTI_USER`, `SINGLE_USER`, `RESTRICTED_USER`. */
  readonly access: string;
  readonly recovery: string;
  /** ISO dates of the newest backup and restore in msdb, empty without one. */
  readonly lastBackup: string;
  readonly lastRestore: string;
}

const question =
  'SELECT d.state_desc, d.user_access_desc, d.recovery_model_desc,' +
  ' (SELECT MAX(b.backup_finish_date) FROM msdb.dbo.backupset b WHERE b.database_name = d.name),' +
  ' (SELECT MAX(r.restore_date) FROM msdb.dbo.restorehistory r WHERE r.destination_database_name = d.name)' +
  ' FROM sys.databases d WHERE d.name = @Name';

/** Reads the state of a database. `undefined` when the server did not answer. */
export async function readDatabaseState(
  session: SqlSession,
  name: string,
  signal: AbortSignal,
): Promise<DatabaseState | undefined> {
  const rows: (readonly (string | null)[])[] = [];
  const { end } = await session.execute(
    { text: question, parameters: [{ name: 'Name', value: name }] },
    { row: row => rows.push(row) },
    signal,
  );
  if (end.kind !== 'completed') return undefined;
  const [state, access, recovery, lastBackup, lastRestore] = rows[0] ?? [];
  return {
    name,
    state: state ?? undefined,
    access: access ?? '',
    recovery: recovery ?? '',
    lastBackup: lastBackup ?? '',
    lastRestore: lastRestore ?? '',
  };
}

/** One line for people. */
export function stateLine(database: DatabaseState): string {
  const { name, state, access, recovery, lastBackup, lastRestore } = database;
  if (state === undefined) return l10n.t('database {0}: there is none', name);
  const none = l10n.t('none known');
  return l10n.t(
    'database {0}: {1}, {2}, recovery model {3}, last backup {4}, last restore {5}',
    name,
    state,
    access,
    recovery,
    lastBackup === '' ? none : lastBackup,
    lastRestore === '' ? none : lastRestore,
  );
}

/** What can be done about a database in that state, most likely first. */
export function waysOn({ name, state, access }: DatabaseState): string[] {
  if (state === 'RESTORING') {
    return [
      l10n.t('{0} is RESTORING: run the restore again from its full backup.', name),
      l10n.t(
        'or go on where it stopped: the same RESTORE WITH RESTART, if the server kept its place.',
      ),
      l10n.t('or, when all backups are restored: RESTORE DATABASE [{0}] WITH RECOVERY.', name),
    ];
  }
  if (state !== undefined && access !== 'MULTI_USER' && access !== '') {
    return [l10n.t('{0} is {1}: ALTER DATABASE [{0}] SET MULTI_USER.', name, access)];
  }
  return [];
}
