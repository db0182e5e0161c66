import type { SqlSession } from '../backend.ts';
import { askRows, type Row } from '../server/ask.ts';

/** A row of msdb's history of restores. */
export interface RestoreHistory {
  readonly id: number;
  /** Backup that was restored. */
  readonly guid: string;
  /** `2026-11-22 02:00:00.000`, local time of the server. */
  readonly at: string;
  readonly user: string;
}

/** More restores of one database than any chain of ours has. */
const most = 200;

function question(count: number): string {
  return (
    `SELECT TOP (${count}) h.restore_history_id, CAST(b.backup_set_uuid AS varchar(36)) AS guid,` +
    ' CONVERT(varchar(23), h.restore_date, 121) AS restored, h.user_name' +
    ' FROM msdb.dbo.restorehistory h JOIN msdb.dbo.backupset b ON b.backup_set_id = h.backup_set_id' +
    ' WHERE h.destination_database_name = @Name ORDER BY h.restore_history_id DESC'
  );
}

function historyOf(row: Row): RestoreHistory {
  return {
    id: row.number('restore_history_id') ?? 0,
    guid: row.text('guid').toUpperCase(),
    at: row.text('restored'),
    user: row.text('user_name'),
  };
}

/** The restores of a database that msdb knows, the newest first. */
export async function restoresOf(
  session: SqlSession,
  instance: string,
  database: string,
  signal: AbortSignal,
  count = most,
): Promise<RestoreHistory[]> {
  const parameters = [{ name: 'Name', value: database }];
  const asked = { text: question(count), parameters };
  return (await askRows(session, asked, instance, signal)).map(historyOf);
}

/** The newest restore of a database that msdb knows. */
export async function lastRestore(
  session: SqlSession,
  instance: string,
  database: string,
  signal: AbortSignal,
): Promise<RestoreHistory | undefined> {
  const [newest] = await restoresOf(session, instance, database, signal, 1);
  return newest;
}
