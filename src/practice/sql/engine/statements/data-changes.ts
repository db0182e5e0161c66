import type { ObjectName, TableDefinition, TableSource } from '../../language/ast.ts';
import type { DataChange } from '../../language/statements.ts';
import { storeTable, type Column, type Table } from '../../storage/content.ts';
import { storeValue } from '../../storage/value-json.ts';
import { convert } from '../../values/convert.ts';
import { valueKey } from '../../values/operations.ts';
import {
  bigintType,
  isBinary,
  isText,
  isVariant,
  maxLength,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import { bind, evaluateAlone } from '../expressions/bind.ts';
import { bindCondition } from '../expressions/conditions.ts';
import {
  emptyScope,
  sameName,
  type Relation,
  type Scope,
  type ScopeColumn,
} from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import { demandPermission, findTable, resolveName, tableColumns } from '../queries/relations.ts';
import { bindSource } from '../queries/sources.ts';
import type { Execution } from '../sessions/execution.ts';
import { recordChange } from './changes.ts';
import { bindOutput, type ChangedRow } from './output-clause.ts';

type Row = readonly SqlValue[];
type Target = ObjectName | { readonly variable: string };

/** A table to be changed, and the database whose log the change goes to (none for temporary ones). */
export interface Changed {
  readonly table: Table;
  readonly database: Database | undefined;
}

/** Finds the table of INSERT, UPDATE or DELETE and checks the permission. */
export function targetTable(
  execution: Execution,
  target: Target,
  permission: 'INSERT' | 'UPDATE' | 'DELETE',
): Changed {
  if ('variable' in target) {
    const table = execution.tables.get(target.variable.toLowerCase());
    if (table === undefined) throw sqlError(1087, target.variable);
    return { table, database: undefined };
  }
  const table = findTable(execution, target);
  if (table === undefined) {
    const error = sqlError(208, target.parts.join('.'));
    error.line = target.line;
    throw error;
  }
  if (table.name.startsWith('#')) return { table, database: undefined };
  const { database } = resolveName(execution, target);
  if (database.facts.readOnly) throw sqlError(3906, database.name);
  demandPermission(execution, database, permission, table);
  return { table, database };
}

/** A value for a column: converted, checked for NULL and length. */
function fit(value: SqlValue, from: SqlType, column: Column, table: Table, verb: string): SqlValue {
  if (value === null) {
    if (!column.nullable) throw sqlError(515, column.name, `${table.schema}.${table.name}`, verb);
    return null;
  }
  // Rows whose values have types of their own bring them along.
  if (isVariant(value) && column.type.name !== 'sql_variant')
    return fit(value.value, value.type, column, table, verb);
  const limited =
    (isText(column.type) || isBinary(column.type)) && column.type.length !== maxLength;
  if (limited && (isText(from) || isBinary(from))) {
    const whole = convert(value, from, {
      ...column.type,
      name: isText(column.type) ? 'nvarchar' : 'varbinary',
      length: maxLength,
    });
    const size =
      typeof whole === 'string'
        ? whole.replace(/ +$/u, '').length
        : whole instanceof Uint8Array
          ? whole.length
          : 0;
    if (size > column.type.length) throw sqlError(8152);
  }
  return convert(value, from, column.type);
}

/** Throws 2627 when rows share a primary key. */
function checkKeys(table: Table, rows: readonly Row[]): void {
  const unique = table.columns.filter(column => column.unique).map(column => [column.name]);
  const keys = table.primaryKey.length > 0 ? [table.primaryKey, ...unique] : unique;
  for (const names of keys) {
    const places = names.map(name =>
      table.columns.findIndex(column => sameName(column.name, name)),
    );
    const seen = new Set<string>();
    for (const row of rows) {
      const key = places.map(place => valueKey(row[place] ?? null)).join('\u0000');
      if (seen.has(key)) throw sqlError(2627, `PK_${table.name}`, `${table.schema}.${table.name}`);
      seen.add(key);
    }
  }
}

/** Replaces a table's rows, remembering how to take it back. */
function replaceRows(
  execution: Execution,
  { table, database }: Changed,
  rows: readonly Row[],
): void {
  const before = table.rows;
  table.rows = rows;
  execution.session.transactions.remember(() => {
    table.rows = before;
    if (database !== undefined) database.dirty = true;
  });
}

/** Adds rows whose values are given by column place; the others get their defaults. */
export function insertRows(
  execution: Execution,
  changed: Changed,
  places: readonly number[],
  values: readonly Row[],
  types: readonly SqlType[],
): readonly Row[] {
  const { table, database } = changed;
  const rows = values.map(row => completeRow(execution, table, places, row, types));
  checkKeys(table, [...table.rows, ...rows]);
  replaceRows(execution, changed, [...table.rows, ...rows]);
  if (database !== undefined && rows.length > 0)
    recordChange(execution, database, {
      kind: 'insert',
      table: table.objectId,
      rows: rows.map(row => row.map(storeValue)),
      nextIdentity: String(table.nextIdentity),
    });
  return rows;
}

function completeRow(
  execution: Execution,
  table: Table,
  places: readonly number[],
  row: Row,
  types: readonly SqlType[],
): Row {
  return table.columns.map((column, n) => {
    const at = places.indexOf(n);
    const type = types[at];
    if (at >= 0 && type !== undefined) {
      const value = fit(row[at] ?? null, type, column, table, 'INSERT');
      if (column.identity && typeof value === 'bigint' && value >= table.nextIdentity)
        table.nextIdentity = value + column.identity.increment;
      return value;
    }
    if (column.identity) {
      const value = table.nextIdentity;
      table.nextIdentity += column.identity.increment;
      execution.session.lastIdentity = value;
      return convert(value, bigintType, column.type);
    }
    if (column.defaultValue === undefined) return fit(null, column.type, column, table, 'INSERT');
    const given = evaluateAlone(execution, column.defaultValue);
    return fit(given.value, given.type, column, table, 'INSERT');
  });
}

/** Places of the columns that an INSERT fills; throws 207, 264, 544. */
export function insertPlaces(
  execution: Execution,
  table: Table,
  names: readonly string[],
): number[] {
  const { identityInsert } = execution.session.settings;
  const allowed =
    identityInsert !== undefined && sameName(identityInsert.split('.').at(-1) ?? '', table.name);
  if (names.length === 0) return table.columns.flatMap((column, n) => (column.identity ? [] : [n]));
  const places = names.map(name => {
    const place = table.columns.findIndex(column => sameName(column.name, name));
    if (place < 0) throw sqlError(207, name);
    if (table.columns[place]?.identity && !allowed) throw sqlError(544, table.name);
    return place;
  });
  const twice = names.find((_, n) => places.indexOf(places[n] ?? -1) !== n);
  if (twice !== undefined) throw sqlError(264, twice);
  return places;
}

/** The rows that an UPDATE or DELETE means, with what its FROM joins to each. */
interface Matches {
  readonly scope: Scope;
  /** Places of the target's rows, and the joined row. */
  readonly rows: readonly { readonly at: number; readonly values: Row }[];
}

/** A source that also says which row of the target it is: that place is the last column. */
function numbered(table: Table, alias: string): Relation {
  const columns = tableColumns(table, alias);
  const marker: ScopeColumn = { table: '\u0000', name: '\u0000row', type: bigintType };
  return {
    columns: [...columns, marker],
    rows: () => table.rows.map((row, n) => [...row, BigInt(n)]),
  };
}

function nameOf(target: Target): string {
  return 'variable' in target ? target.variable : (target.parts.at(-1) ?? '');
}

/** The alias under which FROM has the target; undefined when it is not there. */
function aliasIn(source: TableSource, target: string): TableSource | undefined {
  if (source.kind === 'join') return aliasIn(source.left, target) ?? aliasIn(source.right, target);
  if (source.kind !== 'table' && source.kind !== 'variable') return undefined;
  const name = source.kind === 'table' ? (source.name.parts.at(-1) ?? '') : source.name;
  return sameName(source.alias ?? name, target) || sameName(name, target) ? source : undefined;
}

/** Rewrites `UPDATE alias … FROM table alias` to the table's own name. */
function realTarget(target: Target, from: TableSource | undefined): Target {
  if (from === undefined || 'variable' in target) return target;
  const source = aliasIn(from, nameOf(target));
  if (source?.kind === 'table') return source.name;
  return source?.kind === 'variable' ? { variable: source.name } : target;
}

function matches(
  execution: Execution,
  statement: Extract<DataChange, { kind: 'update' | 'delete' }>,
  table: Table,
): Matches {
  const marked = numbered(table, nameOf(statement.table));
  let relation = marked;
  if (statement.from !== undefined) {
    if (statement.from.kind !== 'join') {
      const alias = 'alias' in statement.from ? statement.from.alias : undefined;
      relation = numbered(table, alias ?? nameOf(realTarget(statement.table, statement.from)));
    } else relation = joined(execution, statement.from, statement.table, table);
  }
  const scope: Scope = { columns: relation.columns, outer: emptyScope };
  const where = statement.where && bindCondition(execution, statement.where, scope);
  const marker = relation.columns.findIndex(column => column.name === '\u0000row');
  const seen = new Set<number>();
  let rows = relation.rows(undefined).flatMap(values => {
    if (where && where({ values }) !== true) return [];
    const at = Number(values[marker] ?? -1n);
    if (at < 0 || seen.has(at)) return [];
    seen.add(at);
    return [{ at, values }];
  });
  if (statement.top !== undefined)
    rows = rows.slice(0, Number(evaluateAlone(execution, statement.top).value ?? 0));
  return { scope, rows };
}

/** A join in FROM: the target in it is replaced by its numbered rows. */
function joined(
  execution: Execution,
  from: Extract<TableSource, { kind: 'join' }>,
  target: Target,
  table: Table,
): Relation {
  const source = aliasIn(from, nameOf(target));
  if (
    source === undefined ||
    from.left !== source ||
    (from.join !== 'inner' && from.join !== 'left')
  )
    throw notSupported('UPDATE or DELETE whose target is not the first table of a two-table join');
  const alias = ('alias' in source ? source.alias : undefined) ?? nameOf(realTarget(target, from));
  const left = numbered(table, alias);
  const right = bindSource(execution, from.right, emptyScope);
  const columns = [...left.columns, ...right.columns];
  const on = from.on && bindCondition(execution, from.on, { columns, outer: emptyScope });
  return {
    columns,
    rows: () =>
      left.rows(undefined).flatMap(row => {
        const found = right
          .rows(undefined)
          .map(other => [...row, ...other])
          .filter(values => on === undefined || on({ values }) === true);
        if (found.length > 0 || from.join === 'inner') return found;
        return [[...row, ...right.columns.map(() => null)]];
      }),
  };
}

/** UPDATE; gives how many rows it changed. */
export function runUpdate(
  execution: Execution,
  statement: Extract<DataChange, { kind: 'update' }>,
): number {
  const target = realTarget(statement.table, statement.from);
  const changed = targetTable(execution, target, 'UPDATE');
  const { table, database } = changed;
  const found = matches(execution, statement, table);
  const output = bindOutput(execution, statement.output, table, ['deleted', 'inserted']);
  const sets = statement.set.map(({ column, value }) => {
    const place = table.columns.findIndex(one => sameName(one.name, column));
    const definition = table.columns[place];
    if (definition === undefined) throw sqlError(207, column);
    if (definition.identity) throw sqlError(8102, column);
    return { place, definition, bound: bind(execution, value, found.scope) };
  });
  const rows = [...table.rows];
  const updates: [number, Row][] = [];
  const changes: ChangedRow[] = [];
  for (const { at, values } of found.rows) {
    const row = [...(table.rows[at] ?? [])];
    for (const { place, definition, bound } of sets)
      row[place] = fit(bound.evaluate({ values }), bound.type, definition, table, 'UPDATE');
    rows[at] = row;
    updates.push([at, row]);
    changes.push({ deleted: table.rows[at] ?? [], inserted: row });
  }
  checkKeys(table, rows);
  replaceRows(execution, changed, rows);
  if (database !== undefined && updates.length > 0)
    recordChange(execution, database, {
      kind: 'update',
      table: table.objectId,
      rows: updates.map(([at, row]) => [at, row.map(storeValue)]),
    });
  output?.(changes);
  return updates.length;
}

/** DELETE; gives how many rows it removed. */
export function runDelete(
  execution: Execution,
  statement: Extract<DataChange, { kind: 'delete' }>,
): number {
  const target = realTarget(statement.table, statement.from);
  const changed = targetTable(execution, target, 'DELETE');
  const found = matches(execution, statement, changed.table);
  const output = bindOutput(execution, statement.output, changed.table, ['deleted']);
  const at = found.rows.map(row => row.at);
  const gone = at.map(n => ({ deleted: changed.table.rows[n] ?? [] }));
  removeRows(execution, changed, at);
  output?.(gone);
  return at.length;
}

export function removeRows(execution: Execution, changed: Changed, at: readonly number[]): void {
  const gone = new Set(at);
  replaceRows(
    execution,
    changed,
    changed.table.rows.filter((_, n) => !gone.has(n)),
  );
  if (changed.database !== undefined && at.length > 0)
    recordChange(execution, changed.database, {
      kind: 'delete',
      table: changed.table.objectId,
      at: [...at],
    });
}

/** A table as defined, without rows. */
export function makeTable(
  schema: string,
  name: string,
  objectId: number,
  definition: TableDefinition,
): Table {
  const names = definition.columns.map(column => column.name.toLowerCase());
  const twice = definition.columns.find((_, n) => names.indexOf(names[n] ?? '') !== n);
  if (twice !== undefined) throw sqlError(2705, twice.name, name);
  const seed = definition.columns.find(column => column.identity)?.identity?.seed ?? 1n;
  return {
    schema,
    name,
    objectId,
    columns: definition.columns,
    primaryKey: definition.primaryKey,
    rows: [],
    nextIdentity: seed,
  };
}

/** CREATE TABLE and SELECT INTO; throws 2714 when the name is taken. */
export function createTable(
  execution: Execution,
  name: ObjectName,
  definition: TableDefinition,
): Changed {
  const object = name.parts.at(-1) ?? '';
  if (findTable(execution, name) !== undefined) throw sqlError(2714, object);
  const { session } = execution;
  if (object.startsWith('#')) {
    const table = makeTable('dbo', object, -1000 - session.temporary.length, definition);
    session.temporary.push(table);
    return { table, database: undefined };
  }
  const { database, schema } = resolveName(execution, name);
  const { content } = database;
  if (content === undefined) throw sqlError(945, database.name);
  const table = makeTable(schema === '' ? 'dbo' : schema, object, content.nextObjectId, definition);
  content.nextObjectId += 16;
  content.tables.push(table);
  session.transactions.remember(() => {
    content.tables = content.tables.filter(one => one !== table);
    database.dirty = true;
  });
  recordChange(execution, database, { kind: 'create', table: storeTable(table) });
  return { table, database };
}

/** DROP TABLE; throws 3701. */
export function dropTable(execution: Execution, name: ObjectName): void {
  const table = findTable(execution, name);
  if (table === undefined) throw sqlError(3701, 'drop', 'table', name.parts.join('.'));
  const { session } = execution;
  if (table.name.startsWith('#')) {
    session.temporary = session.temporary.filter(one => one !== table);
    return;
  }
  const { database } = resolveName(execution, name);
  const { content } = database;
  if (content === undefined) return;
  content.tables = content.tables.filter(one => one !== table);
  session.transactions.remember(() => {
    content.tables.push(table);
    database.dirty = true;
  });
  recordChange(execution, database, { kind: 'drop', table: table.objectId });
}
