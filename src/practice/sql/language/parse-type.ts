import { notSupported, sqlError } from '../engine/messages/sql-error.ts';
import {
  bigintType,
  bitType,
  dateType,
  datetimeType,
  decimalType,
  floatType,
  guidType,
  intType,
  maxLength,
  moneyType,
  nvarchar,
  smallintType,
  sysname,
  tinyintType,
  varbinary,
  varchar,
  variantType,
  type SqlType,
} from '../values/types.ts';
import type { Cursor } from './cursor.ts';

const simple: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ['BIT', bitType],
  ['TINYINT', tinyintType],
  ['SMALLINT', smallintType],
  ['INT', intType],
  ['INTEGER', intType],
  ['BIGINT', bigintType],
  ['REAL', { ...floatType, name: 'real', precision: 24 }],
  ['MONEY', moneyType],
  ['SMALLMONEY', { ...moneyType, name: 'smallmoney', precision: 10 }],
  ['UNIQUEIDENTIFIER', guidType],
  ['DATE', dateType],
  ['DATETIME', datetimeType],
  ['SMALLDATETIME', { ...datetimeType, name: 'smalldatetime', scale: 0 }],
  ['SYSNAME', sysname],
  ['SQL_VARIANT', variantType],
  ['TEXT', varchar(maxLength)],
  ['NTEXT', nvarchar(maxLength)],
  ['IMAGE', varbinary(maxLength)],
]);

function numbers(cursor: Cursor): (number | 'max')[] {
  if (!cursor.accept('(')) return [];
  const values: (number | 'max')[] = [];
  do values.push(cursor.accept('MAX') ? 'max' : cursor.integer());
  while (cursor.accept(','));
  cursor.expect(')');
  return values;
}

function lengthOf(values: readonly (number | 'max')[], byDefault: number): number {
  const [length = byDefault] = values;
  return length === 'max' ? maxLength : length;
}

function sized(
  word: string,
  values: readonly (number | 'max')[],
  byDefault: number,
): SqlType | undefined {
  const length = lengthOf(values, byDefault);
  switch (word) {
    case 'CHAR':
    case 'CHARACTER':
      return { ...varchar(length), name: 'char' };
    case 'VARCHAR':
      return varchar(length);
    case 'NCHAR':
      return { ...nvarchar(length), name: 'nchar' };
    case 'NVARCHAR':
      return nvarchar(length);
    case 'BINARY':
      return { ...varbinary(length), name: 'binary' };
    case 'VARBINARY':
      return varbinary(length);
    default:
      return undefined;
  }
}

function scaled(word: string, values: readonly (number | 'max')[]): SqlType | undefined {
  const [first, second] = values.map(value => (value === 'max' ? 0 : value));
  switch (word) {
    case 'DECIMAL':
    case 'DEC':
      return decimalType(first ?? 18, second ?? 0);
    case 'NUMERIC':
      return { ...decimalType(first ?? 18, second ?? 0), name: 'numeric' };
    case 'FLOAT':
      return (first ?? 53) <= 24 ? { ...floatType, name: 'real', precision: 24 } : floatType;
    case 'DATETIME2':
      return { ...datetimeType, name: 'datetime2', scale: first ?? 7 };
    case 'DATETIMEOFFSET':
      return { ...datetimeType, name: 'datetimeoffset', scale: first ?? 7 };
    case 'TIME':
      return { ...datetimeType, name: 'time', scale: first ?? 7 };
    default:
      return undefined;
  }
}

/** Types that there are and that are not played here. */
const others = new Set(['XML', 'TIMESTAMP', 'ROWVERSION', 'HIERARCHYID', 'GEOMETRY', 'GEOGRAPHY']);

/**
 * A data type. `byDefault` is the length of character and binary types that name none: 1 in a
 * declaration, 30 in CAST and CONVERT.
 */
export function parseType(cursor: Cursor, byDefault = 1): SqlType {
  const token = cursor.peek();
  if (token.kind === 'word' && token.upper === 'SYS' && cursor.is('SYS', '.')) {
    cursor.next();
    cursor.next();
  }
  const name = cursor.peek();
  if (name.kind !== 'word' && name.kind !== 'quoted') throw cursor.unexpected();
  cursor.next();
  let word = name.text.toUpperCase();
  if (word === 'NATIONAL') word = `N${cursor.word()}`;
  if ((word === 'CHAR' || word === 'NCHAR') && cursor.accept('VARYING'))
    word = word === 'CHAR' ? 'VARCHAR' : 'NVARCHAR';
  const plain = simple.get(word);
  if (plain !== undefined) return plain;
  const values = numbers(cursor);
  const type = sized(word, values, byDefault) ?? scaled(word, values);
  if (type === undefined && others.has(word)) throw notSupported(`The type ${word}`, name.line);
  if (type === undefined) {
    const error = sqlError(2715, name.text, 1);
    error.line = name.line;
    throw error;
  }
  return type;
}
