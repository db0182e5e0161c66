import type { Row } from '../server/ask.ts';

/** What a backup in a file holds; other kinds (files, filegroups) are not restored here. */
export type BackupKind = 'full' | 'differential' | 'log' | 'other';

/** A backup as RESTORE HEADERONLY describes it. LSNs have all their digits; times are the server's. */
export interface BackupHeader {
  readonly kind: BackupKind;
  /** Place in its file, 1-based: the `FILE` of RESTORE. */
  readonly position: number;
  readonly database: string;
  /** Server that made it, as `@@SERVERNAME` says it. */
  readonly server: string;
  readonly guid: string;
  readonly firstLsn: bigint;
  readonly lastLsn: bigint;
  readonly checkpointLsn: bigint;
  /** Checkpoint of the full backup that it follows. */
  readonly databaseBackupLsn: bigint;
  readonly differentialBaseLsn: bigint | undefined;
  readonly differentialBaseGuid: string | undefined;
  /** The database's family: the same for all its copies. */
  readonly familyGuid: string;
  /** Recovery path at its end, and at its beginning. */
  readonly fork: string;
  readonly firstFork: string;
  /** Where the path forks within it. */
  readonly forkPointLsn: bigint | undefined;
  /** `2026-11-22 02:00:00.000`, local time of the server that made it. */
  readonly started: string;
  readonly finished: string;
  /** Bytes of data, before compression. */
  readonly bytes: number;
  readonly compressed: boolean;
  readonly checksums: boolean;
  /** BACKUP met damage and went over it. */
  readonly damaged: boolean;
  /** The backup was cut off: the server calls it `*** INCOMPLETE ***`. */
  readonly unfinished: boolean;
  readonly snapshot: boolean;
  readonly copyOnly: boolean;
  readonly incompleteMetadata: boolean;
  readonly singleUser: boolean;
  readonly recoveryModel: string;
  readonly compatibility: number;
  readonly collation: string;
  /** Internal version of the database's files. */
  readonly databaseVersion: number;
  /** Version of the server that made it: major, minor, build. */
  readonly software: readonly [number, number, number];
  /** Thumbprint of the certificate that encrypts the backup itself, `0x…`. */
  readonly encryptor: string | undefined;
}

const kinds: Readonly<Record<number, BackupKind>> = { 1: 'full', 2: 'log', 5: 'differential' };

function guidOf(row: Row, column: string): string {
  return row.text(column).toUpperCase();
}

function someGuid(row: Row, column: string): string | undefined {
  const guid = guidOf(row, column);
  return guid === '' || /^[0-]+$/u.test(guid) ? undefined : guid;
}

/** A row of RESTORE HEADERONLY. Columns that a version of the server lacks have their neutral value. */
export function backupHeader(row: Row): BackupHeader {
  const number = (column: string): number => row.number(column) ?? 0;
  const lsn = (column: string): bigint => row.whole(column) ?? 0n;
  const fork = guidOf(row, 'RecoveryForkID');
  return {
    kind: kinds[number('BackupType')] ?? 'other',
    position: row.number('Position') ?? 1,
    database: row.text('DatabaseName'),
    server: row.text('ServerName'),
    guid: guidOf(row, 'BackupSetGUID'),
    firstLsn: lsn('FirstLSN'),
    lastLsn: lsn('LastLSN'),
    checkpointLsn: lsn('CheckpointLSN'),
    databaseBackupLsn: lsn('DatabaseBackupLSN'),
    differentialBaseLsn: row.whole('DifferentialBaseLSN'),
    differentialBaseGuid: someGuid(row, 'DifferentialBaseGUID'),
    familyGuid: guidOf(row, 'FamilyGUID'),
    fork,
    firstFork: someGuid(row, 'FirstRecoveryForkID') ?? fork,
    forkPointLsn: row.whole('ForkPointLSN'),
    started: row.text('BackupStartDate'),
    finished: row.text('BackupFinishDate'),
    bytes: number('BackupSize'),
    compressed: row.flag('Compressed'),
    checksums: row.flag('HasBackupChecksums'),
    damaged: row.flag('IsDamaged'),
    unfinished:
      row.text('BackupFinishDate') === '' || row.text('BackupName') === '*** INCOMPLETE ***',
    snapshot: row.flag('IsSnapshot'),
    copyOnly: row.flag('IsCopyOnly'),
    incompleteMetadata: row.flag('HasIncompleteMetaData'),
    singleUser: row.flag('IsSingleUser'),
    recoveryModel: row.text('RecoveryModel'),
    compatibility: number('CompatibilityLevel'),
    collation: row.text('Collation'),
    databaseVersion: number('DatabaseVersion'),
    software: [
      number('SoftwareVersionMajor'),
      number('SoftwareVersionMinor'),
      number('SoftwareVersionBuild'),
    ],
    encryptor: row.optional('EncryptorThumbprint'),
  };
}

/** A file of the database inside a backup, as RESTORE FILELISTONLY describes it. */
export interface BackupFile {
  readonly id: number;
  readonly logical: string;
  readonly physical: string;
  /** `D` data, `L` log, `S` FILESTREAM, `F` full text. */
  readonly type: string;
  /** Bytes that it takes once restored. */
  readonly bytes: number;
  /** Thumbprint of the certificate of an encrypted database, `0x…`. */
  readonly encryptedBy: string | undefined;
}

/** Bytes of a `numeric` or `bigint`; a file is never larger than a double holds exactly. */
export function backupFile(row: Row): BackupFile {
  return {
    id: row.number('FileId') ?? 0,
    logical: row.text('LogicalName'),
    physical: row.text('PhysicalName'),
    type: row.text('Type').trim(),
    bytes: row.number('Size') ?? 0,
    encryptedBy: row.optional('TDEThumbprint'),
  };
}
