import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { evaluateAlone } from '../engine/expressions/bind.ts';
import { sameName } from '../engine/expressions/scope.ts';
import type { Database } from '../engine/instance/database.ts';
import { advanceLsn } from '../engine/instance/lsn.ts';
import { errorsOf, messageText, sqlError } from '../engine/messages/sql-error.ts';
import { demandRole, stateError } from '../engine/principals/access.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import type { BackupStatement } from '../language/statements.ts';
import { encodeDataFile, pageIsSound, pageSize } from '../storage/data-file.ts';
import { textOf } from '../values/convert.ts';
import { doneCommand } from '../wire/tokens.ts';
import { BackupWriter, type Destination } from './backup-writer.ts';
import { blockKind } from './block.ts';
import { openDevices, type OpenDevice } from './devices.ts';
import { storeSetHeader, type MediaHeader, type SetEnd, type SetHeader } from './headers.ts';
import { recordBackup } from './history.ts';
import { Options } from './options.ts';
import { Progress } from './progress.ts';
import { readMedia } from './read-media.ts';

type Backup = Extract<BackupStatement, { kind: 'backup' }>;

interface Page {
  readonly number: number;
  readonly bytes: Buffer;
}

/** What goes into the backup: the state of the database at one moment. */
interface Snapshot {
  readonly header: SetHeader;
  readonly pages: readonly Page[];
  readonly records: Database['facts']['log'];
  readonly checksums: readonly number[];
}

function checkCompression(execution: Execution, options: Options): void {
  const { product } = execution.instance;
  const old = product.version[0] === 10 && product.version[1] === 0;
  const standard = product.edition.startsWith('Standard');
  if (options.has('COMPRESSION') && (product.express || (old && standard)))
    throw sqlError(1844, 'BACKUP DATABASE WITH COMPRESSION', product.edition);
}

function checkDatabase(
  execution: Execution,
  statement: Backup,
  options: Options,
  name: string,
): Database {
  const { instance, session } = execution;
  const database = instance.database(name);
  const verb = statement.what === 'log' ? 'BACKUP LOG' : 'BACKUP DATABASE';
  demandRole(session.login, database, ['db_owner', 'db_backupoperator'], () =>
    sqlError(262, verb, database.name),
  );
  if (session.transactions.depth > 0) throw sqlError(3021);
  if (sameName(database.name, 'tempdb')) throw sqlError(3147);
  const closed = stateError(database);
  const tail = statement.what === 'log' && options.has('NO_TRUNCATE');
  if (closed !== undefined && !(tail && database.facts.state !== 'RESTORING')) throw closed;
  if (database.busy !== undefined) throw sqlError(3023);
  checkCompression(execution, options);
  if (statement.what === 'log') {
    if (sameName(database.name, 'master')) throw sqlError(4212);
    if (database.facts.recoveryModel === 'SIMPLE') throw sqlError(4208, 'BACKUP LOG');
    if (database.facts.logFrom === undefined) throw sqlError(4214);
  }
  if (options.has('DIFFERENTIAL') && database.facts.base === undefined)
    throw sqlError(3035, database.name);
  if (sameName(database.name, 'master') && options.has('DIFFERENTIAL')) throw sqlError(3024);
  return database;
}

function checksumsOf(pages: readonly Page[]): number[] {
  return pages.map(page => crc32(page.bytes));
}

function allPages(bytes: Buffer): Page[] {
  return Array.from({ length: Math.ceil(bytes.length / pageSize) }, (_, number) => ({
    number,
    bytes: bytes.subarray(number * pageSize, (number + 1) * pageSize),
  }));
}

/** Takes the state of the database; everything that changes later has a higher LSN. */
async function takeSnapshot(
  execution: Execution,
  statement: Backup,
  options: Options,
  database: Database,
): Promise<Snapshot> {
  const { instance, session } = execution;
  const { facts } = database;
  await instance.options.store.flush(database);
  const onDisk = await instance.options.store.readData(database);
  const fresh = database.content && encodeDataFile(database.content, facts.lsn);
  const bytes = onDisk ?? fresh ?? Buffer.alloc(0);
  const whole = statement.what === 'log' ? [] : allPages(bytes);
  const bad = options.has('CHECKSUM') ? whole.find(page => !pageIsSound(page.bytes)) : undefined;
  if (bad !== undefined)
    throw sqlError(3043, database.name, bad.number, database.dataFile?.physicalName ?? '');
  const checksums = checksumsOf(whole);
  const { base } = facts;
  const differential = options.has('DIFFERENTIAL');
  const pages = differential ? whole.filter((_, n) => base?.pages[n] !== checksums[n]) : whole;
  const type = statement.what === 'log' ? 2 : differential ? 5 : 1;
  const checkpointLsn = type === 2 ? facts.checkpointLsn : facts.lsn;
  const firstLsn = type === 2 ? (facts.logFrom ?? facts.lsn) : checkpointLsn;
  const lastLsn = advanceLsn(facts.lsn, 1024);
  facts.lsn = lastLsn;
  if (type !== 2) facts.checkpointLsn = checkpointLsn;
  const header: SetHeader = {
    guid: instance.newGuid(),
    type,
    position: 1,
    name: options.text('NAME') ?? null,
    description: options.text('DESCRIPTION') ?? null,
    expires: null,
    compressed: options.has('COMPRESSION'),
    checksums:
      options.has('CHECKSUM') || (options.has('COMPRESSION') && !options.has('NO_CHECKSUM')),
    copyOnly: options.has('COPY_ONLY'),
    userName: session.login.name,
    serverName: instance.serverName,
    machineName: instance.serverName.split('\\')[0] ?? '',
    databaseName: database.name,
    databaseVersion: facts.databaseVersion,
    databaseCreated: facts.created,
    compatibility: facts.compatibility,
    recoveryModel: facts.recoveryModel,
    readOnly: facts.readOnly,
    singleUser: facts.access === 'SINGLE_USER',
    started: instance.world.now(),
    softwareVersion: [...instance.product.version],
    firstLsn,
    lastLsn,
    checkpointLsn,
    databaseBackupLsn: base?.checkpointLsn ?? 0n,
    differentialBaseLsn: differential ? (base?.checkpointLsn ?? null) : null,
    differentialBaseGuid: differential ? (base?.guid ?? null) : null,
    bindingId: facts.brokerGuid,
    forkGuid: facts.forkGuid,
    firstForkGuid: type === 2 ? facts.firstForkGuid : facts.forkGuid,
    forkPointLsn: type === 2 ? (facts.forkPointLsn ?? null) : null,
    familyGuid: facts.familyGuid,
    beginsLogChain: type === 2 && facts.logFrom === base?.checkpointLsn,
    ...(facts.encryptedBy === undefined ? {} : { encryptedBy: facts.encryptedBy }),
    files: facts.files,
    dataPages: whole.length,
    backedUpPages: pages.length,
    logPages: type === 2 ? Math.max(1, Math.ceil(facts.log.length / 20)) : 2,
  };
  return { header, pages, records: type === 2 ? [...facts.log] : [], checksums };
}

/** The files to write: new media, a new beginning on known media, or one more set behind the others. */
async function destinations(
  execution: Execution,
  devices: readonly OpenDevice[],
  options: Options,
): Promise<{ list: Destination[]; position: number }> {
  const { instance } = execution;
  const mediaSetId = instance.newGuid();
  const label = (n: number): MediaHeader => ({
    format: 1,
    mediaSetId,
    familyId: instance.newGuid(),
    familyCount: devices.length,
    familySequence: n + 1,
    name: options.text('MEDIANAME') ?? null,
    description: options.text('MEDIADESCRIPTION') ?? null,
    created: instance.world.now(),
    compressed: options.has('COMPRESSION'),
  });
  const list: Destination[] = [];
  let position = 1;
  for (const [n, device] of devices.entries()) {
    const found = await stat(device.local).catch(() => undefined);
    if (found === undefined || found.size === 0 || options.has('FORMAT')) {
      list.push({ device, header: label(n), keep: 0 });
      continue;
    }
    const media = await readMedia(device);
    if (media.header.familyCount !== devices.length)
      throw sqlError(3231, device.path, media.header.familyCount, devices.length);
    if (media.sets.some(set => set.end === undefined) && !options.has('INIT'))
      throw sqlError(3241, device.path);
    if (options.has('INIT')) list.push({ device, header: media.header, keep: 0 });
    else {
      position = Math.max(position, ...media.sets.map(set => set.header.position + 1));
      list.push({ device, header: media.header, keep: media.size });
    }
  }
  return { list, position };
}

const pagesPerBlock = 8;

async function writeSnapshot(
  snapshot: Snapshot,
  header: SetHeader,
  writer: BackupWriter,
  progress: Progress,
  execution: Execution,
): Promise<SetEnd> {
  await writer.everywhere(blockKind.setHeader, storeSetHeader(header));
  const { pages } = snapshot;
  for (let at = 0; at < pages.length; at += pagesPerBlock) {
    const block = pages.slice(at, at + pagesPerBlock);
    await writer.pages(block);
    await progress.reach(Math.floor(((at + block.length) * 99) / pages.length));
  }
  if (header.type === 2)
    await writer.log(snapshot.records.map(record => ({ ...record, lsn: String(record.lsn) })));
  const end: SetEnd = {
    finished: execution.instance.world.now(),
    size: Math.max(writer.plainBytes, 8192),
    compressedSize: writer.writtenBytes,
  };
  await writer.everywhere(blockKind.setEnd, end);
  return end;
}

/** What the server remembers once a backup is complete. */
function remember(database: Database, snapshot: Snapshot, options: Options): void {
  const { facts } = database;
  const { header } = snapshot;
  if (header.type === 1 && !header.copyOnly) {
    facts.base = {
      guid: header.guid,
      checkpointLsn: header.checkpointLsn,
      lastLsn: header.lastLsn,
      pages: [...snapshot.checksums],
    };
    // The first full backup begins the log chain.
    if (facts.recoveryModel !== 'SIMPLE') facts.logFrom ??= header.firstLsn;
  }
  if (header.type !== 2 || header.copyOnly || options.has('NO_TRUNCATE')) return;
  facts.logFrom = header.lastLsn;
  facts.firstForkGuid = facts.forkGuid;
  delete facts.forkPointLsn;
  facts.log = facts.log.filter(record => record.lsn > header.lastLsn);
  if (!options.has('NORECOVERY')) return;
  facts.state = 'RESTORING';
  facts.restore = {
    redoLsn: header.lastLsn,
    baseGuid: facts.base?.guid ?? '',
    baseCheckpointLsn: facts.base?.checkpointLsn ?? 0n,
    forkGuid: facts.forkGuid,
    databaseVersion: facts.databaseVersion,
    differentialPossible: false,
  };
  database.content = undefined;
}

/** `0.123` and `18.9` of 3014. */
export function speed(pages: number, elapsedMs: number): readonly [seconds: string, rate: string] {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  return [seconds.toFixed(3), ((pages * pageSize) / 1_048_576 / seconds).toFixed(3)];
}

function tellResult(execution: Execution, header: SetHeader, verb: string): void {
  const [data, log] = [
    header.files.find(file => file.kind === 'ROWS'),
    header.files.find(file => file.kind === 'LOG'),
  ];
  if (header.type !== 2 && data !== undefined)
    execution.info(
      4035,
      messageText(
        4035,
        header.backedUpPages,
        header.databaseName,
        data.logicalName,
        header.position,
      ),
    );
  if (log !== undefined)
    execution.info(
      4035,
      messageText(4035, header.logPages, header.databaseName, log.logicalName, header.position),
    );
  const pages = (header.type === 2 ? 0 : header.backedUpPages) + header.logPages;
  const [seconds, rate] = speed(pages, execution.instance.world.now() - header.started);
  execution.info(3014, messageText(3014, verb, pages, seconds, rate));
}

const unsupported = ['STANDBY', 'PASSWORD', 'MEDIAPASSWORD', 'EXPIREDATE', 'RETAINDAYS'];

/** BACKUP DATABASE and BACKUP LOG; throws the cause, the caller adds 3013. */
export async function runBackupTo(execution: Execution, statement: Backup): Promise<void> {
  const { value, type } = evaluateAlone(execution, statement.database);
  const options = new Options(execution, statement.options, unsupported);
  const database = checkDatabase(execution, statement, options, textOf(value, type));
  if (execution.instance.mirrors.of(database.name)?.role === 'mirror')
    throw sqlError(954, database.name);
  const devices = await openDevices(execution, statement.devices);
  const { list, position } = await destinations(execution, devices, options);
  const verb = statement.what === 'log' ? 'BACKUP LOG' : 'BACKUP DATABASE';
  const { request } = execution.session;
  if (request) request.command = verb;
  database.busy = 'backup';
  try {
    const taken = await takeSnapshot(execution, statement, options, database);
    const snapshot = { ...taken, header: { ...taken.header, position } };
    const { header } = snapshot;
    const writer = await BackupWriter.open(execution, list, {
      checksum: header.checksums,
      compress: header.compressed,
    });
    const progress = new Progress(execution, options.stats, devices[0]?.path ?? '');
    let end: SetEnd;
    try {
      end = await writeSnapshot(snapshot, header, writer, progress, execution);
      await writer.close();
    } catch (error) {
      await writer.abandon();
      throw error;
    }
    remember(database, snapshot, options);
    await progress.reach(100);
    tellHistory(execution, () => recordBackup(execution, header, end, list));
    tellResult(execution, header, verb);
    execution.end(doneCommand.none);
  } finally {
    database.busy = undefined;
  }
}

/** History that cannot be written is an error of its own (3009); the backup or restore stays good. */
export function tellHistory(execution: Execution, write: () => void): void {
  try {
    write();
  } catch (error) {
    const errors = errorsOf(error);
    if (errors === undefined) throw error;
    execution.session.tell(errors, execution.sink, 1);
    execution.failed = true;
  }
}
