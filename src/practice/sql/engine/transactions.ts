import type { TransactionRequest } from '../wire/rpc.ts';
import type { ResultSink } from './results.ts';
import type { Session } from './session.ts';
import { notSupported, sqlError } from './sql-error.ts';

/** A session's transaction: what to do to undo it. Isolation from other sessions there is none. */
export class Transactions {
  readonly #session: Session;
  readonly #undo: (() => void)[] = [];
  #depth = 0;
  #descriptor = 0n;

  constructor(session: Session) {
    this.#session = session;
  }

  get depth(): number {
    return this.#depth;
  }

  /** Remembers how to take a change back, if a transaction is open. */
  remember(undo: () => void): void {
    if (this.#depth > 0) this.#undo.push(undo);
  }

  begin(): void {
    this.#depth++;
  }

  /** Throws 3902. */
  commit(): void {
    if (this.#depth === 0) throw sqlError(3902);
    this.#depth--;
    if (this.#depth === 0) this.#undo.length = 0;
  }

  /** Throws 3903. */
  rollback(): void {
    if (this.#depth === 0) throw sqlError(3903);
    this.rollbackAll();
  }

  rollbackAll(): void {
    this.#depth = 0;
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /** BEGIN, COMMIT and ROLLBACK as a client's library asks for them. */
  request(request: TransactionRequest, sink: ResultSink): void {
    switch (request.kind) {
      case 'begin':
        this.begin();
        this.#descriptor = BigInt(this.#session.spid) * 1000n + BigInt(this.#depth);
        sink.transaction('begin', this.#descriptor);
        break;
      case 'commit':
        this.commit();
        sink.transaction('commit', this.#descriptor);
        break;
      case 'rollback':
        this.rollback();
        sink.transaction('rollback', this.#descriptor);
        break;
      case 'save':
        throw notSupported('SAVE TRANSACTION');
      case 'other':
        throw notSupported(`Transaction request ${request.type}`);
    }
    if ('beginAgain' in request && request.beginAgain) {
      this.begin();
      sink.transaction('begin', this.#descriptor);
    }
    sink.end({ command: 0, nested: false });
  }
}
