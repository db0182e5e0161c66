import type { Query, SelectBody } from '../../language/ast.ts';
import type { DataChange, Execute, Statement } from '../../language/statements.ts';
import { convert, textOf } from '../../values/convert.ts';
import {
  bigintType,
  nvarchar,
  typeText,
  variantType,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import { doneCommand } from '../../wire/tokens.ts';
import { bind, evaluateAlone } from '../expressions/bind.ts';
import { emptyScope, type Relation } from '../expressions/scope.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import type { ProcedureArgument } from '../procedures/argument.ts';
import { callProcedure } from '../procedures/call-procedure.ts';
import { runCursor } from '../queries/cursors.ts';
import { runQuery } from '../queries/query.ts';
import { next, type Execution, type Flow } from '../sessions/execution.ts';
import { runBackup } from './backup-statements.ts';
import { RowCapture } from './capture.ts';
import {
  createTable,
  dropTable,
  insertPlaces,
  insertRows,
  removeRows,
  runDelete,
  runUpdate,
  targetTable,
} from './data-changes.ts';
import { runFlow } from './flow.ts';
import { bindOutput } from './output-clause.ts';
import { runPrincipal } from './principal-changes.ts';
import { runServerStatement } from './server-statements.ts';

function firstBody(query: Query): SelectBody | undefined {
  return query.body.kind === 'select' ? query.body : undefined;
}

/** SELECT @a = …: each row assigns in turn; the last one stays. */
function assignFrom(execution: Execution, body: SelectBody, relation: Relation): void {
  if (body.items.some(item => item.kind !== 'assign')) throw sqlError(141);
  const rows = relation.rows(undefined);
  for (const row of rows)
    for (const [n, item] of body.items.entries()) {
      if (item.kind !== 'assign') continue;
      const type = relation.columns[n]?.type ?? nvarchar(-1);
      execution.assign(item.variable, row[n] ?? null, type);
    }
  execution.end(doneCommand.select, rows.length);
}

function selectInto(execution: Execution, body: SelectBody, relation: Relation): void {
  const { into } = body;
  if (into === undefined) return;
  if (relation.columns.some(column => column.name === '')) throw sqlError(1038);
  const rows = relation.rows(undefined);
  const changed = createTable(execution, into, {
    primaryKey: [],
    columns: relation.columns.map(column => ({
      name: column.name,
      type: column.type,
      nullable: column.nullable ?? true,
      unique: false,
    })),
  });
  const places = relation.columns.map((_, n) => n);
  const types = relation.columns.map(column => column.type);
  insertRows(execution, changed, places, rows, types);
  execution.end(doneCommand.select, rows.length);
}

async function runSelect(execution: Execution, query: Query): Promise<void> {
  const relation = runQuery(execution, query, emptyScope);
  const body = firstBody(query);
  if (body?.items.some(item => item.kind === 'assign') === true) {
    assignFrom(execution, body, relation);
    return;
  }
  if (body?.into !== undefined) {
    selectInto(execution, body, relation);
    return;
  }
  let rows = relation.rows(undefined);
  const { rowCount } = execution.session.settings;
  if (rowCount > 0) rows = rows.slice(0, rowCount);
  await execution.resultSet(relation.columns, rows, relation.orderedBy);
}

interface NewRows {
  readonly rows: readonly (readonly SqlValue[])[];
  readonly types: readonly SqlType[];
}

async function insertSource(
  execution: Execution,
  statement: Extract<DataChange, { kind: 'insert' }>,
  width: number,
): Promise<NewRows> {
  const { source } = statement;
  if (source.kind === 'default') return { rows: [[]], types: [] };
  if (source.kind === 'query') {
    const relation = runQuery(execution, source.query, emptyScope);
    return { rows: relation.rows(undefined), types: relation.columns.map(column => column.type) };
  }
  if (source.kind === 'execute') {
    const capture = new RowCapture(execution.sink);
    const inner = execution.inner(capture);
    await runExecute(inner, source.execute, execution);
    if (capture.rows.length > 0 && capture.types.length !== width) throw sqlError(213);
    return { rows: capture.rows, types: capture.types };
  }
  const bounds = source.rows.map(row => {
    if (row.length !== width) {
      if (statement.columns.length === 0) throw sqlError(213);
      throw sqlError(row.length < width ? 109 : 110);
    }
    return row.map(value => (value === 'default' ? undefined : bind(execution, value, emptyScope)));
  });
  // Rows may differ in their types: each value brings its own, and meets its column's.
  const types = (bounds[0] ?? []).map((_, n) => {
    const given = bounds.map(row => row[n]?.type).filter(type => type !== undefined);
    return new Set(given.map(typeText)).size === 1 ? (given[0] ?? variantType) : variantType;
  });
  const rows = bounds.map(row =>
    row.map((bound, n) => {
      if (bound === undefined) throw notSupported('DEFAULT among the values of a row');
      return convert(bound.evaluate({ values: [] }), bound.type, types[n] ?? bound.type);
    }),
  );
  return { types, rows };
}

async function runInsert(
  execution: Execution,
  statement: Extract<DataChange, { kind: 'insert' }>,
): Promise<void> {
  const changed = targetTable(execution, statement.table, 'INSERT');
  const places =
    statement.source.kind === 'default'
      ? []
      : insertPlaces(execution, changed.table, statement.columns);
  const { rows, types } = await insertSource(execution, statement, places.length);
  if (statement.source.kind === 'query' && types.length !== places.length) {
    if (statement.columns.length === 0) throw sqlError(213);
    throw sqlError(types.length < places.length ? 120 : 121);
  }
  const output = bindOutput(execution, statement.output, changed.table, ['inserted']);
  const added = insertRows(execution, changed, places, rows, types);
  output?.(added.map(inserted => ({ inserted })));
  execution.end(doneCommand.insert, added.length);
}

async function runChange(execution: Execution, statement: DataChange): Promise<void> {
  switch (statement.kind) {
    case 'insert':
      await runInsert(execution, statement);
      return;
    case 'update':
      execution.end(doneCommand.update, runUpdate(execution, statement));
      return;
    case 'delete':
      execution.end(doneCommand.delete, runDelete(execution, statement));
      return;
    case 'truncate': {
      const changed = targetTable(execution, statement.table, 'DELETE');
      removeRows(
        execution,
        changed,
        changed.table.rows.map((_, n) => n),
      );
      changed.table.nextIdentity =
        changed.table.columns.find(column => column.identity)?.identity?.seed ?? 1n;
      execution.end(doneCommand.none);
    }
  }
}

/**
 * EXEC in `inner`, an execution of its own; arguments are evaluated in `outer`, whose variables they
 * name and whose OUTPUT variables they fill.
 */
async function runExecute(inner: Execution, statement: Execute, outer: Execution): Promise<void> {
  if (statement.kind === 'execute-text') {
    const { value, type } = evaluateAlone(outer, statement.text);
    const statements = inner.session.parse(textOf(value, type), inner);
    if (statements !== undefined) await inner.inItsDatabase('', () => inner.runAll(statements));
    outer.failed ||= inner.failed;
    return;
  }
  const list = statement.arguments.map((argument): ProcedureArgument => {
    const { value, type } =
      argument.value === 'default'
        ? { value: null, type: nvarchar(1) }
        : evaluateAlone(outer, argument.value);
    return { type, value, output: argument.output, ...(argument.name && { name: argument.name }) };
  });
  const parts =
    'variable' in statement.procedure
      ? [textOf(outer.variable(statement.procedure.variable).value, nvarchar(-1))]
      : statement.procedure.parts;
  const result = await callProcedure(inner, parts, list);
  outer.failed ||= inner.failed;
  for (const [n, argument] of statement.arguments.entries()) {
    const output = result.outputs.get(n);
    if (!argument.output || output === undefined || argument.value === 'default') continue;
    if (argument.value.kind === 'variable')
      outer.assign(argument.value.name, output.value, output.type);
  }
  if (statement.into !== undefined) outer.assign(statement.into, BigInt(result.status), bigintType);
}

/** Runs one statement; throws `SqlError` or `SqlErrors`. */
export async function runStatement(execution: Execution, statement: Statement): Promise<Flow> {
  const { request } = execution.session;
  switch (statement.kind) {
    case 'query':
      if (request) request.command = 'SELECT';
      await runSelect(execution, statement.query);
      return next;
    case 'insert':
    case 'update':
    case 'delete':
    case 'truncate':
      if (request) request.command = statement.kind.toUpperCase();
      await runChange(execution, statement);
      return next;
    case 'create-table':
      createTable(execution, statement.name, statement.definition);
      execution.end(doneCommand.none);
      return next;
    case 'drop-table':
      for (const name of statement.names) dropTable(execution, name);
      execution.end(doneCommand.none);
      return next;
    case 'execute':
    case 'execute-text':
      await runExecute(execution.inner(), statement, execution);
      return next;
    case 'backup':
    case 'restore':
      await runBackup(execution, statement);
      return next;
    case 'use':
    case 'alter-database':
    case 'create-database':
    case 'drop-database':
    case 'dbcc':
    case 'kill':
    case 'shutdown':
    case 'checkpoint':
      await runServerStatement(execution, statement);
      return next;
    case 'declare-cursor':
    case 'open-cursor':
    case 'fetch':
    case 'close-cursor':
    case 'deallocate':
      await runCursor(execution, statement);
      return next;
    case 'create-login':
    case 'alter-login':
    case 'drop-login':
    case 'create-user':
    case 'alter-user':
    case 'drop-user':
    case 'create-role':
    case 'drop-role':
    case 'alter-role':
    case 'authorization':
      runPrincipal(execution, statement);
      execution.end(doneCommand.none);
      return next;
    default:
      return runFlow(execution, statement);
  }
}
