import type { ColumnDefinition } from '../language/ast.ts';
import { Cursor } from '../language/cursor.ts';
import { parseTableDefinition } from '../language/parse-change.ts';
import type { Content, Table } from '../storage/content.ts';
import { convert } from '../values/convert.ts';
import { momentFromUnixMs } from '../values/moment.ts';
import { floatType, intType, nvarchar, type SqlType, type SqlValue } from '../values/types.ts';

/** A value as it is written in a list of rows; `Date` for the time types. */
export type Plain = string | number | boolean | Date | null | Uint8Array;

function plainValue(value: Plain, column: ColumnDefinition): SqlValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return momentFromUnixMs(value.getTime());
  const from: SqlType = typeof value === 'number' ? floatType : nvarchar(-1);
  if (typeof value === 'boolean') return convert(value ? 1n : 0n, intType, column.type);
  return convert(value, from, column.type);
}

/** Adds a table, its columns written as in CREATE TABLE, its rows in the order of the columns. */
export function addTable(
  content: Content,
  name: string,
  columns: string,
  rows: readonly (readonly Plain[])[],
): Table {
  const definition = parseTableDefinition(new Cursor(`(${columns})`, 11));
  const table: Table = {
    schema: 'dbo',
    name,
    objectId: content.nextObjectId,
    columns: definition.columns,
    primaryKey: definition.primaryKey,
    rows: rows.map(row =>
      definition.columns.map((column, n) => plainValue(row[n] ?? null, column)),
    ),
    nextIdentity: BigInt(rows.length + 1),
  };
  content.nextObjectId += 16;
  content.tables.push(table);
  return table;
}
