import type { Column, Table } from '../storage/content.ts';
import {
  bigintType,
  bitType,
  datetimeType,
  intType,
  isUnicode,
  maxLength,
  nvarchar,
  smallintType,
  sysname,
  tinyintType,
  varchar,
  type SqlType,
} from '../values/types.ts';
import { datetime, viewOf, type SystemView, type ViewContext } from './view.ts';

/** The tables of the database that a view's name led to. */
export function tables({ database }: ViewContext): readonly Table[] {
  return database.content?.tables ?? [];
}

const objectColumns: Parameters<typeof viewOf<Table>>[1] = [
  ['name', sysname, table => table.name],
  ['object_id', intType, table => table.objectId],
  ['principal_id', intType, () => null],
  ['schema_id', intType, () => 1],
  ['parent_object_id', intType, () => 0],
  ['type', varchar(2), () => 'U '],
  ['type_desc', nvarchar(60), () => 'USER_TABLE'],
  ['create_date', datetimeType, (_, { database }) => datetime(database.facts.created)],
  ['modify_date', datetimeType, (_, { database }) => datetime(database.facts.created)],
  ['is_ms_shipped', bitType, () => false],
];

interface ColumnOfTable {
  readonly table: Table;
  readonly column: Column;
  readonly id: number;
}

function columnsOf(context: ViewContext): ColumnOfTable[] {
  return tables(context).flatMap(table =>
    table.columns.map((column, n) => ({ table, column, id: n + 1 })),
  );
}

/** Numbers of types in sys.types. */
export const typeNumbers: Readonly<Record<SqlType['name'], number>> = {
  uniqueidentifier: 36,
  date: 40,
  time: 41,
  datetime2: 42,
  datetimeoffset: 43,
  tinyint: 48,
  smallint: 52,
  int: 56,
  smalldatetime: 58,
  real: 59,
  money: 60,
  datetime: 61,
  float: 62,
  sql_variant: 98,
  bit: 104,
  decimal: 106,
  numeric: 108,
  smallmoney: 122,
  bigint: 127,
  varbinary: 165,
  varchar: 167,
  binary: 173,
  char: 175,
  nvarchar: 231,
  nchar: 239,
};

/** `max_length` of a column: bytes, -1 for (max). */
export function byteLength(type: SqlType): number {
  if (type.length === maxLength) return -1;
  if (type.length > 0) return isUnicode(type) ? type.length * 2 : type.length;
  const sizes: Partial<Record<SqlType['name'], number>> = {
    bit: 1,
    tinyint: 1,
    smallint: 2,
    int: 4,
    real: 4,
    date: 3,
    uniqueidentifier: 16,
  };
  return sizes[type.name] ?? 8;
}

const columns = viewOf<ColumnOfTable>(columnsOf, [
  ['object_id', intType, ({ table }) => table.objectId],
  ['name', sysname, ({ column }) => column.name],
  ['column_id', intType, ({ id }) => id],
  ['system_type_id', tinyintType, ({ column }) => typeNumbers[column.type.name]],
  ['user_type_id', intType, ({ column }) => typeNumbers[column.type.name]],
  ['max_length', smallintType, ({ column }) => byteLength(column.type)],
  ['precision', tinyintType, ({ column }) => column.type.precision],
  ['scale', tinyintType, ({ column }) => column.type.scale],
  ['is_nullable', bitType, ({ column }) => column.nullable],
  ['is_identity', bitType, ({ column }) => column.identity !== undefined],
]);

const types = viewOf<readonly [string, number]>(
  () => Object.entries(typeNumbers),
  [
    ['name', sysname, ([name]) => name],
    ['system_type_id', tinyintType, ([, id]) => id],
    ['user_type_id', intType, ([, id]) => id],
  ],
);

const schemas = viewOf<readonly [string, number]>(
  () => [
    ['dbo', 1],
    ['guest', 2],
    ['INFORMATION_SCHEMA', 3],
    ['sys', 4],
  ],
  [
    ['name', sysname, ([name]) => name],
    ['schema_id', intType, ([, id]) => id],
    ['principal_id', intType, ([, id]) => id],
  ],
);

const partitions = viewOf<Table>(tables, [
  ['partition_id', bigintType, table => table.objectId],
  ['object_id', intType, table => table.objectId],
  ['index_id', intType, table => (table.primaryKey.length > 0 ? 1 : 0)],
  ['partition_number', intType, () => 1],
  ['hobt_id', bigintType, table => table.objectId],
  ['rows', bigintType, table => table.rows.length],
]);

const informationTables = viewOf<Table>(tables, [
  ['TABLE_CATALOG', nvarchar(128), (_, { database }) => database.name],
  ['TABLE_SCHEMA', nvarchar(128), table => table.schema],
  ['TABLE_NAME', sysname, table => table.name],
  ['TABLE_TYPE', varchar(10), () => 'BASE TABLE'],
]);

const informationColumns = viewOf<ColumnOfTable>(columnsOf, [
  ['TABLE_CATALOG', nvarchar(128), (_, { database }) => database.name],
  ['TABLE_SCHEMA', nvarchar(128), ({ table }) => table.schema],
  ['TABLE_NAME', sysname, ({ table }) => table.name],
  ['COLUMN_NAME', sysname, ({ column }) => column.name],
  ['ORDINAL_POSITION', intType, ({ id }) => id],
  ['IS_NULLABLE', varchar(3), ({ column }) => (column.nullable ? 'YES' : 'NO')],
  ['DATA_TYPE', nvarchar(128), ({ column }) => column.type.name],
  [
    'CHARACTER_MAXIMUM_LENGTH',
    intType,
    ({ column }) => (column.type.length === 0 ? null : column.type.length),
  ],
  [
    'NUMERIC_PRECISION',
    tinyintType,
    ({ column }) => (column.type.precision === 0 ? null : column.type.precision),
  ],
  [
    'NUMERIC_SCALE',
    intType,
    ({ column }) => (column.type.precision === 0 ? null : column.type.scale),
  ],
]);

const configurations = viewOf<readonly [number, string, number]>(
  () => [
    [101, 'recovery interval (min)', 0],
    [1579, 'backup compression default', 0],
    [1543, 'min server memory (MB)', 0],
    [1544, 'max server memory (MB)', 2147483647],
    [16390, 'xp_cmdshell', 0],
  ],
  [
    ['configuration_id', intType, ([id]) => id],
    ['name', nvarchar(35), ([, name]) => name],
    ['value', intType, ([, , value]) => value],
    ['value_in_use', intType, ([, , value]) => value],
  ],
);

const identities = viewOf<ColumnOfTable>(
  context => columnsOf(context).filter(({ column }) => column.identity !== undefined),
  [
    ['object_id', intType, ({ table }) => table.objectId],
    ['name', sysname, ({ column }) => column.name],
    ['column_id', intType, ({ id }) => id],
    ['seed_value', bigintType, ({ column }) => column.identity?.seed ?? null],
    ['increment_value', bigintType, ({ column }) => column.identity?.increment ?? null],
    [
      'last_value',
      bigintType,
      ({ table, column }) =>
        table.rows.length === 0 ? null : table.nextIdentity - (column.identity?.increment ?? 1n),
    ],
  ],
);

/** Kinds of objects that nothing here can have. */
const none = viewOf<Table>(() => [], objectColumns);

export const objectViews: readonly (readonly [string, SystemView])[] = [
  ['sys.tables', viewOf<Table>(tables, objectColumns)],
  ['sys.objects', viewOf<Table>(tables, objectColumns)],
  ['sys.all_objects', viewOf<Table>(tables, objectColumns)],
  ...['views', 'procedures', 'triggers', 'foreign_keys'].map(
    name => [`sys.${name}`, none] as const,
  ),
  ['sys.identity_columns', identities],
  ['sys.columns', columns],
  ['sys.types', types],
  ['sys.schemas', schemas],
  ['sys.partitions', partitions],
  ['sys.configurations', configurations],
  [
    'sys.sysobjects',
    viewOf<Table>(tables, [
      ['name', sysname, table => table.name],
      ['id', intType, table => table.objectId],
      ['xtype', varchar(2), () => 'U '],
      ['uid', smallintType, () => 1],
    ]),
  ],
  ['information_schema.tables', informationTables],
  ['information_schema.columns', informationColumns],
];
