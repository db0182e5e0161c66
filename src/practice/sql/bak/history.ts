import { sameName } from '../engine/expressions/scope.ts';
import { sqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import { insertRows } from '../engine/statements/data-changes.ts';
import { momentFromUnixMs } from '../values/moment.ts';
import type { SqlValue } from '../values/types.ts';
import type { OpenDevice } from './devices.ts';
import type { MediaHeader, SetEnd, SetHeader } from './headers.ts';

type Values = Readonly<Record<string, SqlValue | number>>;

/** Writes a row into a table of msdb; throws 3009 when msdb cannot take it. Returns its identity. */
function write(execution: Execution, name: string, values: Values): bigint {
  const msdb = execution.instance.find('msdb');
  const table = msdb?.content?.tables.find(one => sameName(one.name, name));
  if (msdb?.facts.state !== 'ONLINE' || table === undefined) throw sqlError(3009);
  const names = Object.keys(values);
  const places = names.map(one => table.columns.findIndex(column => sameName(column.name, one)));
  const row = names.map(one => {
    const value = values[one] ?? null;
    return typeof value === 'number' ? BigInt(value) : value;
  });
  const types = places.map(place => {
    const type = table.columns[place]?.type;
    if (type === undefined) throw new Error(`msdb..${name} lacks a column.`);
    return type;
  });
  const identity = table.nextIdentity;
  const { lastIdentity } = execution.session;
  insertRows(execution, { table, database: msdb }, places, [row], types);
  execution.session.lastIdentity = lastIdentity;
  return identity;
}

function exact(value: bigint | number | null): SqlValue {
  return value === null ? null : { kind: 'decimal', unscaled: BigInt(value), scale: 0 };
}

function guid(text: string | null): SqlValue {
  return text === null ? null : { kind: 'guid', text };
}

const typeLetters = { 1: 'D', 2: 'L', 5: 'I' } as const;

function setRow(header: SetHeader, end: SetEnd, mediaSetId: bigint): Values {
  return {
    backup_set_uuid: guid(header.guid),
    media_set_id: mediaSetId,
    first_family_number: 1,
    first_media_number: 1,
    last_family_number: 1,
    last_media_number: 1,
    position: header.position,
    software_vendor_id: 4608,
    name: header.name,
    description: header.description,
    user_name: header.userName,
    software_major_version: header.softwareVersion[0],
    software_minor_version: header.softwareVersion[1],
    software_build_version: header.softwareVersion[2],
    first_lsn: exact(header.firstLsn),
    last_lsn: exact(header.lastLsn),
    checkpoint_lsn: exact(header.checkpointLsn),
    database_backup_lsn: exact(header.databaseBackupLsn),
    database_creation_date: momentFromUnixMs(header.databaseCreated),
    backup_start_date: momentFromUnixMs(header.started),
    backup_finish_date: momentFromUnixMs(end.finished),
    type: typeLetters[header.type],
    compatibility_level: header.compatibility,
    database_version: header.databaseVersion,
    backup_size: exact(end.size),
    database_name: header.databaseName,
    server_name: header.serverName,
    machine_name: header.machineName,
    flags: header.checksums ? 528 : 512,
    collation_name: 'SQL_Latin1_General_CP1_CI_AS',
    is_password_protected: false,
    recovery_model: header.recoveryModel.replace('_', '-'),
    has_bulk_logged_data: false,
    is_snapshot: false,
    is_readonly: header.readOnly,
    is_single_user: header.singleUser,
    has_backup_checksums: header.checksums,
    is_damaged: false,
    begins_log_chain: header.beginsLogChain,
    has_incomplete_metadata: false,
    is_force_offline: false,
    is_copy_only: header.copyOnly,
    first_recovery_fork_guid: guid(header.firstForkGuid),
    last_recovery_fork_guid: guid(header.forkGuid),
    fork_point_lsn: exact(header.forkPointLsn),
    database_guid: guid(header.bindingId),
    family_guid: guid(header.familyGuid),
    differential_base_lsn: exact(header.differentialBaseLsn),
    differential_base_guid: guid(header.differentialBaseGuid),
    compressed_backup_size: exact(end.compressedSize),
  };
}

/** Writes a backup down in msdb; throws 3009. Returns the set's number. */
export function recordBackup(
  execution: Execution,
  header: SetHeader,
  end: SetEnd,
  media: readonly { readonly device: OpenDevice; readonly header: MediaHeader }[],
): bigint {
  const [first] = media;
  if (first === undefined) throw sqlError(3009);
  const mediaSetId = write(execution, 'backupmediaset', {
    media_uuid: guid(first.header.mediaSetId),
    media_family_count: media.length,
    name: first.header.name,
    description: first.header.description,
    software_name: 'Microsoft SQL Server',
    software_vendor_id: 4608,
    mirror_count: 1,
    is_password_protected: false,
    is_compressed: first.header.compressed,
  });
  for (const { device, header: label } of media)
    write(execution, 'backupmediafamily', {
      media_set_id: mediaSetId,
      family_sequence_number: label.familySequence,
      media_family_id: guid(label.familyId),
      media_count: 1,
      physical_device_name: device.path,
      device_type: 2,
      physical_block_size: 512,
      mirror: 0,
    });
  const set = write(execution, 'backupset', setRow(header, end, mediaSetId));
  for (const file of header.files)
    write(execution, 'backupfile', {
      backup_set_id: set,
      first_family_number: 1,
      first_media_number: 1,
      page_size: 8192,
      file_number: exact(file.fileId),
      backed_up_page_count: exact(file.kind === 'ROWS' ? header.backedUpPages : 0),
      file_type: file.kind === 'ROWS' ? 'D' : 'L',
      source_file_block_size: exact(512),
      file_size: exact(file.sizePages * 8192),
      logical_name: file.logicalName,
      physical_drive: file.physicalName.slice(0, 2),
      physical_name: file.physicalName,
      state: 0,
      state_desc: 'ONLINE',
    });
  return set;
}

/** The set's number in msdb, written down now if the backup was made elsewhere. */
function setNumber(
  execution: Execution,
  header: SetHeader,
  end: SetEnd,
  media: Parameters<typeof recordBackup>[3],
): bigint {
  const table = execution.instance
    .find('msdb')
    ?.content?.tables.find(one => sameName(one.name, 'backupset'));
  const place = table?.columns.findIndex(column => column.name === 'backup_set_uuid') ?? -1;
  const row = table?.rows.find(one => {
    const value = one[place];
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'guid'
      ? value.text === header.guid
      : false;
  });
  const known = row?.[table?.columns.findIndex(column => column.name === 'backup_set_id') ?? -1];
  return typeof known === 'bigint' ? known : recordBackup(execution, header, end, media);
}

export interface RestoreRecord {
  readonly header: SetHeader;
  readonly end: SetEnd;
  readonly media: Parameters<typeof recordBackup>[3];
  readonly database: string;
  readonly replace: boolean;
  readonly recovery: boolean;
  readonly stopAt: number | undefined;
  readonly files: readonly { readonly fileId: number; readonly path: string }[];
}

const restoreLetters = { 1: 'D', 2: 'L', 5: 'I' } as const;

/** Writes a restore down in msdb; throws 3009. */
export function recordRestore(execution: Execution, record: RestoreRecord): void {
  const set = setNumber(execution, record.header, record.end, record.media);
  const history = write(execution, 'restorehistory', {
    restore_date: momentFromUnixMs(execution.instance.world.now()),
    destination_database_name: record.database,
    user_name: execution.session.login.name,
    backup_set_id: set,
    restore_type: restoreLetters[record.header.type],
    replace: record.replace,
    recovery: record.recovery,
    restart: false,
    stop_at: record.stopAt === undefined ? null : momentFromUnixMs(record.stopAt),
    device_count: record.media.length,
  });
  for (const { fileId, path } of record.files)
    write(execution, 'restorefile', {
      restore_history_id: history,
      file_number: exact(fileId),
      destination_phys_drive: path.slice(0, 2),
      destination_phys_name: path,
    });
}
