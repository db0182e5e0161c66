import type { SqlType, SqlValue } from '../../values/types.ts';
import type { ResultColumn, ServerMessage } from '../../wire/tokens.ts';

/** What one statement ends with. */
export interface StatementEnd {
  /** Rows affected or returned; undefined with SET NOCOUNT ON and for statements without rows. */
  readonly count?: number;
  readonly command: number;
  readonly error?: boolean;
  /** Inside a procedure, EXEC or RPC. */
  readonly nested: boolean;
}

/** Where a running request's answer goes, in order; nothing is kept back but the last end. */
export interface ResultSink {
  message(message: ServerMessage): void;
  columns(columns: readonly ResultColumn[]): void;
  order(columns: readonly number[]): void;
  row(row: readonly SqlValue[]): void;
  end(end: StatementEnd): void;
  databaseChanged(now: string, before: string): void;
  returnStatus(value: number): void;
  returnValue(ordinal: number, name: string, type: SqlType, value: SqlValue): void;
  /** Ends a procedure that a client called by RPC. */
  procedureEnd(error: boolean): void;
  transaction(kind: 'begin' | 'commit' | 'rollback', descriptor: bigint): void;
  /**
   * Hands what was written to the network and waits until it may take more; rejects with an
   * `AbortError` when the request was cancelled or the connection is gone.
   */
  flush(): Promise<void>;
  /** True once enough is waiting that `flush` should be awaited. */
  readonly full: boolean;
}
