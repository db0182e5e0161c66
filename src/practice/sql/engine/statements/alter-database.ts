import { setTimeout as wait } from 'node:timers/promises';
import type { ServerStatement, SetOption } from '../../language/statements.ts';
import { sameName } from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import {
  messageText,
  notSupported,
  sqlError,
  SqlErrors,
  type SqlError,
} from '../messages/sql-error.ts';
import { isSysadmin } from '../principals/access.ts';
import type { Execution } from '../sessions/execution.ts';
import { cutOthers } from './kill.ts';

type Alter = Extract<ServerStatement, { kind: 'alter-database' }>;

/** A refusal comes with 5069 behind it. */
function refused(error: SqlError): SqlErrors {
  return new SqlErrors([error, sqlError(5069)]);
}

function cut(execution: Execution, database: Database): void {
  const { instance, session } = execution;
  const users = instance.usersOf(database.name, session);
  if (users.length === 0) return;
  execution.info(5060, messageText(5060, 0));
  for (const { session: found } of users) found?.end();
  cutOthers(
    instance,
    users.flatMap(({ other }) => (other === undefined ? [] : [other])),
  );
  execution.info(5060, messageText(5060, 100));
}

/** Waits until nobody else is in the database, or ends the others, as the statement says. */
async function becomeAlone(
  execution: Execution,
  database: Database,
  termination: SetOption['termination'],
): Promise<void> {
  const { instance, session } = execution;
  const busy = (): boolean => instance.usersOf(database.name, session).length > 0;
  if (!busy()) return;
  if (termination === 'no-wait') throw refused(sqlError(5061, database.name));
  if (termination === 'immediate') {
    cut(execution, database);
    return;
  }
  const until =
    termination === undefined ? Infinity : performance.now() + termination.afterSeconds * 1000;
  if (session.request) session.request.waitType = 'LCK_M_X';
  while (busy()) {
    if (performance.now() >= until) cut(execution, database);
    else await wait(20, undefined, { signal: execution.signal });
  }
  if (session.request) session.request.waitType = undefined;
}

function setRecovery(database: Database, model: string | undefined): void {
  const { facts } = database;
  if (model !== 'FULL' && model !== 'SIMPLE' && model !== 'BULK_LOGGED')
    throw sqlError(102, model ?? '');
  if (sameName(facts.name, 'tempdb')) throw refused(sqlError(5058, 'RECOVERY', 'tempdb'));
  facts.recoveryModel = model;
  if (model === 'SIMPLE') {
    // The chain is broken: log backups need a new full or differential backup.
    delete facts.logFrom;
    facts.log = [];
  }
}

async function setAccess(
  execution: Execution,
  database: Database,
  access: 'MULTI_USER' | 'SINGLE_USER' | 'RESTRICTED_USER',
  termination: SetOption['termination'],
): Promise<void> {
  const { facts } = database;
  const { instance, session } = execution;
  if (database.isSystem) throw refused(sqlError(5058, access, database.name));
  if (facts.access === 'SINGLE_USER' && termination === undefined) {
    const others = instance.usersOf(database.name, session);
    if (others.length > 0) throw refused(sqlError(5064, database.name));
  }
  if (access !== 'MULTI_USER' || termination !== undefined)
    await becomeAlone(execution, database, termination);
  facts.access = access;
}

async function setState(
  execution: Execution,
  database: Database,
  online: boolean,
  termination: SetOption['termination'],
): Promise<void> {
  const { facts } = database;
  const { instance } = execution;
  if (database.isSystem)
    throw refused(sqlError(5058, online ? 'ONLINE' : 'OFFLINE', database.name));
  if (facts.state === 'RESTORING') throw refused(sqlError(5052, database.name));
  if (!online) {
    await becomeAlone(execution, database, termination);
    await instance.options.store.flush(database);
    facts.state = 'OFFLINE';
    database.content = undefined;
    execution.session.follow(database.name, 'master');
    return;
  }
  facts.state = 'ONLINE';
  const opened = await instance.options.store.open(database);
  if (opened !== 'ONLINE') {
    const path = database.dataFile?.physicalName ?? '';
    const text = 'The system cannot find the file specified.';
    throw new SqlErrors([
      sqlError(5120, path, 2, text),
      sqlError(945, database.name),
      sqlError(5069),
    ]);
  }
}

/** `SET PARTNER OFF`. Mirrors are made and switched by the management shell only. */
function endMirror({ instance }: Execution, database: Database, value: string | undefined): void {
  if (instance.mirrors.of(database.name) === undefined) throw sqlError(1416, database.name);
  if (value !== 'OFF') throw notSupported(`ALTER DATABASE … SET PARTNER ${value ?? ''}`);
  instance.mirrors.end(database.name);
}

async function setOption(
  execution: Execution,
  database: Database,
  option: SetOption,
): Promise<void> {
  const [word = '', value] = option.words;
  const { facts } = database;
  switch (word) {
    case 'SINGLE_USER':
    case 'MULTI_USER':
    case 'RESTRICTED_USER':
      await setAccess(execution, database, word, option.termination);
      return;
    case 'ONLINE':
    case 'OFFLINE':
      await setState(execution, database, word === 'ONLINE', option.termination);
      return;
    case 'RECOVERY':
      setRecovery(database, value);
      return;
    case 'READ_ONLY':
    case 'READ_WRITE':
      await becomeAlone(execution, database, option.termination);
      facts.readOnly = word === 'READ_ONLY';
      return;
    case 'PARTNER':
      endMirror(execution, database, value);
      return;
    case 'TRUSTWORTHY':
      facts.trustworthy = value === 'ON';
      return;
    case 'COMPATIBILITY_LEVEL':
      facts.compatibility = Number(value);
      return;
    default:
      throw notSupported(`ALTER DATABASE … SET ${word}`);
  }
}

function rename(execution: Execution, database: Database, name: string): void {
  const { instance, session } = execution;
  if (database.isSystem) throw refused(sqlError(5058, 'MODIFY NAME', database.name));
  if (instance.find(name) !== undefined) throw sqlError(1801, name);
  if (instance.usersOf(database.name, session).length > 0) throw sqlError(5030);
  const before = database.name;
  instance.remove(before);
  database.facts.name = name;
  instance.add(database);
  for (const other of instance.sessions.values()) other.follow(before, name);
  execution.info(5021, `The database name '${name}' has been set.`);
}

/** ALTER DATABASE; throws 5011 and the refusal of each change with 5069. */
export async function alterDatabase(execution: Execution, statement: Alter): Promise<void> {
  const { instance, session } = execution;
  const name = statement.database === '' ? session.database : statement.database;
  const database = instance.find(name);
  const { login } = session;
  const allowed =
    isSysadmin(login) ||
    login.roles.includes('dbcreator') ||
    database?.facts.ownerSid === login.sid;
  if (database === undefined || !allowed) throw refused(sqlError(5011, name));
  if (database.busy !== undefined) throw refused(sqlError(3023));
  const { change } = statement;
  if (change.kind === 'set') await setOption(execution, database, change.option);
  else if (change.kind === 'rename') rename(execution, database, change.name);
  else throw notSupported('ALTER DATABASE … MODIFY FILE');
}
