import type {
  CommonTable,
  Expression,
  OrderItem,
  Query,
  QueryBody,
  SetOperation,
  TableSource,
} from '../../language/ast.ts';
import { convert } from '../../values/convert.ts';
import { commonType, valueKey } from '../../values/operations.ts';
import type { SqlValue } from '../../values/types.ts';
import { bind } from '../expressions/bind.ts';
import { emptyScope, sameName, type Relation, type Scope } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { bindSelect, compareKeys, type SelectResult } from './select.ts';

type Row = readonly SqlValue[];

function keyOf(row: Row): string {
  return row.map(valueKey).join('\u0000');
}

function unique(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map(row => [keyOf(row), row])).values()];
}

function combine(
  operator: SetOperation['operator'],
  left: readonly Row[],
  right: readonly Row[],
): Row[] {
  switch (operator) {
    case 'union-all':
      return [...left, ...right];
    case 'union':
      return unique([...left, ...right]);
    case 'except': {
      const others = new Set(right.map(keyOf));
      return unique(left).filter(row => !others.has(keyOf(row)));
    }
    case 'intersect': {
      const others = new Set(right.map(keyOf));
      return unique(left).filter(row => others.has(keyOf(row)));
    }
  }
}

function bindSet(execution: Execution, body: SetOperation, scope: Scope): Relation {
  const left = bindBody(execution, body.left, [], scope);
  const right = bindBody(execution, body.right, [], scope);
  if (left.columns.length !== right.columns.length) throw sqlError(205);
  const columns = left.columns.map((column, n) => {
    const other = right.columns[n];
    if (other === undefined) return column;
    return { ...column, type: commonType(column.type, other.type), nullable: true };
  });
  const as = (rows: readonly Row[], from: Relation): Row[] =>
    rows.map(row =>
      columns.map((column, n) =>
        convert(row[n] ?? null, from.columns[n]?.type ?? column.type, column.type),
      ),
    );
  return {
    columns,
    rows: frame => combine(body.operator, as(left.rows(frame), left), as(right.rows(frame), right)),
  };
}

/** ORDER BY of a UNION names output columns only. */
function ordered(relation: Relation, orderBy: readonly OrderItem[]): SelectResult {
  const columns = orderBy.map(({ expression }) => {
    if (expression.kind === 'integer') return Number(expression.text) - 1;
    const name = expression.kind === 'column' ? (expression.name.parts.at(-1) ?? '') : '';
    return relation.columns.findIndex(column => sameName(column.name, name));
  });
  if (columns.some(column => relation.columns[column] === undefined)) throw sqlError(104);
  const descending = orderBy.map(item => item.descending);
  const keys = (row: Row): Row => columns.map(column => row[column] ?? null);
  return {
    columns: relation.columns,
    orderedBy: columns.map(column => column + 1),
    rows: frame => {
      const rows = [...relation.rows(frame)];
      return rows.sort((a, b) => compareKeys(keys(a), keys(b), descending));
    },
  };
}

function bindBody(
  execution: Execution,
  body: QueryBody,
  orderBy: readonly OrderItem[],
  scope: Scope,
): SelectResult {
  if (body.kind === 'select') return bindSelect(execution, body, orderBy, scope);
  const relation = bindSet(execution, body, scope);
  return orderBy.length === 0 ? { ...relation, orderedBy: [] } : ordered(relation, orderBy);
}

/** Whether the last branch of a common table reads the table itself. */
function namesItself({ name, query }: CommonTable): boolean {
  const { body } = query;
  return body.kind === 'set' && body.operator === 'union-all' && reads(body.right, name);
}

function reads(body: QueryBody, name: string): boolean {
  if (body.kind === 'set') return reads(body.left, name) || reads(body.right, name);
  return body.from !== undefined && names(body.from, name);
}

function names(source: TableSource, name: string): boolean {
  if (source.kind === 'join') return names(source.left, name) || names(source.right, name);
  if (source.kind !== 'table') return false;
  return source.name.parts.length === 1 && sameName(source.name.parts[0] ?? '', name);
}

const recursionByDefault = 100;
const recursionAtMost = 32_767;

/** A common table that reads itself: its last branch runs over the rows that it gave before. */
function recursive(
  execution: Execution,
  table: CommonTable,
  scope: Scope,
  common: Map<string, Relation>,
  query: Query,
): Relation {
  const { body } = table.query;
  if (body.kind !== 'set') throw sqlError(208, table.name);
  const anchor = bindBody(execution, body.left, [], scope);
  const columns = anchor.columns.map((column, n) => ({
    ...column,
    name: table.columns[n] ?? column.name,
  }));
  let latest: readonly Row[] = [];
  common.set(table.name.toLowerCase(), { columns, rows: () => latest });
  const step = bindBody(execution, body.right, [], scope);
  if (step.columns.length !== columns.length) throw sqlError(205);
  const limit = query.deepest === 0 ? recursionAtMost : (query.deepest ?? recursionByDefault);
  const fitted = (row: Row): Row =>
    columns.map(({ type }, n) => convert(row[n] ?? null, step.columns[n]?.type ?? type, type));
  return {
    columns,
    rows: frame => {
      const all = [...anchor.rows(frame)];
      latest = [...all];
      for (let depth = 0; ; depth++) {
        const found = step.rows(frame).map(fitted);
        if (found.length === 0) return all;
        if (depth >= limit) throw sqlError(530, limit);
        all.push(...found);
        latest = found;
      }
    },
  };
}

/** Resolves a query's names; `outer` is the scope of the query around it. Throws the server's errors. */
export function runQuery(execution: Execution, query: Query, outer: Scope): SelectResult {
  const common = new Map<string, Relation>();
  const scope: Scope = { columns: outer.columns, outer, common };
  // The scope in between has the outer one's columns only by way of `outer`.
  const inner: Scope = query.with.length === 0 ? outer : { ...scope, columns: [] };
  for (const table of query.with) {
    if (namesItself(table)) {
      common.set(table.name.toLowerCase(), recursive(execution, table, inner, common, query));
      continue;
    }
    const bound = runQuery(execution, table.query, inner);
    const columns = bound.columns.map((column, n) => ({
      ...column,
      name: table.columns[n] ?? column.name,
    }));
    common.set(table.name.toLowerCase(), {
      columns,
      rows: frame => bound.rows(frame),
    });
  }
  const result = bindBody(execution, query.body, query.orderBy, inner);
  return query.page === undefined ? result : paged(execution, result, query.page);
}

/** OFFSET and FETCH; throws 10742 and 10744 for numbers that make no sense. */
function paged(
  execution: Execution,
  result: SelectResult,
  page: NonNullable<Query['page']>,
): SelectResult {
  const number = (expression: Expression): number =>
    Number(bind(execution, expression, emptyScope).evaluate({ values: [] }) ?? 0);
  return {
    ...result,
    rows: frame => {
      const skip = number(page.skip);
      if (skip < 0) throw sqlError(10742);
      const take = page.take === undefined ? Infinity : number(page.take);
      if (take < 1) throw sqlError(10744);
      return result.rows(frame).slice(skip, skip + take);
    },
  };
}
