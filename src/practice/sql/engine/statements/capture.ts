import type { SqlType, SqlValue } from '../../values/types.ts';
import type { ResultColumn, ServerMessage } from '../../wire/tokens.ts';
import type { ResultSink } from '../sessions/results.ts';

/** Takes the rows of INSERT … EXEC; messages still go to the client. */
export class RowCapture implements ResultSink {
  readonly rows: (readonly SqlValue[])[] = [];
  types: readonly SqlType[] = [];
  readonly #around: ResultSink;

  constructor(around: ResultSink) {
    this.#around = around;
  }

  get full(): boolean {
    return this.#around.full;
  }

  message(message: ServerMessage): void {
    this.#around.message(message);
  }

  columns(columns: readonly ResultColumn[]): void {
    this.types = columns.map(column => column.type);
  }

  row(row: readonly SqlValue[]): void {
    this.rows.push(row);
  }

  order(): void {
    // Rows are kept as they come.
  }

  end(): void {
    // The statement around this one says how many rows it inserted.
  }

  databaseChanged(now: string, before: string): void {
    this.#around.databaseChanged(now, before);
  }

  returnStatus(): void {
    // EXEC inside of INSERT has no one to tell.
  }

  returnValue(): void {
    // As above.
  }

  procedureEnd(): void {
    // As above.
  }

  transaction(kind: 'begin' | 'commit' | 'rollback', descriptor: bigint): void {
    this.#around.transaction(kind, descriptor);
  }

  flush(): Promise<void> {
    return this.#around.flush();
  }
}
