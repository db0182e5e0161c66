import { convert, textOf } from '../../values/convert.ts';
import { decimalNumber } from '../../values/decimal.ts';
import { foldText } from '../../values/operations.ts';
import {
  floatType,
  intType,
  isBinary,
  isDecimal,
  isText,
  isUnicode,
  maxLength,
  nvarchar,
  varchar,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import { likePattern } from '../expressions/conditions.ts';
import type { Frame } from '../expressions/scope.ts';
import { notSupported } from '../messages/sql-error.ts';
import { argument, type BuiltIn, type Call } from './built-in.ts';

/** The n-th argument as text; undefined for NULL. */
export function textArgument(call: Call, n: number, frame: Frame): string | undefined {
  const bound = call.arguments[n];
  const value = bound?.evaluate(frame) ?? null;
  return value === null || bound === undefined ? undefined : textOf(value, bound.type);
}

export function numberArgument(call: Call, n: number, frame: Frame): number | undefined {
  const value = argument(call, n, frame);
  if (value === null) return undefined;
  if (typeof value === 'number') return value;
  if (isDecimal(value)) return decimalNumber(value);
  const bound = call.arguments[n];
  // A text that is no number is the server's own conversion error.
  return Number(convert(value, bound?.type ?? intType, floatType));
}

/** A text type like the argument's, at least `length` long. */
function like(call: Call, n: number, length?: number): SqlType {
  const type = call.arguments[n]?.type ?? nvarchar(1);
  if (!isText(type)) return nvarchar(length ?? 4000);
  return isUnicode(type) ? nvarchar(length ?? type.length) : varchar(length ?? type.length);
}

/** A function of one text that gives a text. */
function simple(change: (text: string) => string): BuiltIn {
  return {
    least: 1,
    most: 1,
    bind: call => ({
      type: like(call, 0),
      evaluate: frame => {
        const text = textArgument(call, 0, frame);
        return text === undefined ? null : change(text);
      },
    }),
  };
}

/** A function whose NULL arguments make it NULL. */
function strict(
  least: number,
  most: number,
  type: (call: Call) => SqlType,
  compute: (texts: readonly string[], call: Call, frame: Frame) => SqlValue,
): BuiltIn {
  return {
    least,
    most,
    bind: call => {
      const result = type(call);
      return {
        type: result,
        evaluate: frame => {
          const texts = call.arguments.map((_, n) => textArgument(call, n, frame));
          if (texts.some(text => text === undefined)) return null;
          const whole = texts.map(text => text ?? '');
          const value = compute(whole, call, frame);
          const cut = isText(result) && result.length !== maxLength && typeof value === 'string';
          return cut ? value.slice(0, result.length) : value;
        },
      };
    },
  };
}

/** The longest type like the argument's: only a (max) value grows beyond 8000 bytes. */
const whole = (call: Call): SqlType => {
  const type = like(call, 0);
  if (type.length === maxLength) return type;
  return { ...type, length: isUnicode(type) ? 4000 : 8000 };
};
const same = (call: Call): SqlType => like(call, 0);
const integer = (): SqlType => intType;
const sameOrBytes = (call: Call): SqlType => {
  const type = call.arguments[0]?.type;
  return type !== undefined && isBinary(type) ? type : same(call);
};

function substring(texts: readonly string[]): string {
  const [text = '', start = '1', length = '0'] = texts;
  const from = Number(start) - 1;
  return text.slice(Math.max(0, from), Math.max(0, from + Number(length)));
}

function replaceAll([text = '', find = '', by = '']: readonly string[]): string {
  if (find === '') return text;
  const escaped = find.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
  return text.replaceAll(new RegExp(escaped, 'giu'), () => by);
}

function charIndex([find = '', text = '', start = '1']: readonly string[]): bigint {
  const at = foldText(`${text}|`)
    .slice(0, -1)
    .indexOf(find.toUpperCase(), Math.max(0, Number(start) - 1));
  return BigInt(find === '' ? 0 : at + 1);
}

function patIndex([pattern = '', text = '']: readonly string[]): bigint {
  const core = pattern.startsWith('%') ? pattern.slice(1) : pattern;
  const last = pattern.startsWith('%') ? text.length : 0;
  for (let at = 0; at <= last; at++)
    if (likePattern(core, undefined).test(text.slice(at))) return BigInt(at + 1);
  return 0n;
}

function quoteName([text = '', mark = '[']: readonly string[]): SqlValue {
  if (text.length > 128) return null;
  if (mark === "'" || mark === '"') return `${mark}${text.replaceAll(mark, mark + mark)}${mark}`;
  return mark === '[' || mark === ']' ? `[${text.replaceAll(']', ']]')}]` : null;
}

const mostReplicated = 64 * 1024 * 1024;

/** Only a (max) value grows beyond 8000 bytes. */
function replicate([text = '', times = '0']: readonly string[], call: Call): SqlValue {
  const count = Number(times);
  if (count < 0) return null;
  const type = call.arguments[0]?.type ?? nvarchar(1);
  if (isText(type) && type.length === maxLength) {
    if (text.length * count > mostReplicated) throw notSupported('REPLICATE beyond 64 MiB');
    return text.repeat(count);
  }
  const most = isUnicode(type) ? 4000 : 8000;
  const wanted = Math.min(count, Math.ceil(most / Math.max(1, text.length)));
  return text.repeat(wanted).slice(0, most);
}

/** STR: a number right-aligned in `length` characters, asterisks where it does not fit. */
function numberText(call: Call, frame: Frame): SqlValue {
  const value = numberArgument(call, 0, frame);
  if (value === undefined) return null;
  const length = numberArgument(call, 1, frame) ?? 10;
  const decimals = Math.min(16, numberArgument(call, 2, frame) ?? 0);
  const whole = value.toFixed(0);
  if (whole.length > length) return '*'.repeat(length);
  const fitting = Math.max(0, Math.min(decimals, length - whole.length - 1));
  return value.toFixed(fitting).padStart(length);
}

function stuff([text = '', start = '1', length = '0', by = '']: readonly string[]): SqlValue {
  const from = Number(start);
  if (from < 1 || from > text.length) return null;
  return text.slice(0, from - 1) + by + text.slice(from - 1 + Number(length));
}

/** Length of a value in bytes, as DATALENGTH says it. */
function dataLength(call: Call, frame: Frame): SqlValue {
  const type = call.arguments[0]?.type ?? intType;
  const value = argument(call, 0, frame);
  if (value === null) return null;
  if (typeof value === 'string') return BigInt(value.length * (isUnicode(type) ? 2 : 1));
  if (value instanceof Uint8Array) return BigInt(value.length);
  const fixed: Partial<Record<string, number>> = {
    bit: 1,
    tinyint: 1,
    smallint: 2,
    int: 4,
    date: 3,
    uniqueidentifier: 16,
  };
  return BigInt(fixed[type.name] ?? 8);
}

const length: BuiltIn = {
  least: 1,
  most: 1,
  bind: call => ({
    type: intType,
    evaluate: frame => {
      const value = argument(call, 0, frame);
      if (value instanceof Uint8Array) return BigInt(value.length);
      const text = textArgument(call, 0, frame);
      return text === undefined ? null : BigInt(text.replace(/ +$/u, '').length);
    },
  }),
};

/** CONCAT takes NULL for nothing. */
const concat: BuiltIn = {
  least: 2,
  most: 254,
  since: 11,
  bind: call => ({
    type: nvarchar(maxLength),
    evaluate: frame => call.arguments.map((_, n) => textArgument(call, n, frame) ?? '').join(''),
  }),
};

export const textFunctions: readonly (readonly [string, BuiltIn])[] = [
  ['UPPER', simple(text => text.toUpperCase())],
  ['LOWER', simple(text => text.toLowerCase())],
  ['LTRIM', simple(text => text.replace(/^ +/u, ''))],
  ['RTRIM', simple(text => text.replace(/ +$/u, ''))],
  ['REVERSE', simple(text => Array.from(text).reverse().join(''))],
  ['LEN', length],
  [
    'DATALENGTH',
    {
      least: 1,
      most: 1,
      bind: call => ({ type: intType, evaluate: frame => dataLength(call, frame) }),
    },
  ],
  [
    'LEFT',
    strict(2, 2, same, ([text = '', count = '0']) => text.slice(0, Math.max(0, Number(count)))),
  ],
  [
    'RIGHT',
    strict(2, 2, same, ([text = '', count = '0']) =>
      Number(count) <= 0 ? '' : text.slice(-Number(count)),
    ),
  ],
  ['SUBSTRING', strict(3, 3, sameOrBytes, substringOrBytes)],
  ['REPLACE', strict(3, 3, whole, replaceAll)],
  ['CHARINDEX', strict(2, 3, integer, charIndex)],
  ['PATINDEX', strict(2, 2, integer, patIndex)],
  ['QUOTENAME', strict(1, 2, () => nvarchar(258), quoteName)],
  ['REPLICATE', strict(2, 2, whole, replicate)],
  [
    'SPACE',
    strict(
      1,
      1,
      () => varchar(8000),
      ([count = '0']) => ' '.repeat(Math.max(0, Math.min(8000, Number(count)))),
    ),
  ],
  ['STUFF', strict(4, 4, whole, stuff)],
  [
    'STR',
    {
      least: 1,
      most: 3,
      bind: call => ({ type: varchar(8000), evaluate: frame => numberText(call, frame) }),
    },
  ],
  [
    'CHAR',
    strict(
      1,
      1,
      () => varchar(1),
      ([code = '0']) => (Number(code) > 255 ? null : String.fromCharCode(Number(code))),
    ),
  ],
  [
    'NCHAR',
    strict(
      1,
      1,
      () => nvarchar(1),
      ([code = '0']) => String.fromCharCode(Number(code)),
    ),
  ],
  [
    'ASCII',
    strict(1, 1, integer, ([text = '']) => (text === '' ? null : BigInt(text.charCodeAt(0)))),
  ],
  [
    'UNICODE',
    strict(1, 1, integer, ([text = '']) => (text === '' ? null : BigInt(text.charCodeAt(0)))),
  ],
  ['CONCAT', concat],
];

function substringOrBytes(texts: readonly string[], call: Call, frame: Frame): SqlValue {
  const type = call.arguments[0]?.type;
  const value = argument(call, 0, frame);
  if (type !== undefined && isBinary(type) && value instanceof Uint8Array) {
    const from = Number(texts[1]) - 1;
    return value.slice(Math.max(0, from), Math.max(0, from + Number(texts[2])));
  }
  return substring(texts);
}
