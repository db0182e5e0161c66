import type { TableSource } from '../../language/ast.ts';
import { convert } from '../../values/convert.ts';
import { commonType } from '../../values/operations.ts';
import type { SqlType, SqlValue } from '../../values/types.ts';
import { bind } from '../expressions/bind.ts';
import { bindCondition } from '../expressions/conditions.ts';
import { type Condition, type Frame, type Relation, type Scope } from '../expressions/scope.ts';
import { tableFunction } from '../functions/table-functions.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { runQuery } from './query.ts';

type Row = readonly SqlValue[];

/** The relation under another name. */
function renamed(relation: Relation, alias: string, columns: readonly string[] = []): Relation {
  return {
    columns: relation.columns.map((column, n) => ({
      ...column,
      table: alias,
      name: columns[n] ?? column.name,
    })),
    rows: frame => relation.rows(frame),
  };
}

function commonTable(scope: Scope, name: string): Relation | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.common?.get(name.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

function nulls(relation: Relation): Row {
  return relation.columns.map(() => null);
}

type Join = Extract<TableSource, { kind: 'join' }>;

/** Columns of the side of an outer join that may be missing. */
function optional(columns: Relation['columns'], missing: boolean): Relation['columns'] {
  return missing ? columns.map(column => ({ ...column, nullable: true })) : columns;
}

function joinRows(
  join: Join['join'],
  left: Relation,
  right: Relation,
  on: Condition,
  outer: Frame | undefined,
): Row[] {
  const rightRows = right.rows(outer);
  const matched = new Set<number>();
  const rows: Row[] = [];
  for (const leftRow of left.rows(outer)) {
    let hit = false;
    for (const [n, rightRow] of rightRows.entries()) {
      const values = [...leftRow, ...rightRow];
      if (on({ values, ...(outer && { outer }) }) !== true) continue;
      hit = true;
      matched.add(n);
      rows.push(values);
    }
    if (!hit && (join === 'left' || join === 'full')) rows.push([...leftRow, ...nulls(right)]);
  }
  if (join === 'right' || join === 'full')
    for (const [n, rightRow] of rightRows.entries())
      if (!matched.has(n)) rows.push([...nulls(left), ...rightRow]);
  return rows;
}

function bindApply(execution: Execution, source: Join, scope: Scope, left: Relation): Relation {
  // The right side sees the left side's row.
  const inner: Scope = { columns: left.columns, outer: scope };
  const right = bindSource(execution, source.right, inner);
  return {
    columns: [...left.columns, ...optional(right.columns, source.join === 'outer-apply')],
    rows: outer =>
      left.rows(outer).flatMap(row => {
        const found = right.rows({ values: row, ...(outer && { outer }) });
        if (found.length === 0 && source.join === 'outer-apply') return [[...row, ...nulls(right)]];
        return found.map(other => [...row, ...other]);
      }),
  };
}

function bindJoin(execution: Execution, source: Join, scope: Scope): Relation {
  const left = bindSource(execution, source.left, scope);
  if (source.join === 'cross-apply' || source.join === 'outer-apply')
    return bindApply(execution, source, scope, left);
  const right = bindSource(execution, source.right, scope);
  const { join } = source;
  const columns = [
    ...optional(left.columns, join === 'right' || join === 'full'),
    ...optional(right.columns, join === 'left' || join === 'full'),
  ];
  const on: Condition =
    source.on === undefined
      ? () => true
      : bindCondition(execution, source.on, { columns, outer: scope });
  return { columns, rows: outer => joinRows(source.join, left, right, on, outer) };
}

function bindValues(
  execution: Execution,
  source: Extract<TableSource, { kind: 'values' }>,
  scope: Scope,
): Relation {
  const bounds = source.rows.map(row => row.map(value => bind(execution, value, scope)));
  const width = source.columns.length;
  if (bounds.some(row => row.length !== width)) throw sqlError(8158, source.alias);
  const types = source.columns.map((_, n) => {
    const typed = bounds.map(row => row[n]?.type).filter(type => type !== undefined);
    return typed.reduce<SqlType | undefined>(
      (a, b) => (a === undefined ? b : commonType(a, b)),
      undefined,
    );
  });
  return {
    columns: source.columns.map((name, n) => ({
      table: source.alias,
      name,
      type: types[n] ?? { name: 'int', length: 0, precision: 10, scale: 0 },
    })),
    rows: outer =>
      bounds.map(row =>
        row.map((bound, n) => {
          const value = bound.evaluate(outer ?? { values: [] });
          return convert(value, bound.type, types[n] ?? bound.type);
        }),
      ),
  };
}

/** What stands in FROM, with its names resolved; throws 208 and its kin. */
export function bindSource(execution: Execution, source: TableSource, scope: Scope): Relation {
  switch (source.kind) {
    case 'table': {
      const last = source.name.parts.at(-1) ?? '';
      const alias = source.alias ?? last;
      const common = source.name.parts.length === 1 ? commonTable(scope, last) : undefined;
      return renamed(common ?? execution.relation(source.name), alias);
    }
    case 'variable':
      return renamed(
        execution.tableVariable(source.name, source.line),
        source.alias ?? source.name,
      );
    case 'function': {
      const bounds = source.arguments.map(argument => bind(execution, argument, scope));
      const relation = tableFunction(execution, source.name, bounds);
      return renamed(relation, source.alias ?? source.name.parts.at(-1) ?? '');
    }
    case 'derived': {
      const query = runQuery(execution, source.query, scope);
      const unnamed = query.columns.findIndex(
        (column, n) => (source.columns[n] ?? column.name) === '',
      );
      if (unnamed >= 0) throw sqlError(8155, unnamed + 1, source.alias);
      return renamed(query, source.alias, source.columns);
    }
    case 'values':
      return bindValues(execution, source, scope);
    case 'join':
      return bindJoin(execution, source, scope);
  }
}
