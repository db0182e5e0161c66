import type { Query } from '../../language/ast.ts';
import type { CursorStatement } from '../../language/statements.ts';
import type { SqlValue } from '../../values/types.ts';
import { doneCommand } from '../../wire/tokens.ts';
import { evaluateAlone } from '../expressions/bind.ts';
import { emptyScope, type Relation } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { runQuery } from './query.ts';

type Fetch = Extract<CursorStatement, { kind: 'fetch' }>;

/** A cursor of T-SQL. Its rows are taken when it is opened: it never sees later changes. */
export interface OpenCursor {
  readonly query: Query;
  readonly scrolls: boolean;
  /** Undefined while it is closed. */
  result:
    { readonly columns: Relation['columns']; readonly rows: readonly SqlValue[][] } | undefined;
  /** Place of the current row; -1 before the first. */
  at: number;
}

function find(execution: Execution, name: string): OpenCursor {
  const key = name.toLowerCase();
  const found = execution.cursors.get(key) ?? execution.session.cursors.get(key);
  if (found === undefined) throw sqlError(16916, name);
  return found;
}

function declare(
  execution: Execution,
  statement: Extract<CursorStatement, { kind: 'declare-cursor' }>,
): void {
  const { name, query, scrolls, local } = statement;
  const place = local ? execution.cursors : execution.session.cursors;
  if (place.has(name.toLowerCase())) throw sqlError(16915, name);
  // Names that there are not show here, as on a server.
  runQuery(execution, query, emptyScope);
  place.set(name.toLowerCase(), { query, scrolls, result: undefined, at: -1 });
}

function open(execution: Execution, cursor: OpenCursor): void {
  if (cursor.result !== undefined) throw sqlError(16905);
  const relation = runQuery(execution, cursor.query, emptyScope);
  const rows = relation.rows(undefined).map(row => [...row]);
  cursor.result = { columns: relation.columns, rows };
  cursor.at = -1;
  execution.session.cursorRows = rows.length;
}

function target(execution: Execution, statement: Fetch, cursor: OpenCursor, count: number): number {
  const given = statement.place && evaluateAlone(execution, statement.place);
  const place = Number(given?.value ?? 0);
  switch (statement.direction) {
    case 'next':
      return cursor.at + 1;
    case 'prior':
      return cursor.at - 1;
    case 'first':
      return 0;
    case 'last':
      return count - 1;
    case 'absolute':
      return place > 0 ? place - 1 : place < 0 ? count + place : -1;
    case 'relative':
      return cursor.at + place;
  }
}

async function fetch(execution: Execution, statement: Fetch): Promise<void> {
  const cursor = find(execution, statement.name);
  const { result } = cursor;
  if (result === undefined) throw sqlError(16917);
  const { columns, rows } = result;
  if (!cursor.scrolls && statement.direction !== 'next') throw sqlError(16911, statement.direction);
  if (statement.into.length > 0 && statement.into.length !== columns.length) throw sqlError(16924);
  cursor.at = Math.min(
    rows.length,
    Math.max(-1, target(execution, statement, cursor, rows.length)),
  );
  const row = rows[cursor.at];
  execution.session.fetchStatus = row === undefined ? -1 : 0;
  if (statement.into.length === 0) {
    await execution.resultSet(columns, row === undefined ? [] : [row]);
    return;
  }
  for (const [n, name] of statement.into.entries()) {
    const column = columns[n];
    if (row !== undefined && column !== undefined)
      execution.assign(name, row[n] ?? null, column.type);
  }
  execution.end(doneCommand.none, row === undefined ? 0 : 1);
}

/** DECLARE CURSOR, OPEN, FETCH, CLOSE, DEALLOCATE; throws 16905 and its kin. */
export async function runCursor(execution: Execution, statement: CursorStatement): Promise<void> {
  switch (statement.kind) {
    case 'declare-cursor':
      declare(execution, statement);
      break;
    case 'open-cursor':
      open(execution, find(execution, statement.name));
      break;
    case 'fetch':
      await fetch(execution, statement);
      return;
    case 'close-cursor': {
      const cursor = find(execution, statement.name);
      if (cursor.result === undefined) throw sqlError(16917);
      cursor.result = undefined;
      break;
    }
    case 'deallocate': {
      find(execution, statement.name);
      const key = statement.name.toLowerCase();
      if (!execution.cursors.delete(key)) execution.session.cursors.delete(key);
    }
  }
  execution.end(doneCommand.none);
}
