import { sqlError } from '../engine/messages/sql-error.ts';
import type { BinaryOperator } from '../language/ast.ts';
import { convert } from './convert.ts';
import { compareDecimals, decimal, digitCount, power10, rescale } from './decimal.ts';
import {
  bigintType,
  datetimeType,
  decimalType,
  floatType,
  guidType,
  intType,
  isApproximate,
  isBinary,
  isDecimal,
  isExact,
  isGuid,
  isInteger,
  isMoment,
  isMomentValue,
  isNumeric,
  isText,
  isUnicode,
  isVariant,
  maxLength,
  nullType,
  nvarchar,
  varbinary,
  varchar,
  type SqlType,
  type SqlValue,
} from './types.ts';

const order = [
  'sql_variant',
  'datetimeoffset',
  'datetime2',
  'datetime',
  'smalldatetime',
  'date',
  'time',
  'float',
  'real',
  'decimal',
  'numeric',
  'money',
  'smallmoney',
  'bigint',
  'int',
  'smallint',
  'tinyint',
  'bit',
  'uniqueidentifier',
  'nvarchar',
  'nchar',
  'varchar',
  'char',
  'varbinary',
  'binary',
] as const;

function rank(type: SqlType): number {
  return order.indexOf(type.name);
}

function asDecimal(type: SqlType): SqlType {
  if (isExact(type)) return type;
  return decimalType(type.precision === 0 ? 1 : type.precision, 0);
}

function longer(a: number, b: number): number {
  return a === maxLength || b === maxLength ? maxLength : Math.max(a, b);
}

/** The type that two types meet in (data type precedence). */
export function commonType(a: SqlType, b: SqlType): SqlType {
  if (a === nullType) return b;
  if (b === nullType) return a;
  const [first, second] = rank(a) <= rank(b) ? [a, b] : [b, a];
  if (isText(first) && isText(second)) {
    const length = longer(first.length, second.length);
    return isUnicode(first) ? nvarchar(length) : varchar(length);
  }
  if (isBinary(first) && isBinary(second)) return varbinary(longer(first.length, second.length));
  if (first.name === 'decimal' || first.name === 'numeric') {
    if (!isNumeric(second)) return first;
    const other = asDecimal(second);
    const scale = Math.max(first.scale, other.scale);
    const whole = Math.max(first.precision - first.scale, other.precision - other.scale);
    return { ...first, precision: Math.min(38, whole + scale), scale };
  }
  if (isText(first) && isBinary(second)) return second;
  return first;
}

/** Type of an arithmetic result; throws 402 or 8117-like errors for types that do not go together. */
export function arithmeticType(operator: BinaryOperator, a: SqlType, b: SqlType): SqlType {
  if (operator === '+' && isText(a) && isText(b)) {
    const length =
      a.length === maxLength || b.length === maxLength
        ? maxLength
        : Math.min(a.length + b.length, isUnicode(a) || isUnicode(b) ? 4000 : 8000);
    return isUnicode(a) || isUnicode(b) ? nvarchar(length) : varchar(length);
  }
  if (operator === '+' && isBinary(a) && isBinary(b))
    return varbinary(longer(a.length, b.length) === maxLength ? maxLength : a.length + b.length);
  if ((operator === '+' || operator === '-') && (isMoment(a) || isMoment(b))) {
    if ([a, b].some(type => ['date', 'time', 'datetime2', 'datetimeoffset'].includes(type.name)))
      throw sqlError(206, a.name, b.name);
    return datetimeType;
  }
  const common = commonType(a, b);
  if (isApproximate(common)) return floatType;
  if (isExact(common)) return exactResult(operator, asDecimal(a), asDecimal(b));
  if (common.name === 'bit') return intType;
  if (isInteger(common)) return common;
  throw sqlError(402, a.name, b.name, operatorWords.get(operator) ?? operator);
}

const operatorWords: ReadonlyMap<BinaryOperator, string> = new Map<BinaryOperator, string>([
  ['+', 'add'],
  ['-', 'subtract'],
  ['*', 'multiply'],
  ['/', 'divide'],
  ['%', 'modulo'],
]);

function exactResult(operator: BinaryOperator, a: SqlType, b: SqlType): SqlType {
  let precision: number;
  let scale: number;
  if (operator === '*') {
    precision = a.precision + b.precision + 1;
    scale = a.scale + b.scale;
  } else if (operator === '/') {
    scale = Math.max(6, a.scale + b.precision + 1);
    precision = a.precision - a.scale + b.scale + scale;
  } else if (operator === '%') {
    scale = Math.max(a.scale, b.scale);
    precision = Math.min(a.precision - a.scale, b.precision - b.scale) + scale;
  } else {
    scale = Math.max(a.scale, b.scale);
    precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
  }
  if (precision > 38) {
    // The integer part is kept; at least six digits of the fraction, if it had them.
    scale = Math.max(Math.min(scale, 6), scale - (precision - 38));
    precision = 38;
  }
  return decimalType(precision, scale);
}

function integerMath(operator: BinaryOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      if (b === 0n) throw sqlError(8134);
      return operator === '/' ? a / b : a % b;
  }
}

function decimalMath(operator: BinaryOperator, a: SqlValue, b: SqlValue, type: SqlType): SqlValue {
  const left = isDecimal(a) ? a : decimal(typeof a === 'bigint' ? a : 0n, 0);
  const right = isDecimal(b) ? b : decimal(typeof b === 'bigint' ? b : 0n, 0);
  const scale = Math.max(left.scale, right.scale);
  let result;
  if (operator === '*') result = decimal(left.unscaled * right.unscaled, left.scale + right.scale);
  else if (operator === '/') {
    if (right.unscaled === 0n) throw sqlError(8134);
    const wide = left.unscaled * power10(type.scale + right.scale);
    result = decimal(wide / (right.unscaled * power10(left.scale)), type.scale);
  } else {
    const value = integerMath(
      operator,
      rescale(left, scale).unscaled,
      rescale(right, scale).unscaled,
    );
    result = decimal(value, scale);
  }
  const rounded = rescale(result, type.scale);
  if (digitCount(rounded) > 38) throw sqlError(8115, 'expression', 'numeric');
  return rounded;
}

function floatMath(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    default:
      if (b === 0) throw sqlError(8134);
      return operator === '/' ? a / b : a % b;
  }
}

/** `a operator b`, both of them of the given types; NULL with NULL. */
export function arithmetic(
  operator: BinaryOperator,
  a: SqlValue,
  aType: SqlType,
  b: SqlValue,
  bType: SqlType,
  type: SqlType,
): SqlValue {
  if (a === null || b === null) return null;
  if (isText(type)) {
    const text = `${textLike(convert(a, aType, type))}${textLike(convert(b, bType, type))}`;
    return type.length === maxLength ? text : text.slice(0, type.length);
  }
  if (isBinary(type)) {
    if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.concat([a, b]);
    throw sqlError(402, aType.name, bType.name, 'add');
  }
  if (isMoment(type)) return momentMath(operator, a, aType, b, bType);
  if (isApproximate(type)) {
    const left = convert(a, aType, floatType);
    const right = convert(b, bType, floatType);
    return floatMath(operator, Number(left), Number(right));
  }
  if (isExact(type)) {
    const exact = (value: SqlValue, from: SqlType): SqlValue =>
      isText(from) || typeof value === 'boolean'
        ? convert(value, from, decimalType(38, from.scale))
        : value;
    return decimalMath(operator, exact(a, aType), exact(b, bType), type);
  }
  const left = convert(a, aType, isText(aType) ? type : bigintType);
  const right = convert(b, bType, isText(bType) ? type : bigintType);
  if (typeof left !== 'bigint' || typeof right !== 'bigint') return null;
  const result = integerMath(operator, left, right);
  return convert(result, bigintType, type.name === 'bigint' ? bigintType : type);
}

function textLike(value: SqlValue): string {
  return typeof value === 'string' ? value : '';
}

function momentMath(
  operator: BinaryOperator,
  a: SqlValue,
  aType: SqlType,
  b: SqlValue,
  bType: SqlType,
): SqlValue {
  const zero = convert(0n, intType, datetimeType);
  const left = convert(a, aType, datetimeType);
  const right = convert(b, bType, datetimeType);
  if (!isMomentValue(left) || !isMomentValue(right) || !isMomentValue(zero)) return null;
  const delta = right.ticks - zero.ticks;
  return {
    kind: 'moment',
    ticks: operator === '+' ? left.ticks + delta : left.ticks - delta,
  };
}

/** Text compares without letter case and without trailing blanks (SQL_Latin1_General_CP1_CI_AS). */
export function foldText(text: string): string {
  return text.replace(/ +$/u, '').toUpperCase();
}

/** -1, 0 or 1 for two values of one type, neither of them NULL. */
export function compareValues(a: SqlValue, b: SqlValue): number {
  if (isVariant(a)) return compareValues(a.value, b);
  if (isVariant(b)) return compareValues(a, b.value);
  if (typeof a === 'string' && typeof b === 'string') {
    const left = foldText(a);
    const right = foldText(b);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (isDecimal(a) && isDecimal(b)) return compareDecimals(a, b);
  if (isMomentValue(a) && isMomentValue(b))
    return a.ticks < b.ticks ? -1 : a.ticks > b.ticks ? 1 : 0;
  if (isGuid(a) && isGuid(b)) return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (
    (typeof a === 'bigint' && typeof b === 'bigint') ||
    (typeof a === 'number' && typeof b === 'number') ||
    (typeof a === 'boolean' && typeof b === 'boolean')
  )
    return a < b ? -1 : a > b ? 1 : 0;
  return 0;
}

/** Compares values of any two types; undefined when one is NULL. */
export function compareTyped(
  a: SqlValue,
  aType: SqlType,
  b: SqlValue,
  bType: SqlType,
): number | undefined {
  if (a === null || b === null) return undefined;
  if (isVariant(a)) return compareTyped(a.value, a.type, b, bType);
  if (isVariant(b)) return compareTyped(a, aType, b.value, b.type);
  if (aType.name === bType.name && !isExact(aType)) return compareValues(a, b);
  let type = commonType(aType, bType);
  if (isExact(type)) {
    // Nothing may be rounded away by the comparison itself.
    const left = isDecimal(a) ? a : convert(a, aType, isText(aType) ? type : decimalType(38, 0));
    const right = isDecimal(b) ? b : convert(b, bType, isText(bType) ? type : decimalType(38, 0));
    return compareValues(left, right);
  }
  if (isText(type) || isBinary(type)) type = { ...type, length: maxLength };
  if (type.name === 'uniqueidentifier') type = guidType;
  return compareValues(convert(a, aType, type), convert(b, bType, type));
}

/** A text that is the same for values that compare equal: for GROUP BY, DISTINCT and keys. */
export function valueKey(value: SqlValue): string {
  if (value === null) return 'n';
  if (isVariant(value)) return valueKey(value.value);
  if (typeof value === 'string') return `s${foldText(value)}`;
  if (isDecimal(value)) {
    let { unscaled, scale } = value;
    while (scale > 0 && unscaled % 10n === 0n) {
      unscaled /= 10n;
      scale--;
    }
    return `d${unscaled}/${scale}`;
  }
  if (isMomentValue(value)) return `t${value.ticks}`;
  if (isGuid(value)) return `g${value.text}`;
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`;
  return `${typeof value}${String(value)}`;
}
