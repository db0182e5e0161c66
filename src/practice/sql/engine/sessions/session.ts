import type { FaultAction } from '../../faults/fault.ts';
import { parseBatch } from '../../language/parse-batch.ts';
import type { Statement } from '../../language/statements.ts';
import type { ConnectionControl, SqlSession } from '../../session/contract.ts';
import type { Table } from '../../storage/content.ts';
import { textOf } from '../../values/convert.ts';
import type { Login7 } from '../../wire/login.ts';
import type { RpcCall, TransactionRequest } from '../../wire/rpc.ts';
import { sameName } from '../expressions/scope.ts';
import type { Instance } from '../instance/instance.ts';
import { errorsOf, messageText, sqlError, type SqlError } from '../messages/sql-error.ts';
import { accessError } from '../principals/access.ts';
import type { Login } from '../principals/principals.ts';
import { runRpc } from '../procedures/rpc-calls.ts';
import type { OpenCursor } from '../queries/cursors.ts';
import { Execution } from './execution.ts';
import type { ResultSink } from './results.ts';
import { freshSettings } from './session-options.ts';
import { Transactions } from './transactions.ts';

/** A request under way, as sys.dm_exec_requests shows it. */
export interface RunningRequest {
  readonly text: string;
  readonly started: number;
  /** `SELECT`, `BACKUP DATABASE`, … */
  command: string;
  /** 0 to 100. */
  percent: number;
  waitType: string | undefined;
  reads: number;
  writes: number;
  /** Faults that wait for their moment in this request. */
  readonly faults: readonly FaultAction[];
}

/** One login's session: its database, settings, temporary tables and transaction. */
export class Session implements SqlSession {
  readonly instance: Instance;
  readonly login: Login;
  readonly client: Login7;
  readonly control: ConnectionControl;
  readonly spid: number;
  readonly since: number;
  readonly transactions: Transactions;
  settings = freshSettings();
  temporary: Table[] = [];
  readonly cursors = new Map<string, OpenCursor>();
  /** `@@FETCH_STATUS` and `@@CURSOR_ROWS`. */
  fetchStatus = 0;
  cursorRows = 0;
  request: RunningRequest | undefined;
  lastRequest: number;
  /** `@@ERROR`, `@@ROWCOUNT` and SCOPE_IDENTITY() of the last statement. */
  lastError = 0;
  rowCount = 0;
  lastIdentity: bigint | undefined;
  readonly prepared = new Map<number, { readonly parameters: string; readonly text: string }>();
  #nextHandle = 1;
  #database = 'master';
  #home = 'master';

  constructor(
    instance: Instance,
    login: Login,
    client: Login7,
    control: ConnectionControl,
    spid: number,
  ) {
    this.instance = instance;
    this.login = login;
    this.client = client;
    this.control = control;
    this.spid = spid;
    this.since = instance.world.now();
    this.lastRequest = this.since;
    this.transactions = new Transactions(this);
  }

  get database(): string {
    return this.#database;
  }

  /** Goes into a database; throws 911, 916, 924, 927, 942 and their kin. */
  enter(name: string): void {
    const database = this.instance.database(name);
    const error = accessError(this.instance, this.login, database, this);
    if (error !== undefined) throw error;
    this.#database = database.name;
    if (this.#home === 'master' && this.request === undefined) this.#home = database.name;
  }

  /** The database was renamed or dropped under the session. */
  follow(before: string, now: string): void {
    if (sameName(this.#database, before)) this.#database = now;
  }

  prepare(parameters: string, text: string): number {
    const handle = this.#nextHandle++;
    this.prepared.set(handle, { parameters, text });
    return handle;
  }

  #strike(text: string): FaultAction[] {
    const { instance } = this;
    const actions = instance.faults.strike({ at: 'batch', instance: instance.name, text });
    for (const action of actions) this.control.apply(action);
    return actions;
  }

  /** Runs a request with its bookkeeping; `work` gets an execution for it. */
  async run(
    text: string,
    sink: ResultSink,
    signal: AbortSignal,
    work: (execution: Execution) => Promise<void>,
  ): Promise<void> {
    const { instance } = this;
    const faults = this.#strike(text);
    this.request = {
      text,
      started: instance.world.now(),
      command: 'SELECT',
      percent: 0,
      waitType: undefined,
      reads: 0,
      writes: 0,
      faults,
    };
    this.lastRequest = this.request.started;
    try {
      const restart = faults.find(action => action.kind === 'restart');
      if (restart?.kind === 'restart') {
        await instance.restart(restart.ms, sink);
        return;
      }
      const raised = faults.find(action => action.kind === 'error');
      const execution = new Execution(this, sink, signal);
      if (raised?.kind === 'error') {
        const error = sqlError(raised.number, raised.text ?? '');
        execution.report([error], 1);
        return;
      }
      await work(execution);
    } finally {
      this.request = undefined;
      // A cancelled request may have changed something, too.
      await instance.save();
    }
  }

  /** The statements of a batch, or undefined after its syntax error was reported. */
  parse(text: string, execution: Execution): readonly Statement[] | undefined {
    try {
      const statements = parseBatch(
        text,
        this.instance.product.version[0],
        this.settings.quotedIdentifier,
      );
      this.instance.options.trace?.({ program: this.client.appName, text });
      return statements;
    } catch (error) {
      const errors = errorsOf(error);
      if (errors === undefined) throw error;
      execution.report(errors, 1);
      return undefined;
    }
  }

  async batch(text: string, sink: ResultSink, signal: AbortSignal): Promise<void> {
    await this.run(text, sink, signal, async execution => {
      const statements = this.parse(text, execution);
      if (statements !== undefined) await execution.runBatch(statements);
      this.#endDoomed(execution);
    });
  }

  /** A transaction that cannot be committed does not outlive its batch. */
  #endDoomed(execution: Execution): void {
    if (this.transactions.state >= 0) return;
    this.transactions.rollbackAll(execution.sink);
    execution.report([sqlError(3998)], 1);
  }

  async rpc(calls: readonly RpcCall[], sink: ResultSink, signal: AbortSignal): Promise<void> {
    for (const call of calls) {
      const text = call.parameters.map(one => textOf(one.value, one.type)).join('\n');
      await this.run(text, sink, signal, execution => runRpc(execution, call));
    }
  }

  transaction(request: TransactionRequest, sink: ResultSink): void {
    try {
      this.transactions.request(request, sink);
    } catch (error) {
      const errors = errorsOf(error);
      if (errors === undefined) throw error;
      this.tell(errors, sink, 1);
      sink.end({ command: 0, error: true, nested: false });
    }
  }

  /** Sends errors as messages. */
  tell(errors: readonly SqlError[], sink: ResultSink, line: number): void {
    for (const error of errors) {
      const { number, message, severity, state } = error;
      sink.message(this.instance.message(number, message, severity, state, error.line ?? line));
    }
  }

  reset(): void {
    this.transactions.rollbackAll();
    this.settings = freshSettings();
    this.temporary = [];
    this.cursors.clear();
    this.prepared.clear();
    this.#database = this.instance.find(this.#home) === undefined ? 'master' : this.#home;
  }

  close(): void {
    this.transactions.rollbackAll();
    this.instance.sessions.delete(this.spid);
  }

  /** Ends the session for another one's KILL or ROLLBACK IMMEDIATE. */
  end(): void {
    this.instance.sessions.delete(this.spid);
    this.transactions.rollbackAll();
    this.control.kill(this.instance.message(596, messageText(596), 21, 1));
  }
}
