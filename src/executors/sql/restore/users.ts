import type { SqlSession } from '../backend.ts';
import { bracketed, literal } from '../quoting.ts';
import { askRows } from '../server/ask.ts';

/** A user of a database. */
export interface DatabaseUser {
  readonly name: string;
  /** `S` SQL user, `U` Windows user, `G` Windows group. */
  readonly type: string;
  readonly roles: readonly string[];
  /** No login of the server has its SID: nobody can use it. */
  readonly orphaned: boolean;
}

interface Place {
  readonly session: SqlSession;
  readonly instance: string;
  readonly database: string;
  readonly signal: AbortSignal;
}

/** Role that Lync's services are in, in each of their databases. */
export const serverRole = 'ServerRole';

/** Users of a database without the server's own, with their roles and whether a login is behind them. */
export async function readUsersOf(place: Place): Promise<DatabaseUser[]> {
  const { session, instance, database, signal } = place;
  const db = bracketed(database);
  const users = await askRows(
    session,
    {
      text:
        'SELECT p.principal_id, p.name, p.type, CASE WHEN s.sid IS NULL THEN 1 ELSE 0 END AS orphaned' +
        ` FROM ${db}.sys.database_principals p LEFT JOIN sys.server_principals s ON s.sid = p.sid` +
        " WHERE p.type IN ('S', 'U', 'G') AND p.principal_id > 4 ORDER BY p.name",
    },
    instance,
    signal,
  );
  const memberships = await askRows(
    session,
    {
      text:
        `SELECT m.member_principal_id, r.name FROM ${db}.sys.database_role_members m` +
        ` JOIN ${db}.sys.database_principals r ON r.principal_id = m.role_principal_id ORDER BY r.name`,
    },
    instance,
    signal,
  );
  return users.map(row => ({
    name: row.text('name'),
    type: row.text('type').trim(),
    roles: memberships
      .filter(one => one.text('member_principal_id') === row.text('principal_id'))
      .map(one => one.text('name')),
    orphaned: row.flag('orphaned'),
  }));
}

/** Whether the database has that role. */
export async function hasRole(place: Place, role: string): Promise<boolean> {
  const { session, instance, database, signal } = place;
  const text = `SELECT name FROM ${bracketed(database)}.sys.database_principals WHERE type = 'R' AND name = ${literal(role)}`;
  return (await askRows(session, { text }, instance, signal)).length > 0;
}

/**
 * T-SQL that gives a Windows group its login and user where they are missing and puts it into a role
 * (`sp_addrolemember`: 2008 R2 has no `ALTER ROLE … ADD MEMBER`).
 */
export function grantRole(database: string, role: string, principal: string): string[] {
  const [name, text] = [bracketed(principal), literal(principal)];
  const db = bracketed(database);
  return [
    `IF SUSER_ID(${text}) IS NULL CREATE LOGIN ${name} FROM WINDOWS`,
    `USE ${db}; IF USER_ID(${text}) IS NULL CREATE USER ${name} FOR LOGIN ${name}`,
    `USE ${db}; EXEC sp_addrolemember ${literal(role)}, ${text}; USE master`,
  ];
}
