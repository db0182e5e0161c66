import type { Column, Table } from '../../storage/content.ts';
import {
  intType,
  maxLength,
  nvarchar,
  smallintType,
  sysname,
  tinyintType,
  varchar,
  type SqlType,
  type SqlValue,
  type TypeName,
} from '../../values/types.ts';
import { byteLength, typeNumbers } from '../../views/object-views.ts';
import { likePattern } from '../expressions/conditions.ts';
import { sameName } from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { sendRows, textAt, type Arguments, type Columns, type Procedure } from './procedure.ts';

/** The current database; a qualifier may only name that one. */
function qualified(execution: Execution, qualifier: string | undefined): Database {
  const database = execution.instance.database(execution.session.database);
  if (qualifier !== undefined && qualifier !== '' && !sameName(qualifier, database.name))
    throw sqlError(15250);
  return database;
}

function matches(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || pattern === '' || likePattern(pattern, undefined).test(text);
}

const tableColumns: Columns = [
  ['TABLE_QUALIFIER', sysname],
  ['TABLE_OWNER', sysname],
  ['TABLE_NAME', sysname],
  ['TABLE_TYPE', varchar(32)],
  ['REMARKS', varchar(254)],
];

/** With a name alone that is `%`, databases or owners are listed instead of tables, as in ODBC. */
const tables: Procedure = async (execution, list) => {
  const name = textAt(list, 0, '@table_name');
  const owner = textAt(list, 1, '@table_owner');
  const qualifier = textAt(list, 2, '@table_qualifier');
  const type = textAt(list, 3, '@table_type')?.toUpperCase();
  const { instance } = execution;
  if (qualifier === '%' && name === '' && owner === '') {
    const names = instance
      .databases()
      .map(database => database.name)
      .sort();
    await sendRows(
      execution,
      tableColumns,
      names.map(one => [one, null, null, null, null]),
    );
    return 0;
  }
  if (owner === '%' && name === '' && (qualifier ?? '') === '') {
    await sendRows(execution, tableColumns, [[null, 'dbo', null, null, null]]);
    return 0;
  }
  const database = qualified(execution, qualifier);
  const wanted = type === undefined || type.includes("'TABLE'");
  const found = (database.content?.tables ?? [])
    .filter(table => wanted && matches(name, table.name) && matches(owner, table.schema))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(table => [database.name, table.schema, table.name, 'TABLE', null]);
  await sendRows(execution, tableColumns, found);
  return 0;
};

/** ODBC's numbers of the types. */
const odbcTypes: Readonly<Record<TypeName, number>> = {
  bit: -7,
  tinyint: -6,
  smallint: 5,
  int: 4,
  bigint: -5,
  real: 7,
  float: 6,
  decimal: 3,
  numeric: 2,
  money: 3,
  smallmoney: 3,
  char: 1,
  varchar: 12,
  nchar: -8,
  nvarchar: -9,
  binary: -2,
  varbinary: -3,
  uniqueidentifier: -11,
  date: 91,
  time: -154,
  smalldatetime: 93,
  datetime: 93,
  datetime2: 93,
  datetimeoffset: -155,
  sql_variant: -150,
};

/** ODBC 2 had other numbers for dates with a time. */
function odbcType(type: SqlType, version: number): number {
  const number = odbcTypes[type.name];
  return number === 93 && version < 3 ? 11 : number;
}

function precisionOf(type: SqlType): SqlValue | number {
  if (type.length === maxLength) return 0;
  if (type.length > 0) return type.length;
  const fixed: Partial<Record<TypeName, number>> = {
    bit: 1,
    uniqueidentifier: 36,
    date: 10,
    smalldatetime: 16,
    datetime: 23,
    time: 8 + (type.scale > 0 ? type.scale + 1 : 0),
    datetime2: 19 + (type.scale > 0 ? type.scale + 1 : 0),
    datetimeoffset: 26 + (type.scale > 0 ? type.scale + 1 : 0),
    real: 24,
  };
  return fixed[type.name] ?? type.precision;
}

const columnColumns: Columns = [
  ['TABLE_QUALIFIER', sysname],
  ['TABLE_OWNER', sysname],
  ['TABLE_NAME', sysname],
  ['COLUMN_NAME', sysname],
  ['DATA_TYPE', smallintType],
  ['TYPE_NAME', sysname],
  ['PRECISION', intType],
  ['LENGTH', intType],
  ['SCALE', smallintType],
  ['RADIX', smallintType],
  ['NULLABLE', smallintType],
  ['REMARKS', varchar(254)],
  ['COLUMN_DEF', nvarchar(4000)],
  ['SQL_DATA_TYPE', smallintType],
  ['SQL_DATETIME_SUB', smallintType],
  ['CHAR_OCTET_LENGTH', intType],
  ['ORDINAL_POSITION', intType],
  ['IS_NULLABLE', varchar(254)],
  ['SS_DATA_TYPE', tinyintType],
];

const numeric: readonly string[] = [
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'decimal',
  'numeric',
  'money',
  'smallmoney',
];
const dated: readonly string[] = ['smalldatetime', 'datetime', 'datetime2'];

function columnRow(
  database: Database,
  table: Table,
  column: Column,
  place: number,
  version: number,
): (SqlValue | number)[] {
  const { type } = column;
  const approximate = type.name === 'float' || type.name === 'real';
  const data = odbcType(type, version);
  const bytes = byteLength(type);
  const large = type.length !== 0;
  return [
    database.name,
    table.schema,
    table.name,
    column.name,
    data,
    column.identity === undefined ? type.name : `${type.name} identity`,
    precisionOf(type),
    type.length === maxLength ? 0 : bytes,
    numeric.includes(type.name) || dated.includes(type.name) ? type.scale : null,
    numeric.includes(type.name) ? 10 : approximate ? 2 : null,
    column.nullable ? 1 : 0,
    null,
    null,
    dated.includes(type.name) ? 9 : data,
    dated.includes(type.name) ? 3 : null,
    large ? (type.length === maxLength ? 0 : bytes) : null,
    place,
    column.nullable ? 'YES' : 'NO',
    typeNumbers[type.name],
  ];
}

const columns: Procedure = async (execution, list) => {
  const name = textAt(list, 0, '@table_name');
  if (name === undefined) throw sqlError(201, 'sp_columns', '@table_name');
  const owner = textAt(list, 1, '@table_owner');
  const database = qualified(execution, textAt(list, 2, '@table_qualifier'));
  const column = textAt(list, 3, '@column_name');
  const version = Number(textAt(list, 4, '@odbcver') ?? 2);
  const rows = (database.content?.tables ?? [])
    .filter(table => matches(name, table.name) && matches(owner, table.schema))
    .flatMap(table =>
      table.columns.flatMap((one, n) =>
        matches(column, one.name) ? [columnRow(database, table, one, n + 1, version)] : [],
      ),
    );
  await sendRows(execution, columnColumns, rows);
  return 0;
};

/** The tables that the first three arguments name exactly. */
function namedTables(
  execution: Execution,
  procedure: string,
  list: Arguments,
): { database: Database; found: Table[] } {
  const name = textAt(list, 0, '@table_name');
  if (name === undefined) throw sqlError(201, procedure, '@table_name');
  const owner = textAt(list, 1, '@table_owner');
  const database = qualified(execution, textAt(list, 2, '@table_qualifier'));
  const found = (database.content?.tables ?? []).filter(
    table => sameName(table.name, name) && (owner === undefined || sameName(table.schema, owner)),
  );
  return { database, found };
}

const keyColumns: Columns = [
  ['TABLE_QUALIFIER', sysname],
  ['TABLE_OWNER', sysname],
  ['TABLE_NAME', sysname],
  ['COLUMN_NAME', sysname],
  ['KEY_SEQ', smallintType],
  ['PK_NAME', sysname],
];

const primaryKeys: Procedure = async (execution, list) => {
  const { database, found } = namedTables(execution, 'sp_pkeys', list);
  const rows = found.flatMap(table =>
    table.primaryKey.map((column, n) => [
      database.name,
      table.schema,
      table.name,
      column,
      n + 1,
      `PK_${table.name}`,
    ]),
  );
  await sendRows(execution, keyColumns, rows);
  return 0;
};

const foreignKeyColumns: Columns = [
  ...['PKTABLE_QUALIFIER', 'PKTABLE_OWNER', 'PKTABLE_NAME', 'PKCOLUMN_NAME'].map(
    name => [name, sysname] as const,
  ),
  ...['FKTABLE_QUALIFIER', 'FKTABLE_OWNER', 'FKTABLE_NAME', 'FKCOLUMN_NAME'].map(
    name => [name, sysname] as const,
  ),
  ['KEY_SEQ', smallintType],
  ['UPDATE_RULE', smallintType],
  ['DELETE_RULE', smallintType],
  ['FK_NAME', sysname],
  ['PK_NAME', sysname],
  ['DEFERRABILITY', smallintType],
];

/** There are no foreign keys here. */
const foreignKeys: Procedure = async execution => {
  await sendRows(execution, foreignKeyColumns, []);
  return 0;
};

const statisticsColumns: Columns = [
  ['TABLE_QUALIFIER', sysname],
  ['TABLE_OWNER', sysname],
  ['TABLE_NAME', sysname],
  ['NON_UNIQUE', smallintType],
  ['INDEX_QUALIFIER', sysname],
  ['INDEX_NAME', sysname],
  ['TYPE', smallintType],
  ['SEQ_IN_INDEX', smallintType],
  ['COLUMN_NAME', sysname],
  ['COLLATION', varchar(1)],
  ['CARDINALITY', intType],
  ['PAGES', intType],
  ['FILTER_CONDITION', varchar(128)],
];

const statistics: Procedure = async (execution, list) => {
  const { database, found } = namedTables(execution, 'sp_statistics', list);
  const rows = found.flatMap(table => {
    const start = [database.name, table.schema, table.name] as const;
    const count = table.rows.length;
    const whole = [...start, null, null, null, 0, null, null, null, count, 1, null];
    const keys = table.primaryKey.map((column, n) => {
      const index = [0, table.name, `PK_${table.name}`, 1, n + 1, column, 'A', count, 1, null];
      return [...start, ...index];
    });
    return [whole, ...keys];
  });
  await sendRows(execution, statisticsColumns, rows);
  return 0;
};

const procedureColumns: Columns = [
  ['PROCEDURE_QUALIFIER', sysname],
  ['PROCEDURE_OWNER', sysname],
  ['PROCEDURE_NAME', nvarchar(134)],
  ['NUM_INPUT_PARAMS', intType],
  ['NUM_OUTPUT_PARAMS', intType],
  ['NUM_RESULT_SETS', intType],
  ['REMARKS', varchar(254)],
  ['PROCEDURE_TYPE', smallintType],
];

/** There are no procedures of users here; the system's own are not listed. */
const storedProcedures: Procedure = async execution => {
  await sendRows(execution, procedureColumns, []);
  return 0;
};

const databases: Procedure = async execution => {
  const rows = execution.instance
    .databases()
    .filter(database => database.facts.state === 'ONLINE')
    .map(database => {
      const pages = database.facts.files.reduce((sum, file) => sum + file.sizePages, 0);
      return [database.name, pages * 8, null];
    });
  const shown: Columns = [
    ['DATABASE_NAME', sysname],
    ['DATABASE_SIZE', intType],
    ['REMARKS', varchar(254)],
  ];
  await sendRows(execution, shown, rows);
  return 0;
};

/** The catalogue as ODBC, JDBC and their kin ask for it. */
export const catalogueProcedures: readonly (readonly [string, Procedure])[] = [
  ['sp_tables', tables],
  ['sp_columns', columns],
  ['sp_pkeys', primaryKeys],
  ['sp_fkeys', foreignKeys],
  ['sp_statistics', statistics],
  ['sp_stored_procedures', storedProcedures],
  ['sp_databases', databases],
];
