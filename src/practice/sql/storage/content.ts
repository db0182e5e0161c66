import { z } from 'zod';
import type { ColumnDefinition, Expression } from '../language/ast.ts';
import type { SqlType, SqlValue, TypeName } from '../values/types.ts';
import { loadValue, storeValue } from './value-json.ts';

/** A column as it is stored; a default is kept as parsed. */
export type Column = ColumnDefinition;

/** A table and its rows; rows are replaced, never changed in place. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly objectId: number;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  rows: readonly (readonly SqlValue[])[];
  nextIdentity: bigint;
}

/** A user or role of one database. */
export interface DatabasePrincipal {
  readonly id: number;
  name: string;
  /** S SQL user, U Windows user, G Windows group, R role. */
  readonly type: 'S' | 'U' | 'G' | 'R';
  /** Hex, upper case. */
  sid: string;
  readonly fixedRole: boolean;
  readonly owner: number;
}

/** Everything inside a database. */
export interface Content {
  tables: Table[];
  principals: DatabasePrincipal[];
  /** Role and member, by principal id. */
  memberships: { readonly role: number; readonly member: number }[];
  nextObjectId: number;
}

const fixedRoles: readonly (readonly [number, string])[] = [
  [16384, 'db_owner'],
  [16385, 'db_accessadmin'],
  [16386, 'db_securityadmin'],
  [16387, 'db_ddladmin'],
  [16389, 'db_backupoperator'],
  [16390, 'db_datareader'],
  [16391, 'db_datawriter'],
  [16392, 'db_denydatareader'],
  [16393, 'db_denydatawriter'],
];

/** A new database: dbo (the owner), guest, the fixed roles, no tables. */
export function emptyContent(ownerSid: string): Content {
  const user = (id: number, name: string, sid: string): DatabasePrincipal => ({
    id,
    name,
    type: 'S',
    sid,
    fixedRole: false,
    owner: 1,
  });
  const role = (id: number, name: string): DatabasePrincipal => ({
    id,
    name,
    type: 'R',
    sid: '',
    fixedRole: id !== 0,
    owner: 1,
  });
  return {
    tables: [],
    principals: [
      role(0, 'public'),
      user(1, 'dbo', ownerSid),
      user(2, 'guest', '00'),
      user(3, 'INFORMATION_SCHEMA', ''),
      user(4, 'sys', ''),
      ...fixedRoles.map(([id, name]) => role(id, name)),
    ],
    memberships: [],
    nextObjectId: 245575913,
  };
}

const typeNames = [
  'bit',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'real',
  'float',
  'decimal',
  'numeric',
  'money',
  'smallmoney',
  'char',
  'varchar',
  'nchar',
  'nvarchar',
  'binary',
  'varbinary',
  'uniqueidentifier',
  'date',
  'time',
  'smalldatetime',
  'datetime',
  'datetime2',
  'datetimeoffset',
  'sql_variant',
] as const satisfies readonly TypeName[];

const typeSchema: z.ZodType<SqlType> = z.object({
  name: z.enum(typeNames),
  length: z.number(),
  precision: z.number(),
  scale: z.number(),
});
const stored = z.union([z.null(), z.boolean(), z.number(), z.string()]);
const columnSchema = z.object({
  name: z.string(),
  type: typeSchema,
  nullable: z.boolean(),
  unique: z.boolean(),
  identity: z.tuple([z.string(), z.string()]).optional(),
  /** JSON of the parsed expression, which only this program writes. */
  default: z.custom<Expression>(value => typeof value === 'object' && value !== null).optional(),
});

/** A table as JSON. */
export const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  objectId: z.number(),
  columns: z.array(columnSchema),
  primaryKey: z.array(z.string()),
  nextIdentity: z.string(),
  rows: z.array(z.array(stored)),
});
export type StoredTable = z.infer<typeof tableSchema>;

/** Principals and memberships as JSON. */
export const principalsSchema = z.object({
  principals: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      type: z.enum(['S', 'U', 'G', 'R']),
      sid: z.string(),
      fixedRole: z.boolean(),
      owner: z.number(),
    }),
  ),
  memberships: z.array(z.object({ role: z.number(), member: z.number() })),
  nextObjectId: z.number(),
});

export function storeTable(table: Table): StoredTable {
  return {
    schema: table.schema,
    name: table.name,
    objectId: table.objectId,
    columns: table.columns.map(column => ({
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      unique: column.unique,
      ...(column.identity && {
        identity: [String(column.identity.seed), String(column.identity.increment)],
      }),
      ...(column.defaultValue && { default: column.defaultValue }),
    })),
    primaryKey: [...table.primaryKey],
    nextIdentity: String(table.nextIdentity),
    rows: table.rows.map(row => row.map(storeValue)),
  };
}

export function loadTable(table: StoredTable): Table {
  const columns = table.columns.map((column): Column => ({
    name: column.name,
    type: column.type,
    nullable: column.nullable,
    unique: column.unique,
    ...(column.identity && {
      identity: { seed: BigInt(column.identity[0]), increment: BigInt(column.identity[1]) },
    }),
    ...(column.default && { defaultValue: column.default }),
  }));
  return {
    schema: table.schema,
    name: table.name,
    objectId: table.objectId,
    columns,
    primaryKey: table.primaryKey,
    nextIdentity: BigInt(table.nextIdentity),
    rows: table.rows.map(row => loadRow(row, columns)),
  };
}

/** A stored row of a table with these columns. */
export function loadRow(
  row: readonly z.infer<typeof stored>[],
  columns: readonly Column[],
): SqlValue[] {
  return columns.map((column, n) => loadValue(row[n] ?? null, column.type));
}

export const storedRow = z.array(stored);
