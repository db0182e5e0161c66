import { convert, textOf } from '../../values/convert.ts';
import { readMoment } from '../../values/moment-text.ts';
import { momentFromUnixMs, momentParts, ticksPerDay, unixMs } from '../../values/moment.ts';
import {
  datetime2Type,
  datetimeType,
  dateType,
  intType,
  isMoment,
  isMomentValue,
  nvarchar,
  type Moment,
  type SqlType,
  type SqlValue,
} from '../../values/types.ts';
import type { Frame } from '../expressions/scope.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { BuiltIn, Call } from './built-in.ts';
import { numberArgument, textArgument } from './text.ts';

const shortParts: Readonly<Record<string, string>> = {
  yy: 'year',
  yyyy: 'year',
  qq: 'quarter',
  q: 'quarter',
  mm: 'month',
  m: 'month',
  dy: 'dayofyear',
  y: 'dayofyear',
  dd: 'day',
  d: 'day',
  wk: 'week',
  ww: 'week',
  dw: 'weekday',
  w: 'weekday',
  hh: 'hour',
  mi: 'minute',
  n: 'minute',
  ss: 'second',
  s: 'second',
  ms: 'millisecond',
  mcs: 'microsecond',
  ns: 'nanosecond',
};

function partOf(call: Call, frame: Frame): string {
  const name = textArgument(call, 0, frame) ?? '';
  return shortParts[name] ?? name;
}

function momentArgument(call: Call, n: number, frame: Frame): Moment | undefined {
  const bound = call.arguments[n];
  const value = bound?.evaluate(frame) ?? null;
  if (bound === undefined || value === null) return undefined;
  const moment = isMomentValue(value) ? value : convert(value, bound.type, datetimeType);
  return isMomentValue(moment) ? moment : undefined;
}

const units: Readonly<Record<string, bigint>> = {
  week: ticksPerDay * 7n,
  day: ticksPerDay,
  dayofyear: ticksPerDay,
  weekday: ticksPerDay,
  hour: 36_000_000_000n,
  minute: 600_000_000n,
  second: 10_000_000n,
  millisecond: 10_000n,
  microsecond: 10n,
};

function addMonths(moment: Moment, months: number): Moment {
  const date = new Date(unixMs(moment));
  const day = date.getUTCDate();
  const first = new Date(date);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  const fraction = moment.ticks % 10_000n;
  return { ...moment, ticks: momentFromUnixMs(first.getTime()).ticks + fraction };
}

function dateAdd(part: string, count: number, moment: Moment): Moment {
  const months: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };
  const step = months[part];
  if (step !== undefined) return addMonths(moment, step * count);
  const unit = units[part];
  if (unit === undefined) throw sqlError(155, part, 'dateadd');
  return { ...moment, ticks: moment.ticks + unit * BigInt(Math.trunc(count)) };
}

/** Boundaries of the part between the two, as DATEDIFF counts. */
function dateDiff(part: string, from: Moment, to: Moment): bigint {
  const a = momentParts(from);
  const b = momentParts(to);
  const months = (b.year - a.year) * 12 + b.month - a.month;
  if (part === 'year') return BigInt(b.year - a.year);
  if (part === 'quarter')
    return BigInt((b.year - a.year) * 4 + Math.ceil(b.month / 3) - Math.ceil(a.month / 3));
  if (part === 'month') return BigInt(months);
  const unit = units[part];
  if (unit === undefined) throw sqlError(155, part, 'datediff');
  // Weeks begin on Sunday; 0001-01-01 was a Monday.
  const shift = part === 'week' ? ticksPerDay : 0n;
  return (to.ticks + shift) / unit - (from.ticks + shift) / unit;
}

/** Weeks of a year begin on Sunday; 1 January is in the first. */
function weekOfYear(moment: Moment, year: number): bigint {
  const first = momentFromUnixMs(Date.UTC(year, 0, 1));
  return dateDiff('week', first, moment) + 1n;
}

function datePart(part: string, moment: Moment): bigint {
  const parts = momentParts(moment);
  const days = moment.ticks / ticksPerDay;
  switch (part) {
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
      return BigInt(parts[part]);
    case 'quarter':
      return BigInt(Math.ceil(parts.month / 3));
    case 'weekday':
      return ((days + 1n) % 7n) + 1n;
    case 'dayofyear':
      return BigInt(
        Math.round(
          (Date.UTC(parts.year, parts.month - 1, parts.day) - Date.UTC(parts.year, 0, 0)) /
            86_400_000,
        ),
      );
    case 'millisecond':
      return BigInt(Math.trunc(parts.fraction / 10_000));
    case 'microsecond':
      return BigInt(Math.trunc(parts.fraction / 10));
    case 'nanosecond':
      return BigInt(parts.fraction * 100);
    case 'week':
      return weekOfYear(moment, parts.year);
    default:
      throw sqlError(155, part, 'datepart');
  }
}

function now(type: SqlType): BuiltIn {
  return {
    least: 0,
    most: 0,
    bind: ({ execution }) => {
      // All calls in one statement give the same time.
      const value = convert(
        momentFromUnixMs(execution.instance.world.now()),
        datetime2Type(7),
        type,
      );
      return { type, evaluate: () => value };
    },
  };
}

function part(name: string): BuiltIn {
  return {
    least: 1,
    most: 1,
    bind: call => ({
      type: intType,
      evaluate: frame => {
        const moment = momentArgument(call, 0, frame);
        return moment === undefined ? null : datePart(name, moment);
      },
    }),
  };
}

const add: BuiltIn = {
  least: 3,
  most: 3,
  bind: call => {
    const given = call.arguments[2]?.type ?? datetimeType;
    const type = isMoment(given) ? given : datetimeType;
    return {
      type,
      evaluate: frame => {
        const moment = momentArgument(call, 2, frame);
        const count = numberArgument(call, 1, frame);
        if (moment === undefined || count === undefined) return null;
        return convert(dateAdd(partOf(call, frame), count, moment), datetime2Type(7), type);
      },
    };
  },
};

const difference: BuiltIn = {
  least: 3,
  most: 3,
  bind: call => ({
    type: intType,
    evaluate: frame => {
      const from = momentArgument(call, 1, frame);
      const to = momentArgument(call, 2, frame);
      if (from === undefined || to === undefined) return null;
      return convert(dateDiff(partOf(call, frame), from, to), intType, intType);
    },
  }),
};

const monthNames =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function partName(name: string, moment: Moment): string {
  const value = Number(datePart(name, moment));
  if (name === 'month') return monthNames[value - 1] ?? '';
  return name === 'weekday' ? (dayNames[value - 1] ?? '') : String(value);
}

function ofPart(type: SqlType, compute: (name: string, moment: Moment) => SqlValue): BuiltIn {
  return {
    least: 2,
    most: 2,
    bind: call => ({
      type,
      evaluate: frame => {
        const moment = momentArgument(call, 1, frame);
        return moment === undefined ? null : compute(partOf(call, frame), moment);
      },
    }),
  };
}

const isDate: BuiltIn = {
  least: 1,
  most: 1,
  bind: call => ({
    type: intType,
    evaluate: frame => {
      const bound = call.arguments[0];
      const value = bound?.evaluate(frame) ?? null;
      if (bound === undefined || value === null) return 0n;
      try {
        convert(textOf(value, bound.type), nvarchar(100), datetimeType);
        return 1n;
      } catch {
        // What cannot be converted is what this function is asked about.
        return 0n;
      }
    },
  }),
};

/** EOMONTH came with 2012. */
const endOfMonth: BuiltIn = {
  least: 1,
  most: 2,
  since: 11,
  bind: call => ({
    type: dateType,
    evaluate: frame => {
      const moment = momentArgument(call, 0, frame);
      if (moment === undefined) return null;
      const months = numberArgument(call, 1, frame) ?? 0;
      const { year, month } = momentParts(addMonths(moment, months));
      return momentFromUnixMs(Date.UTC(year, month, 0));
    },
  }),
};

/** DATEFROMPARTS and DATETIMEFROMPARTS, of 2012: year, month, day, hour, minute, second, ms. */
function fromParts(count: number, type: SqlType): BuiltIn {
  return {
    least: count,
    most: count,
    since: 11,
    bind: call => ({
      type,
      evaluate: frame => {
        const given = call.arguments.map((_, n) => numberArgument(call, n, frame));
        if (given.some(one => one === undefined)) return null;
        const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = given;
        const date = [String(year).padStart(4, '0'), month, day].join('-');
        const clock = `${hour}:${minute}:${second}.${String(ms).padStart(3, '0')}`;
        const moment = readMoment(`${date} ${clock}`);
        if (moment === undefined) throw sqlError(289, type.name);
        return convert(moment, datetime2Type(7), type);
      },
    }),
  };
}

export const dateFunctions: readonly (readonly [string, BuiltIn])[] = [
  ['GETDATE', now(datetimeType)],
  ['GETUTCDATE', now(datetimeType)],
  ['CURRENT_TIMESTAMP', now(datetimeType)],
  ['SYSDATETIME', now(datetime2Type(7))],
  ['SYSUTCDATETIME', now(datetime2Type(7))],
  ['SYSDATETIMEOFFSET', now({ ...datetimeType, name: 'datetimeoffset', scale: 7 })],
  ['DATEADD', add],
  ['DATEDIFF', difference],
  ['DATEPART', ofPart(intType, datePart)],
  ['DATENAME', ofPart(nvarchar(30), partName)],
  ['YEAR', part('year')],
  ['MONTH', part('month')],
  ['DAY', part('day')],
  ['ISDATE', isDate],
  ['EOMONTH', endOfMonth],
  ['DATEFROMPARTS', fromParts(3, dateType)],
  ['DATETIMEFROMPARTS', fromParts(7, datetimeType)],
];
