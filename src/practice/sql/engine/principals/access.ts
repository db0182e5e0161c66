import type { Database } from '../instance/database.ts';
import type { Instance } from '../instance/instance.ts';
import { sqlError, type SqlError } from '../messages/sql-error.ts';
import type { Session } from '../sessions/session.ts';
import type { Login } from './principals.ts';

export function isSysadmin(login: Login): boolean {
  return login.roles.includes('sysadmin');
}

/** Fixed roles of a database that a login is in by way of its user; dbo is in db_owner. */
export function databaseRoles(login: Login, database: Database): readonly string[] {
  const { content } = database;
  if (isSysadmin(login) || database.facts.ownerSid === login.sid) return ['db_owner'];
  if (content === undefined) return [];
  const user = content.principals.find(
    principal => principal.sid === login.sid && principal.type !== 'R',
  );
  if (user === undefined) return [];
  const ids = content.memberships.filter(one => one.member === user.id).map(one => one.role);
  return content.principals.filter(one => ids.includes(one.id)).map(one => one.name);
}

/** Whether a login has a user in a database. */
function mayEnter(login: Login, database: Database): boolean {
  if (isSysadmin(login) || database.facts.ownerSid === login.sid) return true;
  if (['master', 'tempdb', 'msdb'].includes(database.name.toLowerCase())) return true;
  return (
    database.content?.principals.some(
      principal => principal.sid === login.sid && principal.type !== 'R',
    ) ?? false
  );
}

/** The error for a database whose state does not let anybody in. */
export function stateError(database: Database): SqlError | undefined {
  switch (database.facts.state) {
    case 'ONLINE':
    case 'EMERGENCY':
      return undefined;
    case 'RESTORING':
      return sqlError(927, database.name);
    case 'OFFLINE':
      return sqlError(942, database.name);
    case 'SUSPECT':
      return sqlError(926, database.name);
    default:
      return sqlError(945, database.name);
  }
}

/** Why a login may not go into a database now; undefined when it may. */
export function accessError(
  instance: Instance,
  login: Login,
  database: Database,
  session: Session | undefined,
): SqlError | undefined {
  if (instance.mirrors.of(database.name)?.role === 'mirror') return sqlError(954, database.name);
  const state = stateError(database);
  if (state !== undefined) return state;
  if (!mayEnter(login, database)) return sqlError(916, login.name, database.name);
  const others = instance.usersOf(database.name, session);
  if (database.facts.access === 'SINGLE_USER' && others.length > 0)
    return sqlError(924, database.name);
  return undefined;
}

/** Throws unless the login has one of these roles in the database. */
export function demandRole(
  login: Login,
  database: Database,
  roles: readonly string[],
  error: () => SqlError,
): void {
  const own = databaseRoles(login, database);
  if (!roles.some(role => own.includes(role))) throw error();
}
