import type { Database } from '../engine/instance/database.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import { momentFromUnixMs } from '../values/moment.ts';
import type { SqlType, SqlValue } from '../values/types.ts';

export interface ViewContext {
  readonly execution: Execution;
  /** The database that the name led to. */
  readonly database: Database;
}

/** A catalogue view or DMV. */
export interface SystemView {
  readonly objectId: number;
  readonly columns: readonly (readonly [name: string, type: SqlType])[];
  rows(context: ViewContext): SqlValue[][];
}

type ColumnOf<T> = readonly [
  name: string,
  type: SqlType,
  value: (item: T, context: ViewContext) => SqlValue | number,
];

let nextId = 1000;

/** A view over things: each column says how to read it. */
export function viewOf<T>(
  items: (context: ViewContext) => readonly T[],
  columns: readonly ColumnOf<T>[],
): SystemView {
  return {
    objectId: nextId++,
    columns: columns.map(([name, type]) => [name, type] as const),
    rows: context =>
      items(context).map(item =>
        columns.map(([, type, value]) => typed(value(item, context), type)),
      ),
  };
}

/** Plain numbers are the int family's bigint, unless the column is a float. */
function typed(value: SqlValue | number, type: SqlType): SqlValue {
  if (typeof value !== 'number') return value;
  return type.name === 'float' || type.name === 'real' ? value : BigInt(Math.trunc(value));
}

/** A time in ms since 1970 as a datetime value. */
export function datetime(ms: number): SqlValue {
  return momentFromUnixMs(ms);
}

export function guid(text: string): SqlValue {
  return { kind: 'guid', text };
}

export function lsn(value: bigint | undefined): SqlValue {
  return value === undefined ? null : { kind: 'decimal', unscaled: value, scale: 0 };
}
