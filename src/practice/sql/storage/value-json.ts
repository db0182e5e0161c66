import { decimalText, parseDecimal } from '../values/decimal.ts';
import {
  isBinary,
  isDecimal,
  isExact,
  isGuid,
  isInteger,
  isMoment,
  isMomentValue,
  isVariant,
  type SqlType,
  type SqlValue,
} from '../values/types.ts';

/** What a value is on disk; its column's type says how to read it back. */
export type StoredValue = null | boolean | number | string;

export function storeValue(value: SqlValue): StoredValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return String(value);
  if (isDecimal(value)) return decimalText(value);
  if (isMomentValue(value))
    return value.offset === undefined ? String(value.ticks) : `${value.ticks}/${value.offset}`;
  if (isGuid(value)) return value.text;
  if (isVariant(value)) return storeValue(value.value);
  return Buffer.from(value).toString('base64');
}

/** Throws a `RangeError` or `SyntaxError` for what no column of that type holds. */
export function loadValue(stored: StoredValue, type: SqlType): SqlValue {
  if (stored === null || typeof stored === 'boolean') return stored;
  if (isInteger(type)) return BigInt(stored);
  if (typeof stored === 'number') return stored;
  if (isExact(type)) return parseDecimal(stored) ?? null;
  if (isMoment(type)) {
    const [ticks = '0', offset] = stored.split('/');
    return offset === undefined
      ? { kind: 'moment', ticks: BigInt(ticks) }
      : { kind: 'moment', ticks: BigInt(ticks), offset: Number(offset) };
  }
  if (type.name === 'uniqueidentifier') return { kind: 'guid', text: stored };
  if (isBinary(type)) return Buffer.from(stored, 'base64');
  return stored;
}
