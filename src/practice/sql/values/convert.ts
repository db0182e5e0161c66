import { sqlError } from '../engine/messages/sql-error.ts';
import { decodeUtf16, encode1252, guidBytes, guidFromBytes, parseGuid } from './binary.ts';
import {
  decimal,
  decimalNumber,
  decimalText,
  digitCount,
  parseDecimal,
  rescale,
  truncated,
} from './decimal.ts';
import { momentText, readMoment } from './moment-text.ts';
import { days1900, roundMoment, ticksPerDay } from './moment.ts';
import {
  isBinary,
  isDecimal,
  isExact,
  isGuid,
  isInteger,
  isMoment,
  isMomentValue,
  isText,
  isUnicode,
  isVariant,
  maxLength,
  typeText,
  type Decimal,
  type Moment,
  type SqlType,
  type SqlValue,
  type TypeName,
} from './types.ts';

const ranges: Partial<Record<TypeName, readonly [bigint, bigint]>> = {
  tinyint: [0n, 255n],
  smallint: [-32768n, 32767n],
  int: [-2147483648n, 2147483647n],
  bigint: [-9223372036854775808n, 9223372036854775807n],
};

function inRange(value: bigint, from: SqlType, to: SqlType): bigint {
  const [low, high] = ranges[to.name] ?? [0n, 0n];
  if (value >= low && value <= high) return value;
  if (isText(from) && to.name === 'int') throw sqlError(248, from.name, String(value));
  if (to.name === 'int' || to.name === 'bigint')
    throw sqlError(8115, isInteger(from) ? 'expression' : from.name, to.name);
  throw sqlError(220, to.name, String(value));
}

function toInteger(value: SqlValue, from: SqlType, to: SqlType): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'bigint') return inRange(value, from, to);
  if (typeof value === 'number') return inRange(BigInt(Math.trunc(value)), from, to);
  if (isDecimal(value)) return inRange(truncated(value), from, to);
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return 0n;
    if (!/^[+-]?\d+$/u.test(text)) throw sqlError(245, from.name, value, to.name);
    return inRange(BigInt(text), from, to);
  }
  if (value instanceof Uint8Array) {
    const bits = value.length === 0 ? 0n : BigInt(`0x${Buffer.from(value).toString('hex')}`);
    const width = { tinyint: 8, smallint: 16, int: 32, bigint: 64 }[to.name as string] ?? 64;
    return to.name === 'tinyint' ? BigInt.asUintN(width, bits) : BigInt.asIntN(width, bits);
  }
  throw sqlError(529, from.name, to.name);
}

function toDecimal(value: SqlValue, from: SqlType, to: SqlType): Decimal {
  const scale = isExact(to) && to.name.endsWith('money') ? 4 : to.scale;
  const exact = exactOf(value, from, to);
  const rounded = rescale(exact, scale);
  if (digitCount(rounded) > to.precision) throw sqlError(8115, from.name, to.name);
  return rounded;
}

function exactOf(value: SqlValue, from: SqlType, to: SqlType): Decimal {
  if (isDecimal(value)) return value;
  if (typeof value === 'bigint') return decimal(value, 0);
  if (typeof value === 'boolean') return decimal(value ? 1n : 0n, 0);
  if (typeof value === 'number') {
    const fixed = parseDecimal(value.toFixed(Math.min(20, Math.max(0, to.scale + 1))));
    return fixed ?? decimal(BigInt(Math.trunc(value)), 0);
  }
  if (typeof value === 'string') {
    const parsed = parseDecimal(value);
    if (parsed === undefined)
      throw sqlError(8114, from.name, to.name === 'decimal' ? 'numeric' : to.name);
    return parsed;
  }
  throw sqlError(529, from.name, to.name);
}

function toFloat(value: SqlValue, from: SqlType, to: SqlType): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isDecimal(value)) return decimalNumber(value);
  if (typeof value === 'string') {
    const number = value.trim() === '' ? 0 : Number(value);
    if (Number.isNaN(number)) throw sqlError(8114, from.name, to.name);
    return number;
  }
  throw sqlError(529, from.name, to.name);
}

function floatText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa = '', exponent = '0'] = value.toExponential(5).split('e');
    const digits = mantissa.includes('.')
      ? mantissa.replace(/0+$/u, '').replace(/\.$/u, '')
      : mantissa;
    const power = Number(exponent);
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(3, '0')}`;
  }
  return String(Number(value.toPrecision(6)));
}

/** A value as text; `style` as CONVERT takes it. */
export function textOf(value: SqlValue, from: SqlType, style = 0): string {
  if (value === null) return '';
  if (isVariant(value)) return textOf(value.value, value.type, style);
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return floatText(value);
  if (isDecimal(value))
    return from.name.endsWith('money') ? decimalText(rescale(value, 2)) : decimalText(value);
  if (isGuid(value)) return value.text;
  if (isMomentValue(value)) {
    const byDefault = from.name === 'datetime' || from.name === 'smalldatetime' ? 0 : 121;
    const text = momentText(value, from, style === 0 ? byDefault : style);
    if (text === undefined) throw sqlError(281, style, from.name);
    return text;
  }
  const hex = Buffer.from(value).toString('hex').toUpperCase();
  if (style === 1) return `0x${hex}`;
  if (style === 2) return hex;
  return Buffer.from(value).toString('latin1');
}

function toText(value: SqlValue, from: SqlType, to: SqlType, style: number): string {
  let text: string;
  if (value instanceof Uint8Array && style === 0)
    text = isUnicode(to) ? decodeUtf16(value) : Buffer.from(value).toString('latin1');
  else text = textOf(value, from, style);
  if (to.length !== maxLength && text.length > to.length) {
    // Numbers that do not fit are an error (or an asterisk); text is cut.
    if (isInteger(from)) {
      if (isUnicode(to)) throw sqlError(8115, 'expression', to.name);
      return '*';
    }
    if (isExact(from)) throw sqlError(8115, from.name, to.name);
    if (from.name === 'uniqueidentifier') throw sqlError(8170, '');
    text = text.slice(0, to.length);
  }
  return to.name === 'char' || to.name === 'nchar' ? text.padEnd(to.length) : text;
}

function toBinary(value: SqlValue, from: SqlType, to: SqlType, style: number): Uint8Array {
  let bytes: Buffer;
  if (value instanceof Uint8Array) bytes = Buffer.from(value);
  else if (typeof value === 'string') {
    const hex =
      style === 1 ? /^0x([0-9a-f]*)$/iu.exec(value)?.[1] : style === 2 ? value : undefined;
    if (style === 1 && hex === undefined) throw sqlError(8114, from.name, to.name);
    bytes =
      hex === undefined
        ? isUnicode(from)
          ? Buffer.from(value, 'utf16le')
          : encode1252(value)
        : Buffer.from(hex, 'hex');
  } else if (isGuid(value)) bytes = guidBytes(value);
  else if (typeof value === 'bigint' || typeof value === 'boolean') {
    const width = { bit: 1, tinyint: 1, smallint: 2, int: 4, bigint: 8 }[from.name as string] ?? 8;
    bytes = Buffer.from(
      BigInt.asUintN(width * 8, BigInt(value))
        .toString(16)
        .padStart(width * 2, '0'),
      'hex',
    );
    if (to.length !== maxLength && bytes.length > to.length)
      bytes = bytes.subarray(bytes.length - to.length);
    if (to.name === 'binary' && bytes.length < to.length)
      return Buffer.concat([Buffer.alloc(to.length - bytes.length), bytes]);
  } else throw sqlError(529, from.name, to.name);
  if (to.length !== maxLength && bytes.length > to.length) bytes = bytes.subarray(0, to.length);
  if (to.name === 'binary' && bytes.length < to.length)
    return Buffer.concat([bytes, Buffer.alloc(to.length - bytes.length)]);
  return bytes;
}

function toBit(value: SqlValue, from: SqlType): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (isDecimal(value)) return value.unscaled !== 0n;
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase();
    if (text === 'true') return true;
    if (text === 'false') return false;
    if (!/^[+-]?\d*$/u.test(text)) throw sqlError(245, from.name, value, 'bit');
    return /[1-9]/u.test(text);
  }
  throw sqlError(529, from.name, 'bit');
}

/** A date by its shape, though there may be no such day. */
const looksLikeDate = /^\s*(?:\d{8}(?!\d)|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})/u;

/** First and last day of the types that do not reach from 0001 to 9999, in days from 0001-01-01. */
const dayRanges: Partial<Record<TypeName, readonly [bigint, bigint]>> = {
  datetime: [639_905n, 3_652_058n],
  smalldatetime: [days1900, 759_130n],
};

function inDateRange(moment: Moment, from: SqlType, to: SqlType): Moment {
  const [first, last] = dayRanges[to.name] ?? [0n, 3_652_058n];
  const day = moment.ticks / ticksPerDay;
  if (moment.ticks >= 0n && day >= first && day <= last) return moment;
  throw sqlError(242, from.name, to.name);
}

function toMoment(value: SqlValue, from: SqlType, to: SqlType, style: number): SqlValue {
  const old = to.name === 'datetime' || to.name === 'smalldatetime';
  if (isMomentValue(value)) return inDateRange(roundMoment(value, to), from, to);
  if (typeof value === 'string') {
    const parsed = readMoment(value, style);
    if (parsed === undefined)
      throw sqlError(looksLikeDate.test(value) && old ? 242 : 241, from.name, to.name);
    return inDateRange(roundMoment(parsed, to), from, to);
  }
  if ((typeof value === 'bigint' || typeof value === 'number') && to.name.endsWith('datetime')) {
    const ticks = days1900 * ticksPerDay;
    const days =
      typeof value === 'bigint'
        ? value * ticksPerDay
        : BigInt(Math.round(value * Number(ticksPerDay)));
    return roundMoment({ kind: 'moment', ticks: ticks + days }, to);
  }
  throw sqlError(529, from.name, to.name);
}

/**
 * A value of one type as another, as CAST and CONVERT do it; throws the server's conversion errors.
 * NULL stays NULL.
 */
export function convert(value: SqlValue, from: SqlType, to: SqlType, style = 0): SqlValue {
  if (value === null) return null;
  if (isVariant(value))
    return to.name === 'sql_variant' ? value : convert(value.value, value.type, to, style);
  if (to.name === 'sql_variant') return { kind: 'variant', type: from, value };
  if (to.name === 'bit') return toBit(value, from);
  if (isInteger(to)) return toInteger(value, from, to);
  if (isExact(to)) return toDecimal(value, from, to);
  if (to.name === 'float' || to.name === 'real') return toFloat(value, from, to);
  if (isText(to)) return toText(value, from, to, style);
  if (isBinary(to)) return toBinary(value, from, to, style);
  if (isMoment(to)) return toMoment(value, from, to, style);
  if (to.name === 'uniqueidentifier') {
    if (isGuid(value)) return value;
    const guid =
      typeof value === 'string'
        ? parseGuid(value)
        : value instanceof Uint8Array && value.length >= 16
          ? guidFromBytes(value)
          : undefined;
    if (guid === undefined)
      throw sqlError(typeof value === 'string' ? 8169 : 529, from.name, to.name);
    return guid;
  }
  throw sqlError(529, typeText(from), typeText(to));
}
