import { decodeDataFile } from '../../storage/data-file.ts';
import { textOf } from '../../values/convert.ts';
import { doneCommand } from '../../wire/tokens.ts';
import { evaluateAlone } from '../expressions/bind.ts';
import type { Database } from '../instance/database.ts';
import { messageText, notSupported, sqlError, SqlErrors } from '../messages/sql-error.ts';
import { databaseRoles, stateError } from '../principals/access.ts';
import type { Execution } from '../sessions/execution.ts';
import type { Dbcc } from './dbcc.ts';

/** The database that the first argument names by name or number; the current one without it. Throws 2520. */
export function databaseNamed(execution: Execution, statement: Dbcc): Database {
  const { session, instance } = execution;
  const [argument] = statement.arguments;
  if (argument === undefined) return instance.database(session.database);
  const { value, type } = evaluateAlone(execution, argument);
  if (typeof value === 'bigint') {
    if (value === 0n) return instance.database(session.database);
    const found = instance.databases().find(one => BigInt(one.facts.id) === value);
    if (found !== undefined) return found;
  }
  const name = textOf(value, type);
  const found = instance.find(name);
  if (found === undefined) throw sqlError(2520, name);
  return found;
}

/** Errors for each damaged page, the ones of a table together. */
function damageErrors(database: Database): SqlErrors | undefined {
  if (database.damaged.length === 0) return undefined;
  const errors = database.damaged.flatMap(({ page, objectId }) => [
    sqlError(8928, objectId, page),
    sqlError(8939, objectId, page),
  ]);
  return new SqlErrors(errors);
}

/** Options that change what is told only, or nothing that is played. */
const harmless = new Set(
  'NO_INFOMSGS ALL_ERRORMSGS PHYSICAL_ONLY DATA_PURITY TABLOCK EXTENDED_LOGICAL_CHECKS'.split(' '),
);

/** Repair is never done here, and never without a word. */
function refuseRepair(execution: Execution, statement: Dbcc, database: Database): void {
  const odd = statement.options.find(option => !harmless.has(option));
  if (odd !== undefined) throw notSupported(`DBCC CHECKDB WITH ${odd}`);
  const [, second] = statement.arguments;
  if (second === undefined) return;
  const { value, type } = evaluateAlone(execution, second);
  const word = textOf(value, type).toUpperCase();
  if (word === 'NOINDEX') return;
  if (!word.startsWith('REPAIR_')) throw sqlError(2526);
  if (database.facts.access !== 'SINGLE_USER') throw sqlError(7919);
  throw notSupported(`DBCC CHECKDB with ${word}`);
}

/** DBCC CHECKDB: reads every page again and tells each that is damaged. */
export async function checkDatabase(execution: Execution, statement: Dbcc): Promise<void> {
  const { instance, session } = execution;
  const database = databaseNamed(execution, statement);
  refuseRepair(execution, statement, database);
  const closed = stateError(database);
  if (closed !== undefined) throw closed;
  if (!databaseRoles(session.login, database).includes('db_owner'))
    throw sqlError(7983, session.login.name, 'checkdb', database.name);
  if (session.request) session.request.command = 'DBCC TABLE CHECK';
  await instance.options.store.flush(database);
  const bytes = await instance.options.store.readData(database);
  database.damaged =
    bytes === undefined ? [{ page: 0, objectId: 0 }] : decodeDataFile(bytes).damaged;
  const quiet = statement.options.includes('NO_INFOMSGS');
  if (!quiet) {
    execution.info(2536, messageText(2536, database.name));
    for (const table of database.content?.tables ?? []) {
      execution.info(2536, messageText(2536, table.name));
      const pages = Math.max(1, Math.ceil(table.rows.length / 50));
      execution.info(2593, messageText(2593, table.rows.length, pages, table.name));
    }
  }
  const errors = damageErrors(database);
  if (errors === undefined) {
    database.facts.checkedGood = instance.world.now();
    await instance.save();
  } else {
    session.tell(errors.errors, execution.sink, 1);
    execution.failed = true;
    const tables = new Set(database.damaged.map(one => one.objectId));
    for (const objectId of tables) {
      const count = database.damaged.filter(one => one.objectId === objectId).length * 2;
      const name =
        database.content?.tables.find(one => one.objectId === objectId)?.name ?? 'sys.sysobjvalues';
      execution.info(8990, messageText(8990, 0, count, name, objectId));
    }
  }
  const count = errors?.errors.length ?? 0;
  if (!quiet || count > 0) execution.info(8989, messageText(8989, 0, count, database.name));
  if (!quiet) execution.info(2528, messageText(2528));
  execution.sink.end({ command: doneCommand.none, nested: execution.nested, error: count > 0 });
}
