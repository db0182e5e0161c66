import type { DatabaseFile } from '../engine/instance/database.ts';
import {
  bigintType,
  bitType,
  datetimeType,
  decimalType,
  guidType,
  intType,
  lsnType,
  nvarchar,
  smallintType,
  tinyintType,
  varbinary,
  varchar,
  type SqlType,
  type SqlValue,
} from '../values/types.ts';
import { datetime, guid, lsn } from '../views/view.ts';
import type { Media, SetPart } from './read-media.ts';

type Column<T> = readonly [name: string, type: SqlType, read: (item: T) => SqlValue | number];

const sizeType: SqlType = { ...decimalType(20, 0), name: 'numeric' };
const typeNames = { 1: 'Database', 2: 'Transaction Log', 5: 'Database Differential' } as const;

function exact(value: number): SqlValue {
  return { kind: 'decimal', unscaled: BigInt(value), scale: 0 };
}

function flags(set: SetPart): number {
  return (set.header.checksums ? 16 : 0) + (set.header.copyOnly ? 1024 : 0) + 512;
}

type SetColumn = Column<SetPart>;

const setColumns: readonly SetColumn[] = [
  [
    'BackupName',
    nvarchar(128),
    ({ header, end }) => (end === undefined ? '*** INCOMPLETE ***' : header.name),
  ],
  ['BackupDescription', nvarchar(255), ({ header }) => header.description],
  ['BackupType', smallintType, ({ header }) => header.type],
  [
    'ExpirationDate',
    datetimeType,
    ({ header }) => (header.expires === null ? null : datetime(header.expires)),
  ],
  ['Compressed', bitType, ({ header }) => header.compressed],
  ['Position', smallintType, ({ header }) => header.position],
  ['DeviceType', tinyintType, () => 2],
  ['UserName', nvarchar(128), ({ header }) => header.userName],
  ['ServerName', nvarchar(128), ({ header }) => header.serverName],
  ['DatabaseName', nvarchar(128), ({ header }) => header.databaseName],
  ['DatabaseVersion', intType, ({ header }) => header.databaseVersion],
  ['DatabaseCreationDate', datetimeType, ({ header }) => datetime(header.databaseCreated)],
  ['BackupSize', sizeType, ({ end }) => (end === undefined ? null : exact(end.size))],
  ['FirstLSN', lsnType, ({ header }) => lsn(header.firstLsn)],
  ['LastLSN', lsnType, ({ header }) => lsn(header.lastLsn)],
  ['CheckpointLSN', lsnType, ({ header }) => lsn(header.checkpointLsn)],
  ['DatabaseBackupLSN', lsnType, ({ header }) => lsn(header.databaseBackupLsn)],
  ['BackupStartDate', datetimeType, ({ header }) => datetime(header.started)],
  [
    'BackupFinishDate',
    datetimeType,
    ({ end }) => (end === undefined ? null : datetime(end.finished)),
  ],
  ['SortOrder', smallintType, () => 52],
  ['CodePage', smallintType, () => 0],
  ['UnicodeLocaleId', intType, () => 1033],
  ['UnicodeComparisonStyle', intType, () => 196609],
  ['CompatibilityLevel', tinyintType, ({ header }) => header.compatibility],
  ['SoftwareVendorId', intType, () => 4608],
  ['SoftwareVersionMajor', intType, ({ header }) => header.softwareVersion[0]],
  ['SoftwareVersionMinor', intType, ({ header }) => header.softwareVersion[1]],
  ['SoftwareVersionBuild', intType, ({ header }) => header.softwareVersion[2]],
  ['MachineName', nvarchar(128), ({ header }) => header.machineName],
  ['Flags', intType, flags],
  ['BindingID', guidType, ({ header }) => guid(header.bindingId)],
  ['RecoveryForkID', guidType, ({ header }) => guid(header.forkGuid)],
  ['Collation', nvarchar(128), () => 'SQL_Latin1_General_CP1_CI_AS'],
  ['FamilyGUID', guidType, ({ header }) => guid(header.familyGuid)],
  ['HasBulkLoggedData', bitType, () => false],
  ['IsSnapshot', bitType, () => false],
  ['IsReadOnly', bitType, ({ header }) => header.readOnly],
  ['IsSingleUser', bitType, ({ header }) => header.singleUser],
  ['HasBackupChecksums', bitType, ({ header }) => header.checksums],
  // Said of damage that BACKUP met and went over; what happens to a file later is not in its header.
  ['IsDamaged', bitType, () => false],
  ['BeginsLogChain', bitType, ({ header }) => header.beginsLogChain],
  ['HasIncompleteMetaData', bitType, () => false],
  ['IsForceOffline', bitType, () => false],
  ['IsCopyOnly', bitType, ({ header }) => header.copyOnly],
  ['FirstRecoveryForkID', guidType, ({ header }) => guid(header.firstForkGuid)],
  ['ForkPointLSN', lsnType, ({ header }) => lsn(header.forkPointLsn ?? undefined)],
  ['RecoveryModel', nvarchar(60), ({ header }) => header.recoveryModel.replace('_', '-')],
  ['DifferentialBaseLSN', lsnType, ({ header }) => lsn(header.differentialBaseLsn ?? undefined)],
  [
    'DifferentialBaseGUID',
    guidType,
    ({ header }) =>
      header.differentialBaseGuid === null ? null : guid(header.differentialBaseGuid),
  ],
  ['BackupTypeDescription', nvarchar(60), ({ header }) => typeNames[header.type]],
  ['BackupSetGUID', guidType, ({ header }) => guid(header.guid)],
  ['CompressedBackupSize', bigintType, ({ end }) => end?.compressedSize ?? null],
];

const containment: SetColumn = ['Containment', tinyintType, () => 0];

/** Columns of RESTORE HEADERONLY; 2012 has one more. */
export function headerColumns(major: number): readonly SetColumn[] {
  return major >= 11 ? [...setColumns, containment] : setColumns;
}

interface FileOfSet {
  readonly file: DatabaseFile;
  readonly set: SetPart;
}

/** Columns of RESTORE FILELISTONLY. */
export const fileColumns: readonly Column<FileOfSet>[] = [
  ['LogicalName', nvarchar(128), ({ file }) => file.logicalName],
  ['PhysicalName', nvarchar(260), ({ file }) => file.physicalName],
  ['Type', varchar(1), ({ file }) => (file.kind === 'ROWS' ? 'D' : 'L')],
  ['FileGroupName', nvarchar(128), ({ file }) => (file.kind === 'ROWS' ? 'PRIMARY' : null)],
  ['Size', sizeType, ({ file }) => exact(file.sizePages * 8192)],
  [
    'MaxSize',
    sizeType,
    ({ file }) => exact(file.maxPages < 0 ? 35184372080640 : file.maxPages * 8192),
  ],
  ['FileId', bigintType, ({ file }) => file.fileId],
  ['CreateLSN', lsnType, () => lsn(0n)],
  ['DropLSN', lsnType, () => lsn(0n)],
  ['UniqueId', guidType, ({ file }) => guid(file.guid)],
  ['ReadOnlyLSN', lsnType, () => lsn(0n)],
  ['ReadWriteLSN', lsnType, () => lsn(0n)],
  [
    'BackupSizeInBytes',
    bigintType,
    ({ file, set }) => (file.kind === 'ROWS' ? set.header.backedUpPages * 8192 : 0),
  ],
  ['SourceBlockSize', intType, () => 512],
  ['FileGroupId', intType, ({ file }) => (file.kind === 'ROWS' ? 1 : 0)],
  ['LogGroupGUID', guidType, () => null],
  ['DifferentialBaseLSN', lsnType, ({ set }) => lsn(set.header.differentialBaseLsn ?? 0n)],
  [
    'DifferentialBaseGUID',
    guidType,
    ({ set }) => guid(set.header.differentialBaseGuid ?? '00000000-0000-0000-0000-000000000000'),
  ],
  ['IsReadOnly', bitType, () => false],
  ['IsPresent', bitType, () => true],
  [
    'TDEThumbprint',
    varbinary(32),
    ({ set: { header } }) =>
      header.encryptedBy === undefined ? null : Buffer.from(header.encryptedBy, 'hex'),
  ],
];

/** Columns of RESTORE LABELONLY. */
export const labelColumns: readonly Column<Media>[] = [
  ['MediaName', nvarchar(128), ({ header }) => header.name],
  ['MediaSetId', guidType, ({ header }) => guid(header.mediaSetId)],
  ['FamilyCount', intType, ({ header }) => header.familyCount],
  ['FamilySequenceNumber', intType, ({ header }) => header.familySequence],
  ['MediaFamilyId', guidType, ({ header }) => guid(header.familyId)],
  ['MediaSequenceNumber', intType, () => 1],
  ['MediaLabelPresent', tinyintType, () => 0],
  ['MediaDescription', nvarchar(255), ({ header }) => header.description],
  ['SoftwareName', nvarchar(128), () => 'Microsoft SQL Server'],
  ['SoftwareVendorId', intType, () => 4608],
  ['MediaDate', datetimeType, ({ header }) => datetime(header.created)],
  ['Mirror_Count', intType, () => 1],
  ['IsCompressed', bitType, ({ header }) => header.compressed],
];

/** The rows of such a result set. */
export function rowsOf<T>(columns: readonly Column<T>[], items: readonly T[]): SqlValue[][] {
  return items.map(item =>
    columns.map(([, , read]) => {
      const value = read(item);
      return typeof value === 'number' ? BigInt(value) : value;
    }),
  );
}
