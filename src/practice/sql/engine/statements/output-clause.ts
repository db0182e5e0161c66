import type { OutputClause } from '../../language/statements.ts';
import type { Table } from '../../storage/content.ts';
import type { SqlType, SqlValue } from '../../values/types.ts';
import { bind } from '../expressions/bind.ts';
import { sameName, type Bound, type Scope, type ScopeColumn } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import { tableColumns } from '../queries/relations.ts';
import type { Execution } from '../sessions/execution.ts';
import { insertPlaces, insertRows, targetTable } from './data-changes.ts';

type Row = readonly SqlValue[];

/** A row that a statement changed: as it was, as it is now. */
export interface ChangedRow {
  readonly deleted?: Row;
  readonly inserted?: Row;
}

/** Takes the rows that were changed, once they are. */
export type WriteOutput = (rows: readonly ChangedRow[]) => void;

interface OutputColumn {
  readonly name: string;
  readonly bound: Bound;
  readonly source?: ScopeColumn;
}

function starColumns(scope: Scope, table: string | undefined): OutputColumn[] {
  const found = scope.columns.flatMap((column, index): OutputColumn[] =>
    table !== undefined && sameName(column.table, table)
      ? [
          {
            name: column.name,
            source: column,
            bound: { type: column.type, evaluate: frame => frame.values[index] ?? null },
          },
        ]
      : [],
  );
  if (found.length === 0) throw sqlError(107, table ?? '*');
  return found;
}

function outputColumns(
  execution: Execution,
  output: OutputClause,
  scope: Scope,
): readonly OutputColumn[] {
  return output.items.flatMap((item): OutputColumn[] => {
    if (item.kind === 'star') return starColumns(scope, item.table);
    if (item.kind === 'assign') throw sqlError(102, item.variable);
    const bound = bind(execution, item.expression, scope);
    const own = item.expression.kind === 'column' ? item.expression.name.parts.at(-1) : undefined;
    return [{ name: item.alias ?? own ?? '', bound }];
  });
}

function writeInto(
  execution: Execution,
  into: NonNullable<OutputClause['into']>,
  rows: readonly Row[],
  types: readonly SqlType[],
): void {
  const changed = targetTable(execution, into.table, 'INSERT');
  const places = insertPlaces(execution, changed.table, into.columns);
  if (places.length !== types.length) throw sqlError(213);
  insertRows(execution, changed, places, rows, types);
}

/**
 * OUTPUT of INSERT, UPDATE and DELETE: its names are resolved before anything is changed. `sides` says
 * which of `inserted` and `deleted` there are. Undefined without that clause.
 */
export function bindOutput(
  execution: Execution,
  output: OutputClause | undefined,
  table: Table,
  sides: readonly ('deleted' | 'inserted')[],
): WriteOutput | undefined {
  if (output === undefined) return undefined;
  const scope: Scope = { columns: sides.flatMap(side => tableColumns(table, side)) };
  const columns = outputColumns(execution, output, scope);
  const types = columns.map(column => column.bound.type);
  return changes => {
    const rows = changes.map(change => {
      const values = sides.flatMap(side => [...(change[side] ?? [])]);
      return columns.map(column => column.bound.evaluate({ values }));
    });
    if (output.into !== undefined) {
      writeInto(execution, output.into, rows, types);
      return;
    }
    execution.sink.columns(
      columns.map(({ name, bound, source }) => ({
        name,
        type: bound.type,
        ...(source?.nullable !== undefined && { nullable: source.nullable }),
      })),
    );
    for (const row of rows) execution.sink.row(row);
  };
}
