import type { BackupHeader } from '../../../../src/executors/sql/restore/backup-header.ts';
import type { RestoreWish } from '../../../../src/executors/sql/restore/wish.ts';

/** Far above what a double holds exactly, as real LSNs are. */
export const start = 46_000_000_017_300_037n;

/** A good full backup, with other facts. */
export function header(more: Partial<BackupHeader>): BackupHeader {
  return {
    kind: 'full',
    position: 1,
    database: 'mgc',
    server: 'SQL01\\RTC',
    guid: 'G',
    firstLsn: start,
    lastLsn: start,
    checkpointLsn: start,
    databaseBackupLsn: 0n,
    differentialBaseLsn: undefined,
    differentialBaseGuid: undefined,
    familyGuid: 'FAMILY',
    fork: 'FORK-0',
    firstFork: 'FORK-0',
    forkPointLsn: undefined,
    started: '',
    finished: '',
    bytes: 1,
    compressed: false,
    checksums: true,
    damaged: false,
    unfinished: false,
    snapshot: false,
    copyOnly: false,
    incompleteMetadata: false,
    singleUser: false,
    recoveryModel: 'FULL',
    compatibility: 110,
    collation: '',
    databaseVersion: 706,
    software: [11, 0, 7001],
    encryptor: undefined,
    ...more,
  };
}

/** A restore of LcsCDR that allows nothing, with other wishes. */
export function wishOf(more: Partial<RestoreWish> = {}): RestoreWish {
  return {
    database: 'LcsCDR',
    target: 'LcsCDR',
    paths: [],
    position: undefined,
    stopAt: undefined,
    replace: false,
    disconnect: false,
    move: {},
    dataFolder: undefined,
    logFolder: undefined,
    overwriteFiles: false,
    makeFolders: false,
    tailLog: undefined,
    loseTailLog: false,
    recovery: true,
    ...more,
  };
}
