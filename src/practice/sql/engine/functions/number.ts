import { convert } from '../../values/convert.ts';
import { floatType, intType, isInteger, type SqlValue } from '../../values/types.ts';
import type { Frame } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import { argument, type BuiltIn, type Call } from './built-in.ts';
import { numberArgument } from './text.ts';

/** A function of floats; what has no result there is error 3623. */
function floatFunction(least: number, compute: (values: readonly number[]) => number): BuiltIn {
  return {
    least,
    most: least,
    bind: call => ({
      type: floatType,
      evaluate: frame => {
        const values = call.arguments.map((_, n) => numberArgument(call, n, frame));
        if (values.some(value => value === undefined)) return null;
        const result = compute(values.map(value => value ?? 0));
        if (!Number.isFinite(result)) throw sqlError(3623);
        return result;
      },
    }),
  };
}

/** POWER keeps the type of its base. */
const power: BuiltIn = {
  least: 2,
  most: 2,
  bind: call => {
    const given = call.arguments[0]?.type ?? floatType;
    const type = given.name === 'tinyint' || given.name === 'smallint' ? intType : given;
    return {
      type,
      evaluate: frame => {
        const base = argument(call, 0, frame);
        const exponent = numberArgument(call, 1, frame);
        if (base === null || exponent === undefined) return null;
        if (
          typeof base === 'bigint' &&
          isInteger(type) &&
          Number.isInteger(exponent) &&
          exponent >= 0
        )
          return convert(base ** BigInt(exponent), floatBig, type);
        const result = (numberArgument(call, 0, frame) ?? 0) ** exponent;
        if (!Number.isFinite(result)) throw sqlError(3623);
        return convert(result, floatType, type);
      },
    };
  },
};

/** What an integer of any size is converted from, so that its overflow is told as one of arithmetic. */
const floatBig = { name: 'bigint', length: 0, precision: 38, scale: 0 } as const;

/** RAND with a seed is the same each time; the sequence itself is not SQL Server's. */
function random(call: Call, frame: Frame): SqlValue {
  const seed = numberArgument(call, 0, frame);
  if (seed !== undefined)
    return ((Math.abs(Math.trunc(seed)) * 16_807 + 1) % 2_147_483_647) / 2_147_483_647;
  return call.execution.instance.world.random(4).readUInt32LE() / 0x1_0000_0000;
}

const degrees = 180 / Math.PI;

export const numberFunctions: readonly (readonly [string, BuiltIn])[] = [
  ['SQRT', floatFunction(1, ([value = 0]) => Math.sqrt(value))],
  ['SQUARE', floatFunction(1, ([value = 0]) => value * value)],
  ['POWER', power],
  ['EXP', floatFunction(1, ([value = 0]) => Math.exp(value))],
  ['LOG', floatFunction(1, ([value = 1]) => Math.log(value))],
  ['LOG10', floatFunction(1, ([value = 1]) => Math.log10(value))],
  ['PI', floatFunction(0, () => Math.PI)],
  ['SIN', floatFunction(1, ([value = 0]) => Math.sin(value))],
  ['COS', floatFunction(1, ([value = 0]) => Math.cos(value))],
  ['TAN', floatFunction(1, ([value = 0]) => Math.tan(value))],
  ['ASIN', floatFunction(1, ([value = 0]) => Math.asin(value))],
  ['ACOS', floatFunction(1, ([value = 0]) => Math.acos(value))],
  ['ATAN', floatFunction(1, ([value = 0]) => Math.atan(value))],
  ['ATN2', floatFunction(2, ([y = 0, x = 0]) => Math.atan2(y, x))],
  ['DEGREES', floatFunction(1, ([value = 0]) => value * degrees)],
  ['RADIANS', floatFunction(1, ([value = 0]) => value / degrees)],
  [
    'RAND',
    {
      least: 0,
      most: 1,
      bind: call => ({ type: floatType, evaluate: frame => random(call, frame) }),
    },
  ],
];
