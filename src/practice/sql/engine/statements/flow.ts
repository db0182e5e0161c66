import { setTimeout as wait } from 'node:timers/promises';
import type { TableDefinition } from '../../language/ast.ts';
import type { FlowStatement } from '../../language/statements.ts';
import { convert, textOf } from '../../values/convert.ts';
import { momentParts } from '../../values/moment.ts';
import {
  datetime2Type,
  intType,
  isMomentValue,
  nvarchar,
  type SqlType,
} from '../../values/types.ts';
import { doneCommand } from '../../wire/tokens.ts';
import { bind, evaluateAlone } from '../expressions/bind.ts';
import { bindCondition } from '../expressions/conditions.ts';
import { emptyScope } from '../expressions/scope.ts';
import { errorsOf, notSupported, SqlError, sqlError } from '../messages/sql-error.ts';
import { next, type Execution, type Flow } from '../sessions/execution.ts';
import { setOptions } from '../sessions/session-options.ts';
import { makeTable } from './data-changes.ts';

function isTable(type: SqlType | TableDefinition): type is TableDefinition {
  return 'columns' in type;
}

function declare(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'declare' }>,
): void {
  for (const { name, type, value } of statement.variables) {
    if (isTable(type)) {
      execution.tables.set(name.toLowerCase(), makeTable('dbo', name, -1, type));
      continue;
    }
    execution.declare(name, type, null);
    if (value === undefined) continue;
    const given = evaluateAlone(execution, value);
    execution.assign(name, given.value, given.type);
  }
}

/** Fills %d, %s, %i, %u, %x, %% of RAISERROR, with width and flags. */
function formatMessage(template: string, values: readonly string[]): string {
  let n = 0;
  return template.replaceAll(
    /%(%|([-+0# ]*)(\d*)(?:\.(\d+))?(?:l|h|I64)?([disuxXo]))/gu,
    (_whole, percent: string, flags: string, width: string, precision: string, kind: string) => {
      if (percent === '%') return '%';
      const value = values[n++];
      if (value === undefined) return '(null)';
      let text = value;
      if (kind === 'x' || kind === 'X') {
        text = Number(value).toString(16);
        if (kind === 'X') text = text.toUpperCase();
      } else if (kind === 's' && precision !== '')
        text = text.slice(0, Number(precision || text.length));
      const size = Number(width || 0);
      if (flags.includes('-')) return text.padEnd(size);
      return text.padStart(size, flags.includes('0') && kind !== 's' ? '0' : ' ');
    },
  );
}

/** There are no messages of users here: a number leads to none, or is none that may be raised. */
function unknownMessage(number: bigint, severity: number, state: number): SqlError {
  if (number < 13_000n || number === 50_000n) return sqlError(2732, number);
  if (number < 50_000n) return notSupported("RAISERROR with a message number of the server's own");
  return sqlError(18054, number, severity, state);
}

async function raise(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'raiserror' }>,
): Promise<void> {
  const [message, severityValue, stateValue, ...rest] = statement.call.arguments.map(expression =>
    evaluateAlone(execution, expression),
  );
  if (message === undefined) return;
  const severity = Number(severityValue?.value ?? 16);
  const state = Math.min(255, Math.max(0, Number(stateValue?.value ?? 1)));
  if (severity > 18 && !statement.options.includes('LOG')) throw sqlError(2754);
  if (typeof message.value === 'bigint') throw unknownMessage(message.value, severity, state);
  const values = rest.map(value => textOf(value.value, value.type));
  const text = formatMessage(textOf(message.value, message.type), values).slice(0, 2047);
  if (severity > 10)
    throw new SqlError(50000, text, severity, state, { line: statement.call.line });
  execution.info(50000, text, severity, state, statement.call.line);
  execution.end(doneCommand.none);
  if (statement.options.includes('NOWAIT')) await execution.sink.flush();
}

function rethrow(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'throw' }>,
): never {
  if (statement.number === undefined) {
    if (execution.caught === undefined) throw sqlError(10704);
    const { number, message, severity, state, line } = execution.caught;
    throw new SqlError(number, message, severity, state, {
      endsBatch: true,
      ...(line !== undefined && { line }),
    });
  }
  const number = Number(evaluateAlone(execution, statement.number).value ?? 50000n);
  const text = statement.text && evaluateAlone(execution, statement.text);
  const state = statement.state && evaluateAlone(execution, statement.state);
  throw new SqlError(
    number,
    text === undefined ? '' : textOf(text.value, text.type),
    16,
    Number(state?.value ?? 1n),
    { endsBatch: true },
  );
}

async function tryCatch(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'try' }>,
): Promise<Flow> {
  execution.tries++;
  let thrown: unknown;
  try {
    return await execution.runAll(statement.body);
  } catch (error) {
    thrown = error;
  } finally {
    execution.tries--;
  }
  const errors = errorsOf(thrown);
  if (errors === undefined) throw thrown;
  // CATCH sees the last error only: for BACKUP and RESTORE that is 3013, as on a server.
  const before = execution.caught;
  if (execution.session.settings.xactAbort) execution.session.transactions.doom();
  execution.caught = errors.at(-1);
  execution.session.lastError = execution.caught?.number ?? 0;
  try {
    return await execution.runAll(statement.handler);
  } finally {
    execution.caught = before;
  }
}

async function waitFor(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'waitfor' }>,
): Promise<void> {
  if (statement.unit === 'time') throw notSupported('WAITFOR TIME');
  const { value, type } = evaluateAlone(execution, statement.value);
  const moment = convert(textOf(value, type), nvarchar(40), datetime2Type(3));
  if (!isMomentValue(moment)) throw sqlError(148);
  const parts = momentParts(moment);
  const seconds = parts.hour * 3600 + parts.minute * 60 + parts.second;
  const { request } = execution.session;
  if (request) request.waitType = 'WAITFOR';
  await execution.sink.flush();
  await wait(seconds * 1000 + parts.fraction / 10_000, undefined, { signal: execution.signal });
  if (request) request.waitType = undefined;
  execution.end(doneCommand.none);
}

async function loop(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'while' }>,
): Promise<Flow> {
  const condition = bindCondition(execution, statement.condition, emptyScope);
  while (condition({ values: [] }) === true) {
    const flow = await execution.runAll([statement.body]);
    if (flow.kind === 'break') break;
    if (flow.kind === 'return') return flow;
    // An endless loop must hear an attention.
    if (execution.sink.full) await execution.sink.flush();
    else await new Promise(resolve => setImmediate(resolve));
  }
  return next;
}

function transact(
  execution: Execution,
  statement: Extract<FlowStatement, { kind: 'transaction' }>,
): void {
  const { transactions } = execution.session;
  const given = statement.name && evaluateAlone(execution, statement.name);
  const name = given === undefined ? '' : textOf(given.value, given.type);
  if (statement.action === 'begin') transactions.begin(execution.sink, name);
  else if (statement.action === 'commit') transactions.commit(execution.sink);
  else if (statement.action === 'save') transactions.save(name);
  else transactions.rollback(execution.sink, name);
}

/** Statements that steer the batch. */
export async function runFlow(execution: Execution, statement: FlowStatement): Promise<Flow> {
  switch (statement.kind) {
    case 'block':
      return execution.runAll(statement.statements);
    case 'if': {
      const holds = bindCondition(execution, statement.condition, emptyScope)({ values: [] });
      if (holds === true) return execution.runAll([statement.then]);
      return statement.otherwise === undefined ? next : execution.runAll([statement.otherwise]);
    }
    case 'while':
      return loop(execution, statement);
    case 'break':
      return { kind: 'break' };
    case 'continue':
      return { kind: 'continue' };
    case 'return': {
      const value = statement.value && evaluateAlone(execution, statement.value);
      const status = value && convert(value.value, value.type, intType);
      return { kind: 'return', value: Number(status ?? 0n) };
    }
    case 'try':
      return tryCatch(execution, statement);
    case 'print': {
      const { value, type } = evaluateAlone(execution, statement.value);
      execution.info(0, textOf(value, type).slice(0, 4000) || ' ');
      return next;
    }
    case 'raiserror':
      await raise(execution, statement);
      return next;
    case 'throw':
      return rethrow(execution, statement);
    case 'waitfor':
      await waitFor(execution, statement);
      return next;
    case 'declare':
      declare(execution, statement);
      return next;
    case 'set-variable': {
      const bound = bind(execution, statement.value, emptyScope);
      execution.assign(statement.name, bound.evaluate({ values: [] }), bound.type);
      return next;
    }
    case 'set-option':
      setOptions(execution, statement.names, statement.value);
      execution.end(doneCommand.none);
      return next;
    case 'transaction': {
      transact(execution, statement);
      execution.end(doneCommand.none);
      return next;
    }
  }
}
