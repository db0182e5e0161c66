import type mssql from 'mssql';
import { Secret } from '../../../runbook/variables.ts';
import type {
  SqlEnd,
  SqlListener,
  SqlMessage,
  SqlOutcome,
  SqlRequest,
  SqlServerFacts,
  SqlSession,
} from '../backend.ts';
import { askIntroduction } from '../connection/introduction.ts';
import { columnNames, lineFailureOf, messageOf, type LineFailure } from './driver-events.ts';
import { valueAsText } from './value-text.ts';

type Library = typeof mssql;

export interface MssqlSessionOptions {
  readonly driver: Library;
  readonly pool: mssql.ConnectionPool;
  readonly program: string;
}

/** Longest `nvarchar` that is not `max`; BACKUP and RESTORE take names and paths only as such. */
const longest = 4000;

/** A session of a pool of one. */
export class MssqlSession implements SqlSession {
  /** Whether the one connection has been used: another one must not take its place. */
  started = false;
  readonly #options: MssqlSessionOptions;
  #facts: SqlServerFacts | undefined;
  #lost: string | undefined;

  constructor(options: MssqlSessionOptions) {
    this.#options = options;
  }

  get facts(): SqlServerFacts {
    if (this.#facts === undefined) throw new Error('the session is not open yet');
    return this.#facts;
  }

  /** Asks the server who it is. Throws when there is no answer. */
  async identify(signal: AbortSignal, encrypted: boolean): Promise<void> {
    const facts = await askIntroduction(this, signal);
    this.#facts = { ...facts, program: this.#options.program, encrypted };
  }

  /** The connection ended. */
  end(): void {
    if (this.started) this.#lost ??= 'the connection was closed';
  }

  async execute(
    request: SqlRequest,
    listener: SqlListener,
    signal: AbortSignal,
  ): Promise<SqlOutcome> {
    if (this.#lost !== undefined) return lost(this.#lost);
    if (signal.aborted) return { end: { kind: 'cancelled', how: 'confirmed' }, errors: [] };
    const answer = new Answer(listener);
    await this.#send(request, answer, signal);
    const outcome = answer.outcome(signal.aborted);
    if (outcome.end.kind === 'lost') this.#lost = outcome.end.reason;
    this.started = true;
    return outcome;
  }

  #send({ text, parameters }: SqlRequest, answer: Answer, signal: AbortSignal): Promise<void> {
    const { driver, pool } = this.#options;
    const request = new driver.Request(pool);
    request.stream = true;
    request.arrayRowMode = true;
    for (const { name, value } of parameters) {
      const plain = value instanceof Secret ? value.reveal() : value;
      const type = driver.NVarChar(plain.length > longest ? driver.MAX : longest);
      request.input(name, type, plain);
    }
    let reals: boolean[] = [];
    request.on('recordset', (columns: unknown) => {
      const list: unknown[] = Array.isArray(columns) ? columns : [];
      reals = list.map(column => hasType(column, driver.Real));
      answer.exact = list.map(column => exactTypes(driver).some(type => hasType(column, type)));
      answer.listener.columns?.(columnNames(columns));
    });
    request.on('row', (row: unknown) => {
      answer.row(row, reals);
    });
    request.on('rowsaffected', (count: number) => answer.listener.rowCount?.(count));
    request.on('info', (info: unknown) => {
      answer.message(messageOf(info));
    });
    request.on('error', (error: unknown) => {
      answer.failure(error);
    });
    const cancel = (): void => {
      request.cancel();
    };
    return new Promise(resolve => {
      request.on('done', () => {
        signal.removeEventListener('abort', cancel);
        resolve();
      });
      signal.addEventListener('abort', cancel, { once: true });
      if (parameters.length === 0) void request.batch(text);
      else void request.query(text);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.started = true;
    await this.#options.pool.close();
  }
}

function lost(reason: string): SqlOutcome {
  return { end: { kind: 'lost', reason, cancelUnconfirmed: false }, errors: [] };
}

function exactTypes(driver: Library): readonly unknown[] {
  return [driver.Decimal, driver.Numeric, driver.Money, driver.SmallMoney];
}

function hasType(column: unknown, type: unknown): boolean {
  return typeof column === 'object' && column !== null && Reflect.get(column, 'type') === type;
}

/** Failures of the driver that mean that the connection is gone. */
const gone = new Set([
  'ESOCKET',
  'ECONNRESET',
  'ECONNCLOSED',
  'ENOTOPEN',
  'ETIMEOUT',
  'EPIPE',
  'EINVALIDSTATE',
  'ECLOSE',
]);

/** Gathers one answer, and hands on what is to be seen at once. */
class Answer {
  readonly listener: SqlListener;
  /** Which columns must come with all their digits. */
  exact: readonly boolean[] = [];
  readonly #errors: SqlMessage[] = [];
  #cancelled = false;
  #failure: LineFailure | undefined;

  constructor(listener: SqlListener) {
    this.listener = listener;
  }

  message(message: SqlMessage | undefined): void {
    if (message !== undefined) this.listener.message?.(message);
  }

  /** FOR XML comes in pieces that the driver joins into an object of one value. */
  row(row: unknown, reals: readonly boolean[]): void {
    const values: unknown[] = Array.isArray(row)
      ? row
      : typeof row === 'object' && row !== null
        ? Object.values(row)
        : [];
    if (values.some((value, i) => typeof value === 'number' && this.exact[i] === true)) {
      throw new TypeError('the driver rounded a decimal value');
    }
    this.listener.row?.(values.map((value, i) => valueAsText(value, reals[i] ?? false)));
  }

  failure(error: unknown): void {
    const message = messageOf(error);
    if (message !== undefined) {
      this.#errors.push(message);
      this.listener.message?.(message);
      return;
    }
    const failure = lineFailureOf(error);
    if (failure.code === 'ECANCEL') this.#cancelled = true;
    else this.#failure ??= failure;
  }

  outcome(aborted: boolean): SqlOutcome {
    return { end: this.#end(aborted), errors: this.#errors };
  }

  #end(aborted: boolean): SqlEnd {
    const failure = this.#failure;
    if (this.#cancelled) return { kind: 'cancelled', how: 'confirmed' };
    if (failure !== undefined && gone.has(failure.code)) {
      const cancelUnconfirmed = aborted && failure.code === 'ETIMEOUT';
      return { kind: 'lost', reason: failure.text, cancelUnconfirmed };
    }
    if (failure !== undefined) return { kind: 'failed', reason: failure.text };
    if (this.#errors.length > 0) return { kind: 'failed' };
    return aborted ? { kind: 'cancelled', how: 'finished-first' } : { kind: 'completed' };
  }
}
