import { crc32 } from 'node:zlib';
import { evaluateAlone } from '../engine/expressions/bind.ts';
import { Database, type BackupBase, type DatabaseFile } from '../engine/instance/database.ts';
import { redo } from '../engine/instance/log-records.ts';
import { messageText, sqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import type { BackupStatement } from '../language/statements.ts';
import { decodeDataFile, encodeDataFile, pageSize } from '../storage/data-file.ts';
import { samePath } from '../storage/windows-paths.ts';
import { textOf } from '../values/convert.ts';
import { doneCommand } from '../wire/tokens.ts';
import { speed, tellHistory } from './backup.ts';
import { openDevices } from './devices.ts';
import { recordRestore } from './history.ts';
import { Options } from './options.ts';
import { Progress } from './progress.ts';
import { readMediaSet, setAt, type BackupSet } from './read-media.ts';
import {
  checkAlone,
  checkLimit,
  checkOverwrite,
  checkPermission,
  checkPlaces,
  checkSpace,
  checkVersion,
  targetFiles,
} from './restore-plan.ts';
import { logOf, pagesOf } from './set-pages.ts';

type Restore = Extract<BackupStatement, { kind: 'restore' }>;

const unsupported = [
  'STANDBY',
  'PARTIAL',
  'STOPATMARK',
  'STOPBEFOREMARK',
  'SNAPSHOT',
  'METADATAONLY',
  'PASSWORD',
  'MEDIAPASSWORD',
  'CONTINUE_AFTER_ERROR',
];

interface Restoring {
  readonly execution: Execution;
  readonly statement: Restore;
  readonly options: Options;
  readonly name: string;
  readonly set: BackupSet;
  readonly progress: Progress;
  readonly started: number;
}

function verifies(set: BackupSet, options: Options): boolean {
  if (options.has('CHECKSUM') && !set.header.checksums) throw sqlError(3187);
  // Checksums that are there are checked unless the statement says otherwise.
  return set.header.checksums && !options.has('NO_CHECKSUM');
}

/** The database as the backup describes it, in the state RESTORING, without content. */
function databaseOf(
  restoring: Restoring,
  existing: Database | undefined,
  files: readonly DatabaseFile[],
): Database {
  const { execution, set, name } = restoring;
  const { header } = set;
  const { instance, session } = execution;
  return new Database({
    id: existing?.facts.id ?? instance.nextDatabaseId(),
    name: existing?.name ?? name,
    created: existing?.facts.created ?? instance.world.now(),
    ownerSid: existing?.facts.ownerSid ?? session.login.sid,
    state: 'RESTORING',
    access: existing?.facts.access ?? 'MULTI_USER',
    recoveryModel: header.recoveryModel,
    readOnly: header.readOnly,
    trustworthy: false,
    compatibility: header.compatibility,
    databaseVersion: header.databaseVersion,
    files: [...files],
    lsn: header.lastLsn,
    checkpointLsn: header.checkpointLsn,
    familyGuid: header.familyGuid,
    forkGuid: header.forkGuid,
    firstForkGuid: header.firstForkGuid,
    brokerGuid: header.bindingId,
    ...(header.encryptedBy === undefined ? {} : { encryptedBy: header.encryptedBy }),
    restore: {
      redoLsn: header.lastLsn,
      baseGuid: header.guid,
      baseCheckpointLsn: header.checkpointLsn,
      forkGuid: header.forkGuid,
      databaseVersion: header.databaseVersion,
      differentialPossible: true,
    },
    log: [],
  });
}

/** Copies the pages of the set over `bytes`; the database's file grows as needed. */
async function copyPages(
  restoring: Restoring,
  database: Database,
  before: Buffer,
): Promise<Buffer> {
  const { set, options, progress, execution } = restoring;
  const verifyPages = verifies(set, options);
  const total = set.header.backedUpPages;
  const bytes = Buffer.alloc(set.header.dataPages * pageSize);
  before.copy(bytes, 0, 0, Math.min(before.length, bytes.length));
  let done = 0;
  try {
    for (const page of pagesOf(set, { verifyPages, verify: false })) {
      page.bytes.copy(bytes, page.number * pageSize);
      done++;
      await progress.reach(Math.floor((done * 99) / Math.max(1, total)));
    }
  } finally {
    // What was copied is in the file, whole or not: the old content is gone.
    await execution.instance.options.store.writeData(database, bytes);
  }
  return bytes;
}

/** Brings a restored database online: redo and undo are done, a new recovery path begins. */
async function recover(execution: Execution, database: Database): Promise<void> {
  const { instance } = execution;
  const { facts } = database;
  const version = instance.product.databaseVersion;
  if (facts.databaseVersion < version)
    execution.info(951, messageText(951, database.name, facts.databaseVersion, version));
  facts.databaseVersion = version;
  delete facts.restore;
  // the boot page came with the data: what was checked here before was other data
  delete facts.checkedGood;
  facts.log = [];
  // The log chain goes on from here, on a path of its own.
  facts.firstForkGuid = facts.forkGuid;
  facts.forkGuid = instance.newGuid();
  facts.forkPointLsn = facts.lsn;
  if (facts.recoveryModel === 'SIMPLE') delete facts.logFrom;
  else facts.logFrom = facts.lsn;
  facts.state = 'ONLINE';
  const state = await instance.options.store.open(database);
  if (state !== 'ONLINE') throw sqlError(3270);
}

async function restoreFull(restoring: Restoring): Promise<Database> {
  const { execution, set, options, name } = restoring;
  const { instance } = execution;
  const existing = instance.find(name);
  const files = targetFiles(set.header, options);
  verifies(set, options);
  const { encryptedBy } = set.header;
  if (encryptedBy !== undefined && !instance.facts.certificates?.includes(encryptedBy))
    throw sqlError(33111, `0x${encryptedBy}`);
  if (existing !== undefined) {
    if (existing.isSystem && existing.name !== 'msdb') throw sqlError(3108, existing.name);
    if (existing.busy !== undefined) throw sqlError(3101);
    // A database in the middle of a restore is nobody's any more: it may be restored over.
    if (existing.facts.state !== 'RESTORING') checkOverwrite(existing, set.header, options);
    checkAlone(execution, existing);
  }
  checkLimit(execution, files);
  await checkPlaces(execution, name, files, options.has('REPLACE'));
  checkSpace(execution, files, existing);
  const database = databaseOf(restoring, existing, files);
  database.busy = 'restore';
  instance.remove(name);
  instance.add(database);
  await instance.save();
  try {
    const bytes = await copyPages(restoring, database, Buffer.alloc(0));
    if (!set.header.copyOnly) database.facts.base = baseOf(set, bytes);
  } finally {
    database.busy = undefined;
  }
  for (const file of existing?.facts.files ?? [])
    if (!files.some(one => samePath(one.physicalName, file.physicalName)))
      await instance.removeFile(file.physicalName);
  return database;
}

/** The restored backup is what the next differential is based on. */
function baseOf({ header }: BackupSet, bytes: Buffer): BackupBase {
  const count = bytes.length / pageSize;
  const pages = Array.from({ length: count }, (_, n) =>
    crc32(bytes.subarray(n * pageSize, (n + 1) * pageSize)),
  );
  return { guid: header.guid, checkpointLsn: header.checkpointLsn, lastLsn: header.lastLsn, pages };
}

function restoringDatabase(restoring: Restoring): Database {
  const { execution, name } = restoring;
  const database = execution.instance.find(name);
  if (database === undefined) throw sqlError(3118, name);
  if (database.facts.state !== 'RESTORING' || database.facts.restore === undefined)
    throw sqlError(3117);
  return database;
}

async function restoreDifferential(restoring: Restoring): Promise<Database> {
  const { execution, set } = restoring;
  const database = restoringDatabase(restoring);
  const { restore } = database.facts;
  verifies(set, restoring.options);
  if (
    restore?.differentialPossible !== true ||
    restore.baseGuid !== set.header.differentialBaseGuid
  )
    throw sqlError(3136);
  const before = await execution.instance.options.store.readData(database);
  database.busy = 'restore';
  try {
    await copyPages(restoring, database, before ?? Buffer.alloc(0));
  } finally {
    database.busy = undefined;
  }
  database.facts.lsn = set.header.lastLsn;
  restore.redoLsn = set.header.lastLsn;
  return database;
}

async function restoreLog(restoring: Restoring): Promise<Database> {
  const { execution, set, options, progress } = restoring;
  const database = restoringDatabase(restoring);
  const { facts } = database;
  const { restore } = facts;
  const { header } = set;
  if (restore === undefined) throw sqlError(3117);
  if (header.familyGuid !== facts.familyGuid) throw sqlError(3154, database.name);
  const onPath =
    header.forkGuid === restore.forkGuid ||
    (header.firstForkGuid === restore.forkGuid &&
      header.forkPointLsn !== null &&
      restore.redoLsn <= header.forkPointLsn);
  if (!onPath) throw sqlError(4330);
  if (header.firstLsn > restore.redoLsn) throw sqlError(4305, header.firstLsn, restore.redoLsn);
  if (header.lastLsn < restore.redoLsn) throw sqlError(4326, header.lastLsn, restore.redoLsn);
  verifies(set, options);
  const stopAt = options.time('STOPAT');
  if (
    stopAt !== undefined &&
    stopAt < header.started - 1000 &&
    set.header.firstLsn > restore.redoLsn
  )
    throw sqlError(4335);
  const { store } = execution.instance.options;
  const bytes = (await store.readData(database)) ?? Buffer.alloc(0);
  const { content } = decodeDataFile(bytes);
  if (content === undefined) throw sqlError(3270);
  const records = logOf(set).filter(
    record => record.lsn > restore.redoLsn && (stopAt === undefined || record.at <= stopAt),
  );
  for (const [n, record] of records.entries()) {
    redo(content, record.change);
    await progress.reach(Math.floor(((n + 1) * 99) / records.length));
  }
  await store.writeData(database, encodeDataFile(content, header.lastLsn));
  facts.lsn = header.lastLsn;
  facts.forkGuid = header.forkGuid;
  restore.forkGuid = header.forkGuid;
  restore.redoLsn = header.lastLsn;
  restore.differentialPossible = false;
  return database;
}

function tellResult(restoring: Restoring, database: Database): void {
  const { execution, set, statement, started } = restoring;
  const { header } = set;
  const verb = statement.what === 'log' ? 'RESTORE LOG' : 'RESTORE DATABASE';
  const data = header.type === 2 ? 0 : header.backedUpPages;
  for (const file of header.files) {
    const pages = file.kind === 'ROWS' ? data : header.logPages;
    execution.info(
      4035,
      messageText(4035, pages, database.name, file.logicalName, header.position),
    );
  }
  const pages = data + header.logPages;
  const [seconds, rate] = speed(pages, execution.instance.world.now() - started);
  execution.info(3014, messageText(3014, verb, pages, seconds, rate));
}

/** RESTORE … WITH RECOVERY without a device: ends a restore sequence. */
async function finishSequence(execution: Execution, name: string, options: Options): Promise<void> {
  const database = execution.instance.find(name);
  checkPermission(execution, name, database);
  if (database === undefined) throw sqlError(911, name);
  if (database.facts.state !== 'RESTORING') throw sqlError(3153);
  if (options.has('NORECOVERY')) throw sqlError(3031, 'norecovery', 'recovery');
  await recover(execution, database);
  const [seconds, rate] = speed(0, 1);
  execution.info(3014, messageText(3014, 'RESTORE DATABASE', 0, seconds, rate));
  execution.end(doneCommand.none);
}

/** RESTORE DATABASE and RESTORE LOG; throws the cause, the caller adds 3013. */
export async function runRestoreFrom(execution: Execution, statement: Restore): Promise<void> {
  if (statement.database === undefined) return;
  const { value, type } = evaluateAlone(execution, statement.database);
  const name = textOf(value, type);
  const options = new Options(execution, statement.options, unsupported);
  const { session, instance } = execution;
  if (session.transactions.depth > 0) throw sqlError(3021);
  if (session.request)
    session.request.command = statement.what === 'log' ? 'RESTORE LOG' : 'RESTORE DATABASE';
  if (statement.devices.length === 0) {
    await finishSequence(execution, name, options);
    return;
  }
  const existing = instance.find(name);
  checkPermission(execution, name, existing);
  if (instance.mirrors.of(name) !== undefined) throw sqlError(3104, name);
  if (existing !== undefined && session.database.toLowerCase() === name.toLowerCase())
    throw sqlError(3102, name);
  const devices = await openDevices(execution, statement.devices);
  const media = await readMediaSet(devices, true);
  const set = setAt(media, options.number('FILE') ?? 1);
  checkVersion(execution, set.header);
  if ((set.header.type === 2) !== (statement.what === 'log')) throw sqlError(3118, name);
  const path = existing?.dataFile?.physicalName ?? '';
  const progress = new Progress(execution, options.stats, path);
  const started = instance.world.now();
  const restoring = { execution, statement, options, name, set, progress, started };
  const restore = { 1: restoreFull, 2: restoreLog, 5: restoreDifferential }[set.header.type];
  const database = await restore(restoring);
  await progress.reach(100);
  const recovery = !options.has('NORECOVERY');
  if (recovery) await recover(execution, database);
  tellHistory(execution, () => {
    recordRestore(execution, {
      header: set.header,
      end: set.end ?? { finished: started, size: 0, compressedSize: 0 },
      media,
      database: database.name,
      replace: options.has('REPLACE'),
      recovery,
      stopAt: options.time('STOPAT'),
      files: database.facts.files.map(file => ({ fileId: file.fileId, path: file.physicalName })),
    });
  });
  tellResult(restoring, database);
  execution.end(doneCommand.none);
}
