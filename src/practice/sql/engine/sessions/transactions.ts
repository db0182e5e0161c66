import type { TransactionRequest } from '../../wire/rpc.ts';
import { sameName } from '../expressions/scope.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import type { ResultSink } from './results.ts';
import type { Session } from './session.ts';

interface Savepoint {
  readonly name: string;
  /** How many changes there were before it. */
  readonly changes: number;
}

/** A session's transaction: what to do to undo it. Isolation from other sessions there is none. */
export class Transactions {
  readonly #session: Session;
  readonly #undo: (() => void)[] = [];
  #savepoints: Savepoint[] = [];
  #depth = 0;
  #name = '';
  #descriptor = 0n;
  #started = 0n;
  /** An error has made it impossible to commit: all that is left is to roll back. */
  #doomed = false;

  constructor(session: Session) {
    this.#session = session;
  }

  get depth(): number {
    return this.#depth;
  }

  /** XACT_STATE(): 1 with a transaction, -1 with one that cannot be committed, 0 without. */
  get state(): -1 | 0 | 1 {
    if (this.#depth === 0) return 0;
    return this.#doomed ? -1 : 1;
  }

  /** Remembers how to take a change back, if a transaction is open. */
  remember(undo: () => void): void {
    if (this.#depth > 0) this.#undo.push(undo);
  }

  /** What an error under XACT_ABORT leaves of a transaction inside of TRY. */
  doom(): void {
    this.#doomed = this.#depth > 0;
  }

  begin(sink?: ResultSink, name = ''): void {
    this.#depth++;
    if (this.#depth > 1) return;
    this.#name = name;
    this.#started++;
    this.#descriptor = (BigInt(this.#session.spid) << 32n) | this.#started;
    sink?.transaction('begin', this.#descriptor);
  }

  /** Throws 3902, 3930. */
  commit(sink?: ResultSink): void {
    if (this.#depth === 0) throw sqlError(3902);
    if (this.#doomed) throw sqlError(3930);
    this.#depth--;
    if (this.#depth > 0) return;
    this.#forget();
    sink?.transaction('commit', this.#descriptor);
  }

  /** Throws 628. */
  save(name: string): void {
    if (this.#depth === 0) throw sqlError(628);
    this.#savepoints.push({ name, changes: this.#undo.length });
  }

  /** To the savepoint of that name, or everything; throws 3903, 6401. */
  rollback(sink?: ResultSink, name = ''): void {
    if (this.#depth === 0) throw sqlError(3903);
    if (name !== '') {
      const at = this.#savepoints.findLastIndex(one => sameName(one.name, name));
      const savepoint = this.#savepoints[at];
      if (savepoint !== undefined) {
        this.#savepoints = this.#savepoints.slice(0, at + 1);
        this.#undoFrom(savepoint.changes);
        return;
      }
      if (!sameName(name, this.#name)) throw sqlError(6401, name);
    }
    this.rollbackAll(sink);
  }

  rollbackAll(sink?: ResultSink): void {
    if (this.#depth > 0) sink?.transaction('rollback', this.#descriptor);
    this.#depth = 0;
    this.#undoFrom(0);
    this.#forget();
  }

  #undoFrom(changes: number): void {
    for (const undo of this.#undo.splice(changes).reverse()) undo();
  }

  #forget(): void {
    this.#undo.length = 0;
    this.#savepoints = [];
    this.#doomed = false;
    this.#name = '';
  }

  /** BEGIN, COMMIT, ROLLBACK and SAVE as a client's library asks for them. */
  request(request: TransactionRequest, sink: ResultSink): void {
    switch (request.kind) {
      case 'begin':
        this.begin(sink, request.name);
        break;
      case 'commit':
        this.commit(sink);
        break;
      case 'rollback':
        this.rollback(sink, request.name);
        break;
      case 'save':
        this.save(request.name);
        break;
      case 'other':
        throw notSupported(`Transaction request ${request.type}`);
    }
    if ('beginAgain' in request && request.beginAgain) this.begin(sink);
    sink.end({ command: 0, nested: false });
  }
}
