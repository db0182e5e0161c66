import type { ServerStatement } from '../../language/statements.ts';
import { textOf } from '../../values/convert.ts';
import { floatType, intType, nvarchar, smallintType, sysname } from '../../values/types.ts';
import { doneCommand } from '../../wire/tokens.ts';
import { evaluateAlone } from '../expressions/bind.ts';
import { sameName } from '../expressions/scope.ts';
import { messageText, notSupported, sqlError } from '../messages/sql-error.ts';
import { sendRows } from '../procedures/procedure.ts';
import type { Execution } from '../sessions/execution.ts';
import { checkDatabase, databaseNamed } from './check-database.ts';
import { databaseInfo } from './database-info.ts';

export type Dbcc = Extract<ServerStatement, { kind: 'dbcc' }>;

/** The message that every DBCC ends with, unless it is told to be quiet. */
function complete(execution: Execution, statement: Dbcc): void {
  if (!statement.options.includes('NO_INFOMSGS')) execution.info(2528, messageText(2528));
  execution.end(doneCommand.none);
}

function firstText(execution: Execution, statement: Dbcc): string {
  const [argument] = statement.arguments;
  if (argument === undefined) return '';
  const { value, type } = evaluateAlone(execution, argument);
  return textOf(value, type);
}

/** `DBCC SQLPERF(LOGSPACE)`. What a log really uses is not played: all of it counts as free. */
async function logSpace(execution: Execution, statement: Dbcc): Promise<void> {
  const asked = firstText(execution, statement);
  if (!sameName(asked, 'LOGSPACE')) throw notSupported(`DBCC SQLPERF(${asked})`);
  const real = { ...floatType, name: 'real' } as const;
  const columns = [
    { name: 'Database Name', type: sysname },
    { name: 'Log Size (MB)', type: real },
    { name: 'Log Space Used (%)', type: real },
    { name: 'Status', type: intType },
  ];
  const rows = execution.instance
    .databases()
    .filter(database => database.facts.state === 'ONLINE')
    .map(database => {
      const logs = database.facts.files.filter(file => file.kind === 'LOG');
      const pages = logs.reduce((sum, file) => sum + file.sizePages, 0);
      return [database.name, pages / 128, 0, 0n];
    });
  await execution.resultSet(columns, rows);
  complete(execution, statement);
}

/** `DBCC SHOWFILESTATS`: extents of 64 KB; what is used is not told apart from what is taken. */
async function fileStatistics(execution: Execution, statement: Dbcc): Promise<void> {
  const database = execution.instance.database(execution.session.database);
  const rows = database.facts.files
    .filter(file => file.kind === 'ROWS')
    .map(file => {
      const extents = Math.floor(file.sizePages / 8);
      return [file.fileId, 1, extents, extents, file.logicalName, file.physicalName];
    });
  await sendRows(
    execution,
    [
      ['Fileid', intType],
      ['FileGroup', intType],
      ['TotalExtents', intType],
      ['UsedExtents', intType],
      ['Name', sysname],
      ['FileName', nvarchar(260)],
    ],
    rows,
  );
  complete(execution, statement);
}

function openTransaction(execution: Execution, statement: Dbcc): void {
  const database = databaseNamed(execution, statement);
  const open = [...execution.instance.sessions.values()].filter(
    session => session.transactions.depth > 0 && sameName(session.database, database.name),
  );
  if (open.length === 0) execution.info(7969, messageText(7969));
  else throw notSupported('DBCC OPENTRAN with a transaction that is open');
  complete(execution, statement);
}

async function inputBuffer(execution: Execution, statement: Dbcc): Promise<void> {
  const spid = Number(firstText(execution, statement));
  const session = execution.instance.sessions.get(spid);
  const other = execution.instance.others.find(one => one.spid === spid);
  if (session === undefined && other === undefined) throw sqlError(7955, spid);
  await sendRows(
    execution,
    [
      ['EventType', nvarchar(30)],
      ['Parameters', smallintType],
      ['EventInfo', nvarchar(4000)],
    ],
    [['Language Event', 0, session?.request?.text.slice(0, 4000) ?? null]],
  );
  complete(execution, statement);
}

async function userOptions(execution: Execution, statement: Dbcc): Promise<void> {
  const { settings } = execution.session;
  const own: [string, string][] = [
    ['textsize', settings.others.get('TEXTSIZE') ?? '2147483647'],
    ['language', 'us_english'],
    ['dateformat', 'mdy'],
    ['datefirst', '7'],
    ['lock_timeout', settings.others.get('LOCK_TIMEOUT') ?? '-1'],
  ];
  const switches: [string, boolean][] = [
    ['quoted_identifier', settings.quotedIdentifier],
    ['nocount', settings.noCount],
    ['xact_abort', settings.xactAbort],
    ['implicit_transactions', settings.implicitTransactions],
    ['ansi_nulls', true],
    ['concat_null_yields_null', true],
  ];
  const set = switches.flatMap(([name, on]): [string, string][] => (on ? [[name, 'SET']] : []));
  const isolation =
    settings.others.get('TRANSACTION ISOLATION LEVEL')?.toLowerCase() ?? 'read committed';
  await sendRows(
    execution,
    [
      ['Set Option', nvarchar(128)],
      ['Value', nvarchar(128)],
    ],
    [...own, ...set, ['isolation level', isolation]],
  );
  complete(execution, statement);
}

/** What SQL Server has and this server does not. */
const others = new Set(
  `CHECKALLOC CHECKCATALOG CHECKCONSTRAINTS CHECKFILEGROUP CHECKIDENT CHECKTABLE CLEANTABLE CLONEDATABASE
  DBREINDEX ERRORLOG EXTENTINFO FREESESSIONCACHE FREESYSTEMCACHE HELP IND INDEXDEFRAG LOG LOGINFO MEMORYSTATUS
  OUTPUTBUFFER PAGE PINTABLE PROCCACHE SHOWCONTIG SHOW_STATISTICS SHRINKDATABASE SHRINKFILE TRACESTATUS
  UNPINTABLE UPDATEUSAGE DBTABLE`.split(/\s+/u),
);

/** DBCC; throws 2526 for a command that there is not. */
export async function runDbcc(execution: Execution, statement: Dbcc): Promise<void> {
  switch (statement.command) {
    case 'CHECKDB':
      return checkDatabase(execution, statement);
    case 'DBINFO':
      if (!statement.options.includes('TABLERESULTS')) throw notSupported('DBCC DBINFO');
      return databaseInfo(execution, databaseNamed(execution, statement));
    case 'SQLPERF':
      return logSpace(execution, statement);
    case 'SHOWFILESTATS':
      return fileStatistics(execution, statement);
    case 'OPENTRAN':
      openTransaction(execution, statement);
      return;
    case 'INPUTBUFFER':
      return inputBuffer(execution, statement);
    case 'USEROPTIONS':
      return userOptions(execution, statement);
    // There are no caches here and trace flags steer nothing that is played.
    case 'DROPCLEANBUFFERS':
    case 'FREEPROCCACHE':
    case 'TRACEON':
    case 'TRACEOFF':
      complete(execution, statement);
      return;
    default:
      if (others.has(statement.command)) throw notSupported(`DBCC ${statement.command}`);
      throw sqlError(2526);
  }
}
