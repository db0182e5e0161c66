import type { SqlType, SqlValue } from '../../values/types.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { argumentText, type ProcedureArgument } from './argument.ts';

export type Arguments = readonly ProcedureArgument[];

/** A procedure of the server; gives its return status, throws the server's errors. */
export type Procedure = (execution: Execution, list: Arguments) => Promise<number>;

/** A column of a result: its name and type. */
export type Columns = readonly (readonly [name: string, type: SqlType])[];

/** An argument by name or place, as text; undefined when it was not given. */
export function textAt(
  list: Arguments,
  place: number,
  ...names: readonly string[]
): string | undefined {
  const named = list.find(one => names.some(name => one.name?.toLowerCase() === name));
  const found = named ?? (list[place]?.name === undefined ? list[place] : undefined);
  return found === undefined || found.value === null ? undefined : argumentText(found);
}

/** The same, for one that must be given; throws 201. */
export function required(list: Arguments, place: number, procedure: string, name: string): string {
  const text = textAt(list, place, name);
  if (text === undefined) throw sqlError(201, procedure, name);
  return text;
}

/** Sends a result set; plain numbers are the int family's. */
export async function sendRows(
  execution: Execution,
  columns: Columns,
  rows: readonly (readonly (SqlValue | number)[])[],
): Promise<void> {
  await execution.resultSet(
    columns.map(([name, type]) => ({ name, type })),
    rows.map(row => row.map(value => (typeof value === 'number' ? BigInt(value) : value))),
  );
}
