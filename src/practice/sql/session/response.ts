import type { ResultSink, StatementEnd } from '../engine/sessions/results.ts';
import type { SqlType, SqlValue } from '../values/types.ts';
import type { Dialect } from '../wire/dialect.ts';
import { packetHeader, packetStatus, packetType } from '../wire/packet.ts';
import {
  columnMetadata,
  doneStatus,
  doneToken,
  doneTokenBytes,
  environmentChange,
  messageToken,
  orderToken,
  returnStatus,
  returnValue,
  rowToken,
  type ResultColumn,
  type ServerMessage,
} from '../wire/tokens.ts';

/** What a response needs of its connection. */
export interface ResponsePort {
  /** Takes whole packets; resolves when more may be sent, rejects when the connection is gone. */
  send(packets: Buffer): Promise<void>;
  readonly packetSize: number;
  readonly spid: number;
  readonly dialect: Dialect;
}

const headerLength = 8;
const fullAt = 32 * 1024;

/**
 * One answer of the server: tokens into packets, in the order they are given. A DONE is kept back
 * until it is known whether more follows, because its MORE bit says so.
 */
export class Response implements ResultSink {
  readonly #port: ResponsePort;
  readonly #signal: AbortSignal;
  #tokens: Buffer[] = [];
  #size = 0;
  #packetId = 1;
  #columns: readonly ResultColumn[] = [];
  #held: { token: 0xfd | 0xfe | 0xff; status: number; command: number; count: number } | undefined;

  constructor(port: ResponsePort, signal: AbortSignal) {
    this.#port = port;
    this.#signal = signal;
  }

  get full(): boolean {
    return this.#size >= fullAt;
  }

  /** Adds a token. */
  token(bytes: Buffer): void {
    this.#release(doneStatus.more);
    this.#add(bytes);
  }

  #add(bytes: Buffer): void {
    this.#tokens.push(bytes);
    this.#size += bytes.length;
  }

  #release(more: number): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    const { token, status, command, count } = held;
    this.#add(doneTokenBytes(token, status | more, command, count, this.#port.dialect));
  }

  message(message: ServerMessage): void {
    this.token(messageToken(message, this.#port.dialect));
  }

  columns(columns: readonly ResultColumn[]): void {
    this.#columns = columns;
    this.token(columnMetadata(columns, this.#port.dialect));
  }

  order(columns: readonly number[]): void {
    this.token(orderToken(columns));
  }

  row(row: readonly SqlValue[]): void {
    this.token(rowToken(this.#columns, row, this.#port.dialect));
  }

  end(end: StatementEnd): void {
    this.#release(doneStatus.more);
    const status =
      (end.count === undefined ? 0 : doneStatus.count) |
      (end.error === true ? doneStatus.error : 0);
    const token = end.nested ? doneToken.inProc : doneToken.done;
    this.#held = { token, status, command: end.command, count: end.count ?? 0 };
  }

  databaseChanged(now: string, before: string): void {
    this.token(environmentChange.database(now, before));
  }

  returnStatus(value: number): void {
    this.token(returnStatus(value));
  }

  returnValue(ordinal: number, name: string, type: SqlType, value: SqlValue): void {
    this.token(returnValue({ ordinal, name, type, value }, this.#port.dialect));
  }

  procedureEnd(error: boolean): void {
    this.#release(doneStatus.more);
    const status = error ? doneStatus.error : 0;
    this.#held = { token: doneToken.proc, status, command: 0xe0, count: 0 };
  }

  transaction(kind: 'begin' | 'commit' | 'rollback', descriptor: bigint): void {
    // Before TDS 7.2 a client learns of it from its own statements alone.
    if (!this.#port.dialect.wide) return;
    const change =
      kind === 'begin'
        ? environmentChange.beginTransaction
        : kind === 'commit'
          ? environmentChange.commitTransaction
          : environmentChange.rollbackTransaction;
    this.token(change(descriptor));
  }

  async flush(): Promise<void> {
    if (this.#size > 0) await this.#port.send(this.#packets(false));
    // A turn of the event loop, so that an attention is read while rows are sent.
    await new Promise(resolve => setImmediate(resolve));
    this.#signal.throwIfAborted();
  }

  /** Sends what is left; the answer is complete. */
  async finish(): Promise<void> {
    this.#held ??= { token: doneToken.done, status: 0, command: 0, count: 0 };
    this.#release(0);
    await this.#port.send(this.#packets(true));
  }

  /** Ends the answer of a request that was cut short; the acknowledgement is a message of its own. */
  async finishInterrupted(): Promise<void> {
    this.#release(doneStatus.more);
    this.#add(this.#emptyDone(doneStatus.error));
    await this.#port.send(this.#packets(true));
  }

  /** Acknowledges an attention: a message that holds a DONE with that bit and nothing else. */
  async acknowledgeAttention(): Promise<void> {
    this.#tokens = [this.#emptyDone(doneStatus.attention)];
    await this.#port.send(this.#packets(true));
  }

  #emptyDone(status: number): Buffer {
    return doneTokenBytes(doneToken.done, status, 0, 0, this.#port.dialect);
  }

  #packets(last: boolean): Buffer {
    const payload = Buffer.concat(this.#tokens);
    this.#tokens = [];
    this.#size = 0;
    const room = this.#port.packetSize - headerLength;
    const parts: Buffer[] = [];
    let at = 0;
    do {
      const body = payload.subarray(at, at + room);
      at += body.length;
      const status = last && at >= payload.length ? packetStatus.endOfMessage : 0;
      const length = body.length + headerLength;
      parts.push(
        packetHeader(packetType.tabular, status, length, this.#port.spid, this.#packetId++),
        body,
      );
    } while (at < payload.length);
    return Buffer.concat(parts);
  }
}
