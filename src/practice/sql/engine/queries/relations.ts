import type { ObjectName } from '../../language/ast.ts';
import type { Table } from '../../storage/content.ts';
import { findView } from '../../views/all-views.ts';
import { isOtherView } from '../../views/other-views.ts';
import { sameName, type Relation, type ScopeColumn } from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import { notSupported, sqlError, type SqlError } from '../messages/sql-error.ts';
import { accessError, databaseRoles } from '../principals/access.ts';
import type { Execution } from '../sessions/execution.ts';

/** A name's database, schema and object. */
export interface ResolvedName {
  readonly database: Database;
  /** Empty when none was named. */
  readonly schema: string;
  readonly object: string;
}

function missing(name: ObjectName): SqlError {
  const error = sqlError(208, name.parts.join('.'));
  error.line = name.line;
  return error;
}

/** Finds the database of a name and checks that the session may read there; throws 208, 916 and its kin. */
export function resolveName(execution: Execution, name: ObjectName): ResolvedName {
  const [object = '', schema = '', database = '', server = ''] = [...name.parts].reverse();
  if (server !== '') throw notSupported('A linked server', name.line);
  const { session, instance } = execution;
  const found = instance.find(database === '' ? session.database : database);
  if (found === undefined) throw missing(name);
  if (!sameName(found.name, session.database)) {
    const error = accessError(instance, session.login, found, session);
    if (error !== undefined) throw error;
  }
  return { database: found, schema, object };
}

/** A table by name: temporary, or of a database; undefined when there is none. */
export function findTable(execution: Execution, name: ObjectName): Table | undefined {
  const object = name.parts.at(-1) ?? '';
  if (object.startsWith('#'))
    return execution.session.temporary.find(table => sameName(table.name, object));
  const { database, schema } = resolveName(execution, name);
  return database.content?.tables.find(
    table => sameName(table.name, object) && sameName(table.schema, schema === '' ? 'dbo' : schema),
  );
}

/** Throws 229 unless the session may do that in the database. */
export function demandPermission(
  execution: Execution,
  database: Database,
  permission: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE',
  table: Table,
): void {
  const roles = databaseRoles(execution.session.login, database);
  const wanted = permission === 'SELECT' ? 'db_datareader' : 'db_datawriter';
  if (roles.includes('db_owner') || roles.includes(wanted)) return;
  if (sameName(database.name, 'msdb') && permission === 'SELECT') return;
  throw sqlError(229, permission, table.name, database.name, table.schema);
}

/** A table that is damaged gives the error of its first damaged page. */
function refuseDamaged(database: Database, table: Table): void {
  const page = database.damaged.find(one => one.objectId === table.objectId);
  if (page === undefined) return;
  const path = database.dataFile?.physicalName ?? '';
  const offset = `0x${(page.page * 8192).toString(16).padStart(16, '0')}`;
  throw sqlError(824, '0x5c3a1f20', '0x17e6d1a4', page.page, database.facts.id, offset, path);
}

/** What a name in FROM means; throws 208 and the errors of a database that cannot be read. */
export function relationOf(execution: Execution, name: ObjectName): Relation {
  const object = name.parts.at(-1) ?? '';
  if (!object.startsWith('#')) {
    const { database, schema } = resolveName(execution, name);
    const view = findView(schema, object);
    if (view !== undefined) {
      const columns = view.columns.map(([column, type]) => ({ table: object, name: column, type }));
      return { columns, rows: () => view.rows({ execution, database }) };
    }
    const table = findTable(execution, name);
    if (table === undefined && isOtherView(schema, object))
      throw notSupported(`The view ${object}`, name.line);
    if (table === undefined) throw missing(name);
    demandPermission(execution, database, 'SELECT', table);
    refuseDamaged(database, table);
    return tableRelation(table);
  }
  const table = findTable(execution, name);
  if (table === undefined) throw missing(name);
  return tableRelation(table);
}

/** A table's columns as an expression names them. */
export function tableColumns(table: Table, alias = table.name): ScopeColumn[] {
  return table.columns.map(column => ({
    table: alias,
    name: column.name,
    type: column.type,
    nullable: column.nullable,
    ...(column.identity && { identity: true }),
  }));
}

/** A table under its own name; its rows as they are when they are read. */
export function tableRelation(table: Table): Relation {
  return { columns: tableColumns(table), rows: () => table.rows };
}
