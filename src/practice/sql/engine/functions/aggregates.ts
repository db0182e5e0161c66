import { convert } from '../../values/convert.ts';
import { arithmetic, compareValues, valueKey } from '../../values/operations.ts';
import {
  bigintType,
  decimalType,
  floatType,
  intType,
  isApproximate,
  isExact,
  isInteger,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import { sqlError } from '../messages/sql-error.ts';

export const aggregateNames: ReadonlySet<string> = new Set([
  'COUNT',
  'COUNT_BIG',
  'SUM',
  'AVG',
  'MIN',
  'MAX',
]);

/** Type of an aggregate over values of `type`. */
export function aggregateType(name: string, type: SqlType): SqlType {
  switch (name) {
    case 'COUNT':
      return intType;
    case 'COUNT_BIG':
      return bigintType;
    case 'SUM':
    case 'AVG':
      if (isInteger(type)) return type.name === 'bigint' ? bigintType : intType;
      if (isExact(type))
        return type.name.endsWith('money')
          ? type
          : decimalType(38, name === 'AVG' ? Math.max(6, type.scale) : type.scale);
      if (isApproximate(type)) return floatType;
      throw sqlError(8117, type.name, name.toLowerCase());
    default:
      return type;
  }
}

function sum(values: readonly SqlValue[], type: SqlType, result: SqlType): SqlValue {
  let total: SqlValue = null;
  for (const value of values) {
    if (total === null) total = convert(value, type, result);
    else total = arithmetic('+', total, result, value, type, result);
  }
  return total;
}

/** The aggregate of values, NULLs among them; NULLs do not count. */
export function aggregate(
  name: string,
  all: readonly SqlValue[],
  type: SqlType,
  distinct: boolean,
): SqlValue {
  let values = all.filter(value => value !== null);
  if (distinct) {
    const seen = new Map(values.map(value => [valueKey(value), value]));
    values = [...seen.values()];
  }
  const result = aggregateType(name, type);
  switch (name) {
    case 'COUNT':
    case 'COUNT_BIG':
      return BigInt(values.length);
    case 'SUM':
      return sum(values, type, result);
    case 'AVG': {
      if (values.length === 0) return null;
      const total = sum(values, type, result);
      const count = BigInt(values.length);
      return arithmetic('/', total, result, count, intType, result);
    }
    default: {
      const sign = name === 'MIN' ? 1 : -1;
      return values.reduce<SqlValue>(
        (best, value) => (best === null || compareValues(value, best) * sign < 0 ? value : best),
        null,
      );
    }
  }
}
