import { notSupported } from '../engine/messages/sql-error.ts';
import type { Expression } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { BackupStatement, Body, Device, StatementOption } from './statements.ts';

/** A database or device: a name, a string or a variable, never an expression. */
function parseNameOrVariable(cursor: Cursor, strings: boolean): Expression {
  const token = cursor.peek();
  if (token.kind === 'variable') {
    cursor.next();
    return { kind: 'variable', name: token.text, line: token.line };
  }
  if (strings && (token.kind === 'string' || token.kind === 'national'))
    return { kind: 'string', text: cursor.next().text, national: true };
  return { kind: 'string', text: cursor.name(), national: true };
}

function parseDevice(cursor: Cursor): Device {
  const { kind } = cursor.peek();
  if (cursor.accept('DISK')) {
    cursor.expect('=');
    if (cursor.isName()) throw cursor.unexpected();
    return { kind: 'disk', path: parseNameOrVariable(cursor, true) };
  }
  if (cursor.is('TAPE') || cursor.is('URL') || cursor.is('PIPE') || cursor.is('VIRTUAL_DEVICE'))
    throw notSupported(`A device of kind ${cursor.peek().upper}`, cursor.line);
  if (kind === 'string' || kind === 'national') throw cursor.unexpected();
  return { kind: 'logical', path: parseNameOrVariable(cursor, false) };
}

function parseDevices(cursor: Cursor): Device[] {
  const devices = [parseDevice(cursor)];
  while (cursor.accept(',')) devices.push(parseDevice(cursor));
  return devices;
}

function parseOptionValue(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (token.kind === 'integer') return { kind: 'integer', text: cursor.next().text };
  if (token.kind === 'word') return { kind: 'string', text: cursor.next().text, national: true };
  return parseNameOrVariable(cursor, true);
}

/** Each option of WITH; which ones a statement takes is decided where it runs. */
function parseOption(cursor: Cursor): StatementOption {
  const { line } = cursor;
  const name = cursor.word();
  if (name === 'MOVE') {
    const value = parseNameOrVariable(cursor, true);
    cursor.expect('TO');
    return { name, value, to: parseNameOrVariable(cursor, true), line };
  }
  if (!cursor.accept('=')) return { name, line };
  return { name, value: parseOptionValue(cursor), line };
}

const backupOptions = new Set(
  `BLOCKSIZE BUFFERCOUNT CHECKSUM COMPRESSION CONTINUE_AFTER_ERROR COPY_ONLY DESCRIPTION DIFFERENTIAL
  EXPIREDATE FORMAT INIT MAXTRANSFERSIZE MEDIADESCRIPTION MEDIANAME MEDIAPASSWORD NAME NOFORMAT NOINIT
  NORECOVERY NOREWIND NOSKIP NOUNLOAD NO_CHECKSUM NO_COMPRESSION NO_TRUNCATE PASSWORD RETAINDAYS REWIND
  SKIP STANDBY STATS STOP_ON_ERROR UNLOAD`.split(/\s+/u),
);
const restoreOptions = new Set(
  `BLOCKSIZE BUFFERCOUNT CHECKSUM CONTINUE_AFTER_ERROR ENABLE_BROKER ERROR_BROKER_CONVERSATIONS FILE
  KEEP_CDC KEEP_REPLICATION LOADHISTORY MAXTRANSFERSIZE MEDIANAME MEDIAPASSWORD MOVE NEW_BROKER
  NORECOVERY NOREWIND NOUNLOAD NO_CHECKSUM PARTIAL PASSWORD RECOVERY REPLACE RESTART RESTRICTED_USER
  REWIND STANDBY STATS STOPAT STOPATMARK STOPBEFOREMARK STOP_ON_ERROR UNLOAD METADATAONLY SNAPSHOT`.split(
    /\s+/u,
  ),
);

function parseOptions(cursor: Cursor, known: ReadonlySet<string>): StatementOption[] {
  if (!cursor.accept('WITH')) return [];
  const options: StatementOption[] = [];
  do {
    const at = cursor.peek();
    const option = parseOption(cursor);
    if (!known.has(option.name)) throw cursor.unexpected(at);
    options.push(option);
  } while (cursor.accept(','));
  return options;
}

function refuseFiles(cursor: Cursor): void {
  if (['FILE', 'FILEGROUP', 'PAGE', 'READ_WRITE_FILEGROUPS'].some(word => cursor.is(word)))
    throw notSupported('Backup and restore of single files, filegroups and pages', cursor.line);
}

export function parseBackup(cursor: Cursor): Body {
  cursor.expect('BACKUP');
  const word = cursor.oneOf('DATABASE', 'LOG', 'TRANSACTION', 'TRAN');
  if (word === undefined) {
    if (cursor.is('CERTIFICATE') || cursor.is('MASTER') || cursor.is('SERVICE'))
      throw notSupported(`BACKUP ${cursor.peek().upper}`, cursor.line);
    throw cursor.unexpected();
  }
  const database = parseNameOrVariable(cursor, false);
  refuseFiles(cursor);
  cursor.expect('TO');
  const devices = parseDevices(cursor);
  if (cursor.is('MIRROR')) throw notSupported('MIRROR TO', cursor.line);
  const options = parseOptions(cursor, backupOptions);
  return {
    kind: 'backup',
    what: word === 'DATABASE' ? 'database' : 'log',
    database,
    devices,
    options,
  };
}

type RestoreKind = Extract<BackupStatement, { kind: 'restore' }>['what'];

const restoreKinds: readonly (readonly [string, RestoreKind])[] = [
  ['DATABASE', 'database'],
  ['LOG', 'log'],
  ['TRANSACTION', 'log'],
  ['TRAN', 'log'],
  ['HEADERONLY', 'headeronly'],
  ['FILELISTONLY', 'filelistonly'],
  ['LABELONLY', 'labelonly'],
  ['VERIFYONLY', 'verifyonly'],
];

export function parseRestore(cursor: Cursor): Body {
  cursor.expect('RESTORE');
  const found = restoreKinds.find(([word]) => cursor.accept(word));
  if (found === undefined) throw cursor.unexpected();
  const [, what] = found;
  const named = what === 'database' || what === 'log';
  const database = named ? parseNameOrVariable(cursor, false) : undefined;
  refuseFiles(cursor);
  let devices: Device[] = [];
  if (named ? cursor.accept('FROM') : (cursor.expect('FROM'), true)) {
    if (cursor.is('DATABASE_SNAPSHOT')) throw notSupported('Database snapshots', cursor.line);
    devices = parseDevices(cursor);
  }
  const options = parseOptions(cursor, restoreOptions);
  return { kind: 'restore', what, devices, options, ...(database && { database }) };
}
