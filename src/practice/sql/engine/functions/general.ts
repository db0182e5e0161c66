import { createHash } from 'node:crypto';
import { convert, textOf } from '../../values/convert.ts';
import { decimal, parseDecimal, power10, rescale } from '../../values/decimal.ts';
import { commonType, compareTyped } from '../../values/operations.ts';
import {
  guidType,
  intType,
  isDecimal,
  isUnicode,
  nullType,
  nvarchar,
  varbinary,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import type { Frame } from '../expressions/scope.ts';
import { argument, type BuiltIn, type Call } from './built-in.ts';
import { numberArgument, textArgument } from './text.ts';

function typesOf(call: Call): SqlType {
  const [first = intType, ...others] = call.arguments.map(bound => bound.type);
  return others.reduce(commonType, first);
}

const isNull: BuiltIn = {
  least: 2,
  most: 2,
  bind: call => {
    const [first, second] = call.arguments;
    // A bare NULL has no type of its own.
    const own = first?.type ?? intType;
    const type = own === nullType ? (second?.type ?? own) : own;
    return {
      type,
      evaluate: frame => {
        const value = first?.evaluate(frame) ?? null;
        if (value !== null || second === undefined) return value;
        return convert(second.evaluate(frame), second.type, type);
      },
    };
  },
};

const coalesce: BuiltIn = {
  least: 2,
  most: 100,
  bind: call => {
    const type = typesOf(call);
    return {
      type,
      evaluate: frame => {
        for (const bound of call.arguments) {
          const value = bound.evaluate(frame);
          if (value !== null) return convert(value, bound.type, type);
        }
        return null;
      },
    };
  },
};

const nullIf: BuiltIn = {
  least: 2,
  most: 2,
  bind: call => {
    const [a, b] = call.arguments;
    return {
      type: a?.type ?? intType,
      evaluate: frame => {
        if (a === undefined || b === undefined) return null;
        const value = a.evaluate(frame);
        return compareTyped(value, a.type, b.evaluate(frame), b.type) === 0 ? null : value;
      },
    };
  },
};

const isNumeric: BuiltIn = {
  least: 1,
  most: 1,
  bind: call => ({
    type: intType,
    evaluate: frame => {
      const text = textArgument(call, 0, frame)?.trim() ?? '';
      if (text === '') return 0n;
      return parseDecimal(text) !== undefined || Number.isFinite(Number(text)) ? 1n : 0n;
    },
  }),
};

/** ABS, CEILING, FLOOR and SIGN keep the type; exact numbers stay exact. */
function numeric(
  exact: (unscaled: bigint, scale: number) => bigint,
  approximate: (value: number) => number,
): BuiltIn {
  return {
    least: 1,
    most: 1,
    bind: call => ({
      type: call.arguments[0]?.type ?? intType,
      evaluate: frame => {
        const value = argument(call, 0, frame);
        if (typeof value === 'bigint') return exact(value, 0);
        if (isDecimal(value)) return decimal(exact(value.unscaled, value.scale), value.scale);
        const number = numberArgument(call, 0, frame);
        return number === undefined ? null : approximate(number);
      },
    }),
  };
}

function floorTo(unscaled: bigint, scale: number): bigint {
  const unit = power10(scale);
  const rest = ((unscaled % unit) + unit) % unit;
  return unscaled - rest;
}

const absolute = numeric(value => (value < 0n ? -value : value), Math.abs);
const floor = numeric(floorTo, Math.floor);
const ceiling = numeric((value, scale) => -floorTo(-value, scale), Math.ceil);
const sign = numeric(
  (value, scale) => (value === 0n ? 0n : value < 0n ? -power10(scale) : power10(scale)),
  Math.sign,
);

function roundValue(value: SqlValue, digits: number): SqlValue {
  if (typeof value === 'bigint') {
    if (digits >= 0) return value;
    const rounded = rescale(decimal(value, 0), 0);
    const unit = power10(-digits);
    const half = rounded.unscaled < 0n ? -unit / 2n : unit / 2n;
    return ((rounded.unscaled + half) / unit) * unit;
  }
  if (isDecimal(value)) {
    if (digits >= value.scale) return value;
    const unit = power10(value.scale - digits);
    const half = value.unscaled < 0n ? -unit / 2n : unit / 2n;
    return decimal(((value.unscaled + half) / unit) * unit, value.scale);
  }
  if (typeof value !== 'number') return null;
  const factor = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * factor)) / factor;
}

const round: BuiltIn = {
  least: 2,
  most: 2,
  bind: call => ({
    type: call.arguments[0]?.type ?? intType,
    evaluate: frame => {
      const digits = numberArgument(call, 1, frame);
      return digits === undefined ? null : roundValue(argument(call, 0, frame), digits);
    },
  }),
};

/** CHOOSE came with 2012. */
const choose: BuiltIn = {
  least: 2,
  most: 255,
  since: 11,
  bind: call => {
    const [, ...values] = call.arguments;
    const type = values.map(bound => bound.type).reduce(commonType);
    return {
      type,
      evaluate: frame => {
        const chosen = values[(numberArgument(call, 0, frame) ?? 0) - 1];
        return chosen === undefined ? null : convert(chosen.evaluate(frame), chosen.type, type);
      },
    };
  },
};

const newId: BuiltIn = {
  least: 0,
  most: 0,
  bind: ({ execution }) => ({
    type: guidType,
    evaluate: () => ({ kind: 'guid', text: execution.instance.newGuid() }),
  }),
};

const algorithms: Readonly<Record<string, { readonly name: string; readonly since: number }>> = {
  MD5: { name: 'md5', since: 9 },
  SHA: { name: 'sha1', since: 9 },
  SHA1: { name: 'sha1', since: 9 },
  SHA2_256: { name: 'sha256', since: 11 },
  SHA2_512: { name: 'sha512', since: 11 },
};

function hashBytes(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 0, frame)?.toUpperCase() ?? '';
  const algorithm = algorithms[name];
  if (algorithm === undefined || algorithm.since > call.execution.instance.product.version[0])
    return null;
  const value = argument(call, 1, frame);
  if (value === null) return null;
  const type = call.arguments[1]?.type ?? nvarchar(1);
  const bytes =
    value instanceof Uint8Array
      ? value
      : Buffer.from(textOf(value, type), isUnicode(type) ? 'utf16le' : 'latin1');
  return createHash(algorithm.name).update(bytes).digest();
}

/** ERROR_NUMBER() and its kin: NULL outside of CATCH. */
function caught(
  type: SqlType,
  read: (error: NonNullable<Call['execution']['caught']>) => SqlValue,
): BuiltIn {
  return {
    least: 0,
    most: 0,
    bind: ({ execution }) => ({
      type,
      evaluate: () => (execution.caught === undefined ? null : read(execution.caught)),
    }),
  };
}

export const generalFunctions: readonly (readonly [string, BuiltIn])[] = [
  ['ISNULL', isNull],
  ['COALESCE', coalesce],
  ['NULLIF', nullIf],
  ['ISNUMERIC', isNumeric],
  ['ABS', absolute],
  ['FLOOR', floor],
  ['CEILING', ceiling],
  ['SIGN', sign],
  ['ROUND', round],
  ['CHOOSE', choose],
  ['NEWID', newId],
  [
    'HASHBYTES',
    {
      least: 2,
      most: 2,
      bind: call => ({ type: varbinary(8000), evaluate: frame => hashBytes(call, frame) }),
    },
  ],
  ['ERROR_NUMBER', caught(intType, error => BigInt(error.number))],
  ['ERROR_MESSAGE', caught(nvarchar(4000), error => error.message)],
  ['ERROR_SEVERITY', caught(intType, error => BigInt(error.severity))],
  ['ERROR_STATE', caught(intType, error => BigInt(error.state))],
  ['ERROR_LINE', caught(intType, error => BigInt(error.line ?? 1))],
  ['ERROR_PROCEDURE', caught(nvarchar(128), () => null)],
];
