import type { ObjectName } from '../../language/ast.ts';
import type { Statement } from '../../language/statements.ts';
import type { Table } from '../../storage/content.ts';
import { convert, textOf } from '../../values/convert.ts';
import type { SqlType, SqlValue } from '../../values/types.ts';
import { doneCommand, type ResultColumn } from '../../wire/tokens.ts';
import { sameName, type Bound, type Relation } from '../expressions/scope.ts';
import { globalVariable } from '../functions/global-variables.ts';
import type { Instance } from '../instance/instance.ts';
import { errorsOf, messageText, sqlError, type SqlError } from '../messages/sql-error.ts';
import type { OpenCursor } from '../queries/cursors.ts';
import { relationOf, tableRelation } from '../queries/relations.ts';
import { describeStatement } from '../statements/format-only.ts';
import { runStatement } from '../statements/run-statement.ts';
import type { ResultSink } from './results.ts';
import type { Session } from './session.ts';

/** A local variable. */
export interface Variable {
  readonly type: SqlType;
  value: SqlValue;
}

/** How a statement hands on control. */
export type Flow =
  | { readonly kind: 'next' }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value: number };

export const next: Flow = { kind: 'next' };

/** The batch ends here; its errors were reported. */
export class BatchEnd extends Error {}

const deepest = 32;

/** Errors that strike while rows are changed: the change is taken back, and 3621 says so. */
const whileChanging = new Set([220, 232, 512, 515, 2601, 2627, 2628, 8115, 8134, 8152]);

function terminates(statement: Statement, errors: readonly SqlError[]): boolean {
  const changes = ['insert', 'update', 'delete'].includes(statement.kind);
  return changes && errors.some(error => whileChanging.has(error.number));
}

/** What begins a transaction under SET IMPLICIT_TRANSACTIONS ON. */
function beginsTransaction(statement: Statement): boolean {
  if (statement.kind !== 'query') return implicitly.has(statement.kind);
  const { body } = statement.query;
  return body.kind === 'set' || body.from !== undefined;
}

const implicitly: ReadonlySet<Statement['kind']> = new Set([
  'insert',
  'update',
  'delete',
  'truncate',
  'create-table',
  'drop-table',
  'open-cursor',
  'fetch',
] as const);

/** One batch, or one text run by EXEC inside of it. */
export class Execution {
  readonly session: Session;
  readonly sink: ResultSink;
  readonly signal: AbortSignal;
  /** True inside a procedure, EXEC or RPC. */
  readonly nested: boolean;
  readonly depth: number;
  readonly variables = new Map<string, Variable>();
  readonly tables = new Map<string, Table>();
  /** LOCAL cursors. */
  readonly cursors = new Map<string, OpenCursor>();
  /** TRY blocks around what runs now. */
  tries = 0;
  /** The error that a CATCH block is handling. */
  caught: SqlError | undefined;
  failed = false;

  constructor(
    session: Session,
    sink: ResultSink,
    signal: AbortSignal,
    around?: { nested: boolean; depth: number; tries?: number },
  ) {
    this.session = session;
    this.sink = sink;
    this.signal = signal;
    this.nested = around?.nested ?? false;
    this.depth = around?.depth ?? 0;
    this.tries = around?.tries ?? 0;
    if (this.depth > deepest) throw sqlError(217);
  }

  get instance(): Instance {
    return this.session.instance;
  }

  /** An execution inside of this one, with its own variables. */
  inner(sink: ResultSink = this.sink): Execution {
    return new Execution(this.session, sink, this.signal, {
      nested: true,
      depth: this.depth + 1,
      tries: this.tries,
    });
  }

  /**
   * Runs a procedure or the text of an EXEC, in `database` where one is named. A USE inside of it ends
   * with it: the session is back where it was, and its client is told.
   */
  async inItsDatabase<T>(database: string, work: () => Promise<T>): Promise<T> {
    const { session } = this;
    const before = session.database;
    if (database !== '' && !sameName(database, before)) session.enter(database);
    const started = session.database;
    try {
      return await work();
    } finally {
      const now = session.database;
      const there = this.instance.find(before) !== undefined;
      if (!sameName(now, before) && there) {
        session.enter(before);
        if (!sameName(now, started)) this.sink.databaseChanged(before, now);
      }
    }
  }

  variable(name: string, line?: number): Variable {
    const found = this.variables.get(name.toLowerCase());
    if (found !== undefined) return found;
    const error = sqlError(137, name);
    error.line = line;
    throw error;
  }

  declare(name: string, type: SqlType, value: SqlValue): void {
    const key = name.toLowerCase();
    if (this.variables.has(key) || this.tables.has(key)) throw sqlError(134, name);
    this.variables.set(key, { type, value });
  }

  assign(name: string, value: SqlValue, from: SqlType): void {
    const variable = this.variable(name);
    variable.value = convert(value, from, variable.type);
  }

  bindVariable(name: string, line: number): Bound {
    if (name.startsWith('@@')) {
      const variable = globalVariable(this, name, line);
      return { type: variable.type, evaluate: () => variable.read() };
    }
    const variable = this.variable(name, line);
    return { type: variable.type, evaluate: () => variable.value };
  }

  /** Text of a database's, device's or principal's name that may be a variable. */
  textOf(value: SqlValue, type: SqlType): string {
    return textOf(value, type);
  }

  relation(name: ObjectName): Relation {
    return relationOf(this, name);
  }

  tableVariable(name: string, line: number): Relation {
    const table = this.tables.get(name.toLowerCase());
    if (table === undefined) {
      const error = sqlError(1087, name);
      error.line = line;
      throw error;
    }
    return tableRelation(table);
  }

  info(number: number, text: string, severity = 0, state = 1, line = 1): void {
    const faults = this.session.request?.faults ?? [];
    if (faults.some(fault => fault.kind === 'unsaid' && fault.number === number)) return;
    this.sink.message(this.instance.message(number, text, severity, state, line));
  }

  /** Sends errors and the end of the statement that they failed; `terminated` adds that a change was undone. */
  report(errors: readonly SqlError[], line: number, terminated = false): void {
    this.session.tell(errors, this.sink, line);
    if (terminated) this.info(3621, messageText(3621), 0, 0, errors[0]?.line ?? line);
    this.session.lastError = errors.at(-1)?.number ?? 0;
    this.failed = true;
    this.sink.end({ command: 0, error: true, nested: this.nested });
  }

  /** Ends a statement that affected `count` rows, or none that would be counted. */
  end(command: number, count?: number): void {
    if (count !== undefined) this.session.rowCount = count;
    const counted = count !== undefined && !this.session.settings.noCount;
    this.sink.end({ command, nested: this.nested, ...(counted && { count }) });
  }

  /** Sends a whole result set. */
  async resultSet(
    columns: readonly ResultColumn[],
    rows: readonly (readonly SqlValue[])[],
    orderedBy: readonly number[] = [],
  ): Promise<void> {
    this.sink.columns(columns);
    if (orderedBy.length > 0) this.sink.order(orderedBy);
    for (const row of rows) {
      this.sink.row(row);
      if (this.sink.full) await this.sink.flush();
    }
    this.end(doneCommand.select, rows.length);
  }

  /** Runs statements until one hands on control; an error that ends the batch is thrown. */
  async runAll(statements: readonly Statement[]): Promise<Flow> {
    for (const statement of statements) {
      const flow = await this.#runOne(statement);
      if (flow.kind !== 'next') return flow;
    }
    return next;
  }

  #beginImplicitly(statement: Statement): void {
    const { settings, transactions } = this.session;
    if (!settings.implicitTransactions || transactions.depth > 0) return;
    if (beginsTransaction(statement)) transactions.begin(this.sink);
  }

  async #runOne(statement: Statement): Promise<Flow> {
    this.signal.throwIfAborted();
    this.#beginImplicitly(statement);
    try {
      const flow = this.session.settings.formatOnly
        ? await describeStatement(this, statement)
        : await runStatement(this, statement);
      if (statement.kind !== 'if' && statement.kind !== 'block') this.session.lastError = 0;
      return flow;
    } catch (error) {
      const errors = errorsOf(error);
      if (errors === undefined) throw error;
      for (const one of errors) one.line ??= statement.line;
      if (this.tries > 0) throw error;
      this.report(errors, statement.line, terminates(statement, errors));
      const { xactAbort } = this.session.settings;
      if (xactAbort || errors.some(one => one.endsTransaction))
        this.session.transactions.rollbackAll(this.sink);
      if (!xactAbort && !errors.some(one => one.endsBatch)) return next;
      throw new BatchEnd();
    }
  }

  /** A batch of its own: what ends it ends here. */
  async runBatch(statements: readonly Statement[]): Promise<number> {
    try {
      const flow = await this.runAll(statements);
      return flow.kind === 'return' ? flow.value : 0;
    } catch (error) {
      if (error instanceof BatchEnd) return -1;
      throw error;
    }
  }
}
