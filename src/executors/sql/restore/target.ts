import type { SqlSession } from '../backend.ts';
import { askRows } from '../server/ask.ts';

/** Properties of a database that a restore may change and that are held against the old ones. */
export interface DatabaseSettings {
  readonly owner: string;
  readonly recovery: string;
  readonly compatibility: number;
  readonly collation: string;
  readonly trustworthy: boolean;
  readonly chaining: boolean;
  readonly broker: boolean;
}

/** A database as it is on the server. */
export interface ExistingDatabase {
  readonly id: number;
  /** In the server's own spelling. */
  readonly name: string;
  readonly state: string;
  readonly access: string;
  readonly readOnly: boolean;
  readonly settings: DatabaseSettings;
  readonly created: string;
  /** `PRINCIPAL`, `MIRROR`, or empty. */
  readonly mirrorRole: string;
  readonly mirrorPartner: string;
  readonly family: string;
  /** A log chain was begun: the tail of the log can be backed up. */
  readonly logChain: boolean;
  /** Snapshots of it, which a restore cannot go under. */
  readonly snapshots: readonly string[];
  /** Bytes of all its files. */
  readonly bytes: number;
  /** When it was last backed up and restored, the server's time; empty where msdb knows none. */
  readonly lastBackup: string;
  readonly lastRestore: string;
}

/** A file of a database of the server. */
export interface ServerFile {
  readonly databaseId: number;
  readonly database: string;
  readonly id: number;
  readonly logical: string;
  readonly physical: string;
  /** `ROWS`, `LOG`, … */
  readonly type: string;
  readonly bytes: number;
}

export interface UsingSession {
  readonly spid: number;
  readonly login: string;
  readonly host: string;
  readonly program: string;
  readonly since: string;
}

const databaseQuestion =
  'SELECT d.database_id, d.name, d.state_desc, d.user_access_desc, d.is_read_only, d.recovery_model_desc,' +
  ' d.compatibility_level, d.collation_name, d.is_trustworthy_on, d.is_db_chaining_on, d.is_broker_enabled,' +
  ' CONVERT(varchar(23), d.create_date, 121) AS created, SUSER_SNAME(d.owner_sid) AS owner,' +
  ' m.mirroring_role_desc, m.mirroring_partner_name,' +
  ' CAST(r.family_guid AS varchar(36)) AS family, CAST(r.last_log_backup_lsn AS varchar(30)) AS log_lsn,' +
  ' (SELECT CONVERT(varchar(23), MAX(b.backup_finish_date), 121) FROM msdb.dbo.backupset b WHERE b.database_name = d.name) AS last_backup,' +
  ' (SELECT CONVERT(varchar(23), MAX(h.restore_date), 121) FROM msdb.dbo.restorehistory h WHERE h.destination_database_name = d.name) AS last_restore' +
  ' FROM sys.databases d LEFT JOIN sys.database_mirroring m ON m.database_id = d.database_id' +
  ' LEFT JOIN sys.database_recovery_status r ON r.database_id = d.database_id WHERE d.name = @Name';

const filesQuestion =
  'SELECT f.database_id, d.name AS database_name, f.file_id, f.name, f.physical_name, f.type_desc,' +
  ' CAST(f.size AS bigint) * 8192 AS bytes' +
  ' FROM sys.master_files f JOIN sys.databases d ON d.database_id = f.database_id';

const sessionsQuestion =
  'SELECT spid, loginame, hostname, program_name, CONVERT(varchar(23), login_time, 121) AS since' +
  ' FROM master.dbo.sysprocesses WHERE dbid = DB_ID(@Name) AND spid <> @@SPID AND spid > 50';

const snapshotsQuestion =
  'SELECT s.name FROM sys.databases s WHERE s.source_database_id = DB_ID(@Name)';

/** All files of all databases of the server. */
export async function readServerFiles(
  session: SqlSession,
  instance: string,
  signal: AbortSignal,
): Promise<ServerFile[]> {
  const rows = await askRows(session, { text: filesQuestion }, instance, signal);
  return rows.map(row => ({
    databaseId: row.number('database_id') ?? 0,
    database: row.text('database_name'),
    id: row.number('file_id') ?? 0,
    logical: row.text('name'),
    physical: row.text('physical_name'),
    type: row.text('type_desc'),
    bytes: row.number('bytes') ?? 0,
  }));
}

/** Sessions inside a database, without our own and the server's. */
export async function readUsers(
  session: SqlSession,
  instance: string,
  name: string,
  signal: AbortSignal,
): Promise<UsingSession[]> {
  const question = { text: sessionsQuestion, parameters: [{ name: 'Name', value: name }] };
  return (await askRows(session, question, instance, signal)).map(row => ({
    spid: row.number('spid') ?? 0,
    login: row.text('loginame').trim(),
    host: row.text('hostname').trim(),
    program: row.text('program_name').trim(),
    since: row.text('since'),
  }));
}

/** The database of that name, compared as the server compares names; `undefined` without one. */
export async function readExisting(
  session: SqlSession,
  instance: string,
  name: string,
  files: readonly ServerFile[],
  signal: AbortSignal,
): Promise<ExistingDatabase | undefined> {
  const parameters = [{ name: 'Name', value: name }];
  const ask = { text: databaseQuestion, parameters };
  const [row] = await askRows(session, ask, instance, signal);
  if (row === undefined) return undefined;
  const snapshots = await askRows(
    session,
    { text: snapshotsQuestion, parameters },
    instance,
    signal,
  );
  const id = row.number('database_id') ?? 0;
  return {
    id,
    name: row.text('name'),
    state: row.text('state_desc'),
    access: row.text('user_access_desc'),
    readOnly: row.flag('is_read_only'),
    settings: {
      owner: row.text('owner'),
      recovery: row.text('recovery_model_desc'),
      compatibility: row.number('compatibility_level') ?? 0,
      collation: row.text('collation_name'),
      trustworthy: row.flag('is_trustworthy_on'),
      chaining: row.flag('is_db_chaining_on'),
      broker: row.flag('is_broker_enabled'),
    },
    created: row.text('created'),
    mirrorRole: row.text('mirroring_role_desc'),
    mirrorPartner: row.text('mirroring_partner_name'),
    family: row.text('family').toUpperCase(),
    logChain: row.optional('log_lsn') !== undefined,
    snapshots: snapshots.map(one => one.text('name')),
    bytes: files.filter(file => file.databaseId === id).reduce((sum, one) => sum + one.bytes, 0),
    lastBackup: row.text('last_backup'),
    lastRestore: row.text('last_restore'),
  };
}
