import { Cursor } from '../../language/cursor.ts';
import { parseObjectName } from '../../language/parse-expression.ts';
import {
  bigintType,
  decimalType,
  intType,
  nvarchar,
  smallintType,
  sysname,
  varbinary,
  variantType,
  type SqlType,
  type SqlValue,
  type Variant,
} from '../../values/types.ts';
import { findView } from '../../views/all-views.ts';
import { sameName, type Frame } from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import { errorsOf } from '../messages/sql-error.ts';
import { accessError, databaseRoles, isSysadmin } from '../principals/access.ts';
import { findTable } from '../queries/relations.ts';
import type { Execution } from '../sessions/execution.ts';
import { argument, builtIn, type BuiltIn, type Call } from './built-in.ts';
import { numberArgument, textArgument } from './text.ts';

function variant(type: SqlType, value: Variant['value']): Variant {
  return { kind: 'variant', type, value };
}

const text = (value: string): Variant => variant(nvarchar(128), value);
const number = (value: number): Variant => variant(intType, BigInt(value));

function engineEdition(execution: Execution): number {
  const { product } = execution.instance;
  if (product.express) return 4;
  return product.edition.startsWith('Enterprise') || product.edition.startsWith('Developer')
    ? 3
    : 2;
}

type Property = (execution: Execution) => Variant | null;

const serverProperties: Readonly<Record<string, Property>> = {
  productversion: ({ instance }) => text(instance.product.versionText),
  productlevel: ({ instance }) => text(instance.product.level),
  edition: ({ instance }) => text(instance.product.edition),
  engineedition: execution => number(engineEdition(execution)),
  servername: ({ instance }) => text(instance.serverName),
  machinename: ({ instance }) => text(instance.serverName.split('\\')[0] ?? ''),
  computernamephysicalnetbios: ({ instance }) => text(instance.serverName.split('\\')[0] ?? ''),
  instancename: ({ instance }) =>
    instance.instanceName === 'MSSQLSERVER' ? null : text(instance.instanceName.toUpperCase()),
  collation: () => text('SQL_Latin1_General_CP1_CI_AS'),
  isclustered: () => number(0),
  isintegratedsecurityonly: () => number(0),
  issingleuser: () => number(0),
  isfulltextinstalled: () => number(0),
  processid: () => number(process.pid),
  licensetype: () => text('DISABLED'),
  lcid: () => number(1033),
};
const since2012: Readonly<Record<string, Property>> = {
  ishadrenabled: () => number(0),
  islocaldb: () => number(0),
  instancedefaultdatapath: ({ instance }) => text(`${instance.defaultDataPath}\\`),
  instancedefaultlogpath: ({ instance }) => text(`${instance.defaultDataPath}\\`),
};

/** NULL for a property that is not known, as on a server. */
function serverProperty(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 0, frame)?.toLowerCase() ?? '';
  const { execution } = call;
  const newer = execution.instance.product.version[0] >= 11 ? since2012[name] : undefined;
  return (serverProperties[name] ?? newer)?.(execution) ?? null;
}

const databaseProperties: Readonly<Record<string, (database: Database) => Variant | null>> = {
  status: database => text(database.facts.state),
  recovery: database => text(database.facts.recoveryModel),
  useraccess: database => text(database.facts.access),
  updateability: database => text(database.facts.readOnly ? 'READ_ONLY' : 'READ_WRITE'),
  version: database =>
    database.content === undefined ? null : number(database.facts.databaseVersion),
  collation: database =>
    database.content === undefined ? null : text('SQL_Latin1_General_CP1_CI_AS'),
  isinstandby: () => number(0),
  isautoclose: () => number(0),
  isautoshrink: () => number(0),
};

function databaseProperty(call: Call, frame: Frame): SqlValue {
  const database = call.execution.instance.find(textArgument(call, 0, frame) ?? '');
  const name = textArgument(call, 1, frame)?.toLowerCase() ?? '';
  return database === undefined ? null : (databaseProperties[name]?.(database) ?? null);
}

function databaseId(call: Call, frame: Frame): SqlValue {
  const { instance, session } = call.execution;
  const name = call.arguments.length === 0 ? session.database : textArgument(call, 0, frame);
  const found = name === undefined ? undefined : instance.find(name);
  return found === undefined ? null : BigInt(found.facts.id);
}

function databaseName(call: Call, frame: Frame): SqlValue {
  const { instance, session } = call.execution;
  if (call.arguments.length === 0) return session.database;
  const id = numberArgument(call, 0, frame);
  return instance.databases().find(database => database.facts.id === id)?.name ?? null;
}

function currentDatabase(call: Call): Database {
  return call.execution.instance.database(call.execution.session.database);
}

function currentUser(call: Call): string {
  const { login } = call.execution.session;
  const database = currentDatabase(call);
  if (isSysadmin(login) || database.facts.ownerSid === login.sid) return 'dbo';
  const user = database.content?.principals.find(
    principal => principal.sid === login.sid && principal.type !== 'R',
  );
  return user?.name ?? 'guest';
}

function loginNamed(call: Call, frame: Frame): { id: number; sid: string } | undefined {
  const { instance, session } = call.execution;
  const name = call.arguments.length === 0 ? session.login.name : textArgument(call, 0, frame);
  return name === undefined ? undefined : instance.findLogin(name);
}

/** SUSER_NAME takes an id, SUSER_SNAME a SID. */
function loginName(call: Call, frame: Frame): SqlValue {
  const { instance, session } = call.execution;
  if (call.arguments.length === 0) return session.login.name;
  const value = argument(call, 0, frame);
  if (value instanceof Uint8Array) {
    const sid = Buffer.from(value).toString('hex').toUpperCase();
    return instance.loginBySid(sid)?.name ?? null;
  }
  const id = numberArgument(call, 0, frame);
  return instance.facts.logins.find(login => login.id === id)?.name ?? null;
}

function principalId(call: Call, frame: Frame): SqlValue {
  const name = call.arguments.length === 0 ? currentUser(call) : textArgument(call, 0, frame);
  const found = currentDatabase(call).content?.principals.find(
    principal => name !== undefined && sameName(principal.name, name),
  );
  return found === undefined ? null : BigInt(found.id);
}

function principalName(call: Call, frame: Frame): SqlValue {
  if (call.arguments.length === 0) return currentUser(call);
  const id = numberArgument(call, 0, frame);
  const found = currentDatabase(call).content?.principals.find(principal => principal.id === id);
  return found?.name ?? null;
}

function serverRoleMember(call: Call, frame: Frame): SqlValue {
  const { instance, session } = call.execution;
  const role = textArgument(call, 0, frame)?.toLowerCase() ?? '';
  const name = textArgument(call, 1, frame);
  const login = name === undefined ? session.login : instance.findLogin(name);
  if (login === undefined) return null;
  return role === 'public' || login.roles.includes(role) || isSysadmin(login) ? 1n : 0n;
}

function databaseRoleMember(call: Call, frame: Frame): SqlValue {
  const role = textArgument(call, 0, frame);
  const database = currentDatabase(call);
  if (role === undefined) return null;
  const known = database.content?.principals.some(one => sameName(one.name, role)) ?? false;
  if (!known) return null;
  const own = databaseRoles(call.execution.session.login, database);
  return own.some(one => sameName(one, role) || one === 'db_owner') ? 1n : 0n;
}

function hasAccess(call: Call, frame: Frame): SqlValue {
  const { instance, session } = call.execution;
  const database = instance.find(textArgument(call, 0, frame) ?? '');
  if (database === undefined) return null;
  return accessError(instance, session.login, database, session) === undefined ? 1n : 0n;
}

function objectId(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 0, frame);
  if (name === undefined || name === '') return null;
  const { execution } = call;
  try {
    const parsed = parseObjectName(new Cursor(name, execution.instance.product.version[0]));
    const parts = parsed.parts;
    // Temporary tables are asked for as tempdb..#name.
    const object = parts.at(-1) ?? '';
    const table = findTable(
      execution,
      object.startsWith('#') ? { ...parsed, parts: [object] } : parsed,
    );
    if (table !== undefined) return BigInt(table.objectId);
    const view = findView(parts.at(-2) ?? '', object);
    return view === undefined ? null : BigInt(-Math.abs(view.objectId));
  } catch (error) {
    // A name that leads nowhere has no object.
    if (errorsOf(error) === undefined) throw error;
    return null;
  }
}

function objectName(call: Call, frame: Frame): SqlValue {
  const id = numberArgument(call, 0, frame);
  const { instance } = call.execution;
  const databaseId = numberArgument(call, 1, frame);
  const database =
    databaseId === undefined
      ? currentDatabase(call)
      : instance.databases().find(one => one.facts.id === databaseId);
  const tables = database?.content?.tables ?? [];
  return tables.find(table => table.objectId === id)?.name ?? null;
}

export const serverFunctions: readonly (readonly [string, BuiltIn])[] = [
  ['SERVERPROPERTY', builtIn(1, 1, variantType, serverProperty)],
  ['DATABASEPROPERTYEX', builtIn(2, 2, variantType, databaseProperty)],
  ['DB_ID', builtIn(0, 1, intType, databaseId)],
  ['DB_NAME', builtIn(0, 1, sysname, databaseName)],
  [
    'SUSER_ID',
    builtIn(0, 1, intType, (call, frame) => {
      const login = loginNamed(call, frame);
      return login === undefined ? null : BigInt(login.id);
    }),
  ],
  [
    'SUSER_SID',
    builtIn(0, 2, varbinary(85), (call, frame) => {
      const login = loginNamed(call, frame);
      return login === undefined ? null : Buffer.from(login.sid, 'hex');
    }),
  ],
  ['SUSER_NAME', builtIn(0, 1, sysname, loginName)],
  ['SUSER_SNAME', builtIn(0, 1, sysname, loginName)],
  ['SYSTEM_USER', builtIn(0, 0, sysname, call => call.execution.session.login.name)],
  ['ORIGINAL_LOGIN', builtIn(0, 0, sysname, call => call.execution.session.login.name)],
  ['USER', builtIn(0, 0, sysname, currentUser)],
  ['CURRENT_USER', builtIn(0, 0, sysname, currentUser)],
  ['SESSION_USER', builtIn(0, 0, sysname, currentUser)],
  ['USER_ID', builtIn(0, 1, intType, principalId)],
  ['DATABASE_PRINCIPAL_ID', builtIn(0, 1, intType, principalId)],
  ['USER_NAME', builtIn(0, 1, sysname, principalName)],
  ['IS_SRVROLEMEMBER', builtIn(1, 2, intType, serverRoleMember)],
  ['IS_MEMBER', builtIn(1, 1, intType, databaseRoleMember)],
  ['IS_ROLEMEMBER', builtIn(1, 1, intType, databaseRoleMember)],
  ['HAS_DBACCESS', builtIn(1, 1, intType, hasAccess)],
  ['OBJECT_ID', builtIn(1, 2, intType, objectId)],
  ['OBJECT_NAME', builtIn(1, 2, sysname, objectName)],
  ['SCHEMA_NAME', builtIn(0, 1, sysname, () => 'dbo')],
  ['SCHEMA_ID', builtIn(0, 1, intType, () => 1n)],
  ['HOST_NAME', builtIn(0, 0, sysname, call => call.execution.session.client.hostName)],
  ['APP_NAME', builtIn(0, 0, sysname, call => call.execution.session.client.appName)],
  [
    'XACT_STATE',
    builtIn(0, 0, smallintType, call => BigInt(call.execution.session.transactions.state)),
  ],
  [
    'SCOPE_IDENTITY',
    builtIn(0, 0, decimalType(38, 0), call => {
      const { lastIdentity } = call.execution.session;
      return lastIdentity === undefined
        ? null
        : { kind: 'decimal', unscaled: lastIdentity, scale: 0 };
    }),
  ],
  ['ROWCOUNT_BIG', builtIn(0, 0, bigintType, call => BigInt(call.execution.session.rowCount))],
];
