/** A number of fixed point: `unscaled` / 10^`scale`. */
export interface Decimal {
  readonly kind: 'decimal';
  readonly unscaled: bigint;
  readonly scale: number;
}

/** A point in time or a time of day: 100 ns since 0001-01-01T00:00, and an offset in minutes. */
export interface Moment {
  readonly kind: 'moment';
  readonly ticks: bigint;
  readonly offset?: number;
}

/** Upper case, with dashes, no braces. */
export interface Guid {
  readonly kind: 'guid';
  readonly text: string;
}

/** A value whose own type travels with it, as SERVERPROPERTY gives it. */
export interface Variant {
  readonly kind: 'variant';
  readonly type: SqlType;
  readonly value: Exclude<SqlValue, Variant | null>;
}

/** bit is boolean, the int family bigint, float and real number, character types string. */
export type SqlValue =
  null | boolean | bigint | number | string | Uint8Array | Decimal | Moment | Guid | Variant;

export type TypeName =
  | 'bit'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'real'
  | 'float'
  | 'decimal'
  | 'numeric'
  | 'money'
  | 'smallmoney'
  | 'char'
  | 'varchar'
  | 'nchar'
  | 'nvarchar'
  | 'binary'
  | 'varbinary'
  | 'uniqueidentifier'
  | 'date'
  | 'time'
  | 'smalldatetime'
  | 'datetime'
  | 'datetime2'
  | 'datetimeoffset'
  | 'sql_variant';

/** `max` of varchar(max) and its kin. */
export const maxLength = -1;

export interface SqlType {
  readonly name: TypeName;
  /** Characters or bytes; `maxLength` for (max). */
  readonly length: number;
  readonly precision: number;
  /** Of decimals, and the fractional digits of time types. */
  readonly scale: number;
}

function plain(name: TypeName, precision = 0, scale = 0): SqlType {
  return { name, length: 0, precision, scale };
}

export const bitType = plain('bit');
export const tinyintType = plain('tinyint', 3);
export const smallintType = plain('smallint', 5);
export const intType = plain('int', 10);
/** Of a bare NULL, which takes the other's type wherever two types meet. Known by identity. */
export const nullType: SqlType = plain('int', 10);
export const bigintType = plain('bigint', 19);
export const floatType = plain('float', 53);
export const moneyType = plain('money', 19, 4);
export const guidType = plain('uniqueidentifier');
export const dateType = plain('date');
export const datetimeType = plain('datetime', 23, 3);
export const variantType = plain('sql_variant');

export function decimalType(precision: number, scale: number): SqlType {
  return { name: 'decimal', length: 0, precision, scale };
}

/** LSNs. */
export const lsnType: SqlType = { name: 'numeric', length: 0, precision: 25, scale: 0 };

export function datetime2Type(scale: number): SqlType {
  return { name: 'datetime2', length: 0, precision: 0, scale };
}

export function nvarchar(length: number): SqlType {
  return { name: 'nvarchar', length, precision: 0, scale: 0 };
}

export function varchar(length: number): SqlType {
  return { name: 'varchar', length, precision: 0, scale: 0 };
}

export function varbinary(length: number): SqlType {
  return { name: 'varbinary', length, precision: 0, scale: 0 };
}

/** `sysname`. */
export const sysname = nvarchar(128);

const integers: ReadonlySet<TypeName> = new Set(['tinyint', 'smallint', 'int', 'bigint']);
const texts: ReadonlySet<TypeName> = new Set(['char', 'varchar', 'nchar', 'nvarchar']);
const moments: ReadonlySet<TypeName> = new Set([
  'date',
  'time',
  'smalldatetime',
  'datetime',
  'datetime2',
  'datetimeoffset',
]);

export function isInteger(type: SqlType): boolean {
  return integers.has(type.name);
}

/** Decimal, numeric, money, smallmoney. */
export function isExact(type: SqlType): boolean {
  return ['decimal', 'numeric', 'money', 'smallmoney'].includes(type.name);
}

export function isApproximate(type: SqlType): boolean {
  return type.name === 'float' || type.name === 'real';
}

export function isNumeric(type: SqlType): boolean {
  return isInteger(type) || isExact(type) || isApproximate(type) || type.name === 'bit';
}

export function isText(type: SqlType): boolean {
  return texts.has(type.name);
}

export function isUnicode(type: SqlType): boolean {
  return type.name === 'nchar' || type.name === 'nvarchar';
}

export function isBinary(type: SqlType): boolean {
  return type.name === 'binary' || type.name === 'varbinary';
}

export function isMoment(type: SqlType): boolean {
  return moments.has(type.name);
}

export function isDecimal(value: SqlValue): value is Decimal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'decimal';
}

export function isMomentValue(value: SqlValue): value is Moment {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'moment';
}

export function isGuid(value: SqlValue): value is Guid {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'guid';
}

export function isVariant(value: SqlValue): value is Variant {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'variant';
}

/** How the type is written in T-SQL. */
export function typeText(type: SqlType): string {
  if (isText(type) || isBinary(type))
    return `${type.name}(${type.length === maxLength ? 'max' : type.length})`;
  if (type.name === 'decimal' || type.name === 'numeric')
    return `${type.name}(${type.precision},${type.scale})`;
  return type.name;
}
