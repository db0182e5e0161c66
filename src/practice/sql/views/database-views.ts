import { databaseStates, type Database, type DatabaseFile } from '../engine/instance/database.ts';
import type { MirrorHalf } from '../engine/instance/mirrors.ts';
import {
  bitType,
  datetimeType,
  guidType,
  intType,
  lsnType,
  nvarchar,
  smallintType,
  sysname,
  tinyintType,
  varbinary,
  type SqlValue,
} from '../values/types.ts';
import { datetime, guid, lsn, viewOf, type SystemView, type ViewContext } from './view.ts';

const stateNumbers: Readonly<Record<(typeof databaseStates)[number], number>> = {
  ONLINE: 0,
  RESTORING: 1,
  RECOVERING: 2,
  RECOVERY_PENDING: 3,
  SUSPECT: 4,
  EMERGENCY: 5,
  OFFLINE: 6,
};
const accessNumbers = { MULTI_USER: 0, SINGLE_USER: 1, RESTRICTED_USER: 2 };
const modelNumbers = { FULL: 1, BULK_LOGGED: 2, SIMPLE: 3 };

function all({ execution }: ViewContext): readonly Database[] {
  return execution.instance.databases();
}

const databases = viewOf<Database>(all, [
  ['name', sysname, database => database.name],
  ['database_id', intType, database => database.facts.id],
  ['source_database_id', intType, () => null],
  ['owner_sid', varbinary(85), database => Buffer.from(database.facts.ownerSid, 'hex')],
  ['create_date', datetimeType, database => datetime(database.facts.created)],
  ['compatibility_level', tinyintType, database => database.facts.compatibility],
  [
    'collation_name',
    sysname,
    database => (database.content === undefined ? null : 'SQL_Latin1_General_CP1_CI_AS'),
  ],
  ['user_access', tinyintType, database => accessNumbers[database.facts.access]],
  ['user_access_desc', nvarchar(60), database => database.facts.access],
  ['is_read_only', bitType, database => database.facts.readOnly],
  ['is_auto_close_on', bitType, () => false],
  ['is_auto_shrink_on', bitType, () => false],
  ['state', tinyintType, database => stateNumbers[database.facts.state]],
  ['state_desc', nvarchar(60), database => database.facts.state],
  ['is_in_standby', bitType, () => false],
  ['is_cleanly_shutdown', bitType, () => false],
  ['snapshot_isolation_state', tinyintType, () => 0],
  ['is_read_committed_snapshot_on', bitType, () => false],
  ['recovery_model', tinyintType, database => modelNumbers[database.facts.recoveryModel]],
  ['recovery_model_desc', nvarchar(60), database => database.facts.recoveryModel],
  ['page_verify_option', tinyintType, () => 2],
  ['page_verify_option_desc', nvarchar(60), () => 'CHECKSUM'],
  ['is_trustworthy_on', bitType, database => database.facts.trustworthy],
  ['is_db_chaining_on', bitType, database => ['master', 'tempdb', 'msdb'].includes(database.name)],
  ['is_broker_enabled', bitType, database => ['tempdb', 'msdb'].includes(database.name)],
  ['service_broker_guid', guidType, database => guid(database.facts.brokerGuid)],
  ['log_reuse_wait', tinyintType, database => (waitsForLog(database) ? 2 : 0)],
  [
    'log_reuse_wait_desc',
    nvarchar(60),
    database => (waitsForLog(database) ? 'LOG_BACKUP' : 'NOTHING'),
  ],
  ['is_encrypted', bitType, database => database.facts.encryptedBy !== undefined],
]);

function waitsForLog(database: Database): boolean {
  return database.facts.log.length > 0;
}

interface FileOf {
  readonly database: Database;
  readonly file: DatabaseFile;
}

function filesOf(database: Database): FileOf[] {
  return database.facts.files.map(file => ({ database, file }));
}

function fileState(database: Database): number {
  const { state } = database.facts;
  if (state === 'OFFLINE') return 6;
  return state === 'RESTORING' ? 1 : state === 'RECOVERY_PENDING' ? 3 : 0;
}

const stateNames = [
  'ONLINE',
  'RESTORING',
  'RECOVERING',
  'RECOVERY_PENDING',
  'SUSPECT',
  '',
  'OFFLINE',
];

type FileColumns = Parameters<typeof viewOf<FileOf>>[1];

const fileColumns: FileColumns = [
  ['file_id', intType, ({ file }) => file.fileId],
  ['file_guid', guidType, ({ file }) => guid(file.guid)],
  ['type', tinyintType, ({ file }) => (file.kind === 'ROWS' ? 0 : 1)],
  ['type_desc', nvarchar(60), ({ file }) => file.kind],
  ['data_space_id', intType, ({ file }) => (file.kind === 'ROWS' ? 1 : 0)],
  ['name', sysname, ({ file }) => file.logicalName],
  ['physical_name', nvarchar(260), ({ file }) => file.physicalName],
  ['state', tinyintType, ({ database }) => fileState(database)],
  ['state_desc', nvarchar(60), ({ database }) => stateNames[fileState(database)] ?? ''],
  ['size', intType, ({ file }) => file.sizePages],
  ['max_size', intType, ({ file }) => file.maxPages],
  ['growth', intType, () => 10],
  ['is_media_read_only', bitType, () => false],
  ['is_read_only', bitType, ({ database }) => database.facts.readOnly],
  ['is_percent_growth', bitType, () => true],
];

const masterFiles = viewOf<FileOf>(
  context => all(context).flatMap(filesOf),
  [['database_id', intType, ({ database }) => database.facts.id], ...fileColumns],
);

const databaseFiles = viewOf<FileOf>(({ database }) => filesOf(database), fileColumns);

const recoveryStatus = viewOf<Database>(all, [
  ['database_id', intType, database => database.facts.id],
  ['database_guid', guidType, database => guid(database.facts.brokerGuid)],
  ['family_guid', guidType, database => guid(database.facts.familyGuid)],
  ['last_log_backup_lsn', lsnType, database => lsn(database.facts.logFrom)],
  ['recovery_fork_guid', guidType, database => guid(database.facts.forkGuid)],
  ['first_recovery_fork_guid', guidType, database => guid(database.facts.firstForkGuid)],
  ['fork_point_lsn', lsnType, () => null],
]);

const sysdatabases = viewOf<Database>(all, [
  ['name', sysname, database => database.name],
  ['dbid', smallintType, database => database.facts.id],
  ['sid', varbinary(85), database => Buffer.from(database.facts.ownerSid, 'hex')],
  ['crdate', datetimeType, database => datetime(database.facts.created)],
  ['cmptlevel', tinyintType, database => database.facts.compatibility],
  ['filename', nvarchar(260), (database): SqlValue => database.dataFile?.physicalName ?? null],
  ['version', smallintType, database => database.facts.databaseVersion],
]);

const backupDevices = viewOf<never>(
  () => [],
  [
    ['name', sysname, () => null],
    ['type', tinyintType, () => null],
    ['type_desc', nvarchar(60), () => null],
    ['physical_name', nvarchar(260), () => null],
  ],
);

/** The database's half of a mirror, if it is one. */
function halfOf(database: Database, { execution }: ViewContext): MirrorHalf | undefined {
  return execution.instance.mirrors.of(database.name);
}

/** Both halves and the witness answer on port 5022. */
function endpointOf(place: string | undefined): string | null {
  const [host = ''] = (place ?? '').split('\\');
  return host === '' ? null : `TCP://${host}:5022`;
}

const mirroring = viewOf<Database>(all, [
  ['database_id', intType, database => database.facts.id],
  ['mirroring_guid', guidType, () => null],
  ['mirroring_state', tinyintType, (database, context) => (halfOf(database, context) ? 4 : null)],
  [
    'mirroring_state_desc',
    nvarchar(60),
    (database, context) => (halfOf(database, context) ? 'SYNCHRONIZED' : null),
  ],
  [
    'mirroring_role',
    tinyintType,
    (database, context) => {
      const half = halfOf(database, context);
      return half === undefined ? null : half.role === 'principal' ? 1 : 2;
    },
  ],
  [
    'mirroring_role_desc',
    nvarchar(60),
    (database, context) => halfOf(database, context)?.role.toUpperCase() ?? null,
  ],
  [
    'mirroring_partner_name',
    nvarchar(128),
    (database, context) => endpointOf(halfOf(database, context)?.partner),
  ],
  [
    'mirroring_witness_name',
    nvarchar(128),
    (database, context) => endpointOf(halfOf(database, context)?.witness),
  ],
]);

export const databaseViews: readonly (readonly [string, SystemView])[] = [
  ['sys.databases', databases],
  ['sys.master_files', masterFiles],
  ['sys.database_files', databaseFiles],
  ['sys.database_recovery_status', recoveryStatus],
  ['sys.sysdatabases', sysdatabases],
  ['sys.backup_devices', backupDevices],
  ['sys.database_mirroring', mirroring],
];
