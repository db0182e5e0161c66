import {
  clockText,
  isoDate,
  momentFromUnixMs,
  momentParts,
  offsetText,
  parseMoment,
  ticksPerMs,
  type MomentParts,
} from './moment.ts';
import type { Moment, SqlType } from './types.ts';

const monthNames =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const two = (value: number): string => String(value).padStart(2, '0');

/** Order of day, month and year in CONVERT's styles; the ones with a century are 100 more. */
const dateStyles: Readonly<Record<number, (parts: MomentParts, year: string) => string>> = {
  1: ({ month, day }, year) => `${two(month)}/${two(day)}/${year}`,
  2: ({ month, day }, year) => `${year}.${two(month)}.${two(day)}`,
  3: ({ month, day }, year) => `${two(day)}/${two(month)}/${year}`,
  4: ({ month, day }, year) => `${two(day)}.${two(month)}.${year}`,
  5: ({ month, day }, year) => `${two(day)}-${two(month)}-${year}`,
  6: (parts, year) => `${two(parts.day)} ${shortMonth(parts)} ${year}`,
  7: (parts, year) => `${shortMonth(parts)} ${two(parts.day)}, ${year}`,
  10: ({ month, day }, year) => `${two(month)}-${two(day)}-${year}`,
  11: ({ month, day }, year) => `${year}/${two(month)}/${two(day)}`,
  12: ({ month, day }, year) => `${year}${two(month)}${two(day)}`,
};

function shortMonth(parts: MomentParts): string {
  return (monthNames[parts.month - 1] ?? '').slice(0, 3);
}

/** `2:03:04:567AM` and its kin. */
function halfDay(parts: MomentParts, digits: number | undefined, point: string): string {
  const hour = parts.hour % 12 === 0 ? 12 : parts.hour % 12;
  const half = parts.hour < 12 ? 'AM' : 'PM';
  const start = `${String(hour).padStart(2)}:${two(parts.minute)}`;
  if (digits === undefined) return `${start}${half}`;
  const [, rest = ''] = /^\d+:\d+(:.*)$/u.exec(clockText(parts, digits, point)) ?? [];
  return `${start}${rest}${half}`;
}

/** Styles of CONVERT beside ISO ones; undefined for one that there is not. */
function styledText(parts: MomentParts, type: SqlType, style: number): string | undefined {
  const date = dateStyles[style % 100];
  const withCentury = style >= 100;
  if (date !== undefined && style !== 100 && style < 113) {
    const year = String(parts.year).padStart(4, '0');
    return date(parts, withCentury ? year : year.slice(2));
  }
  const old = type.name === 'datetime' || type.name === 'smalldatetime';
  const digits = old ? 3 : type.scale;
  const point = old ? ':' : '.';
  const dayMonth = `${two(parts.day)} ${shortMonth(parts)} ${parts.year}`;
  switch (style) {
    case 0:
    case 100:
      return `${shortMonth(parts)} ${String(parts.day).padStart(2)} ${parts.year} ${halfDay(parts, undefined, point)}`;
    case 9:
    case 109:
      return `${shortMonth(parts)} ${String(parts.day).padStart(2)} ${parts.year} ${halfDay(parts, digits, point)}`;
    case 13:
    case 113:
      return `${dayMonth} ${clockText(parts, digits, point)}`;
    case 14:
    case 114:
      return clockText(parts, digits, point);
    case 22:
      return `${two(parts.month)}/${two(parts.day)}/${two(parts.year % 100)} ${halfDay(parts, 0, '')}`;
    case 24:
      return clockText(parts, 0);
    default:
      return undefined;
  }
}

/** As CONVERT writes it; undefined for a style that is not known. */
export function momentText(moment: Moment, type: SqlType, style: number): string | undefined {
  // datetime counts in 1/300 s and is shown in whole ms.
  const exactMs = type.name === 'datetime';
  const shownTicks = ((moment.ticks + 5_000n) / ticksPerMs) * ticksPerMs;
  const parts = momentParts(exactMs ? { ...moment, ticks: shownTicks } : moment);
  const digits = type.name === 'datetime' ? 3 : type.name === 'smalldatetime' ? 0 : type.scale;
  const old = type.name === 'datetime' || type.name === 'smalldatetime';
  switch (style) {
    case 0:
    case 100:
      return old ? styledText(parts, type, style) : momentText(moment, type, 121);
    case 108:
    case 8:
      return clockText(parts, 0);
    case 112:
      return isoDate(parts, '');
    case 20:
    case 120:
      return type.name === 'date' ? isoDate(parts) : `${isoDate(parts)} ${clockText(parts, 0)}`;
    case 21:
    case 25:
    case 121: {
      const clock = clockText(parts, old ? 3 : digits);
      if (type.name === 'date') return isoDate(parts);
      if (type.name === 'time') return clock;
      const offset = type.name === 'datetimeoffset' ? ` ${offsetText(moment.offset ?? 0)}` : '';
      return `${isoDate(parts)} ${clock}${offset}`;
    }
    case 126:
    case 127: {
      const shown = old && parts.fraction === 0 ? 0 : digits;
      return type.name === 'date'
        ? isoDate(parts)
        : `${isoDate(parts)}T${clockText(parts, shown)}${style === 127 ? 'Z' : ''}`;
    }
    case 23:
      return isoDate(parts);
    default:
      return styledText(parts, type, style);
  }
}

const clock =
  /(?:^|\s|T)(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.:](\d{1,7}))?)?\s*(AM|PM)?|(\d{1,2})\s*(AM|PM))\s*$/iu;

/** Milliseconds and less of a day, in 100 ns; undefined when there is no such time. */
function clockTicks(match: RegExpExecArray): bigint | undefined {
  const half = (match[5] ?? match[7])?.toUpperCase();
  let hour = Number(match[1] ?? match[6]);
  const minute = Number(match[2] ?? 0);
  const second = Number(match[3] ?? 0);
  if (half !== undefined && (hour < 1 || hour > 12) && !(hour === 0 && half === 'AM'))
    return undefined;
  if (half === 'PM' && hour < 12) hour += 12;
  if (half === 'AM' && hour === 12) hour = 0;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = BigInt(hour * 3600 + minute * 60 + second);
  return seconds * 10_000_000n + BigInt((match[4] ?? '').padEnd(7, '0'));
}

/** Two digits mean 1950 to 2049, as the server is set by default. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

type DateOrder = 'mdy' | 'dmy' | 'ymd';

/** Styles by which CONVERT reads another order than the session's. */
function orderOf(style: number): DateOrder {
  const plain = style % 100;
  if ([3, 4, 5, 13].includes(plain)) return 'dmy';
  return [2, 11].includes(plain) ? 'ymd' : 'mdy';
}

function numbersDate(
  text: string,
  order: DateOrder,
): readonly [number, number, number] | undefined {
  const match = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})$/u.exec(text);
  if (match === null) return undefined;
  const [, first = '', second = '', third = ''] = match;
  if (first.length === 4) return [Number(first), Number(second), Number(third)];
  if (first.length === 3 || third.length === 3) return undefined;
  if (order === 'ymd') return [fullYear(first), Number(second), Number(third)];
  const year = fullYear(third);
  return order === 'mdy'
    ? [year, Number(first), Number(second)]
    : [year, Number(second), Number(first)];
}

/** `Jun 1 2014`, `June 1, 2014`, `1 Jun 2014`, `2014 Jun 1`. */
function namedDate(text: string): readonly [number, number, number] | undefined {
  const name = /[A-Za-z]{3,}/u.exec(text)?.[0].toLowerCase();
  if (name === undefined) return undefined;
  const month = monthNames.findIndex(one => {
    const full = one.toLowerCase();
    return full === name || full.slice(0, 3) === name;
  });
  const rest = text.replace(/[A-Za-z]+/u, ' ').replaceAll(/[,/.-]/gu, ' ');
  const numbers = rest.split(/\s+/u).filter(word => word !== '');
  if (month < 0 || numbers.some(word => !/^\d{1,4}$/u.test(word))) return undefined;
  const [first = '', second] = numbers;
  if (numbers.length === 1) return first.length === 4 ? [Number(first), month + 1, 1] : undefined;
  if (numbers.length !== 2 || second === undefined) return undefined;
  return first.length === 4
    ? [Number(first), month + 1, Number(second)]
    : [fullYear(second), month + 1, Number(first)];
}

/**
 * A date and time as people write them in us_english, beside the ISO forms; `style` as CONVERT takes
 * it. Undefined for what is none.
 */
export function readMoment(text: string, style = 0): Moment | undefined {
  const iso = parseMoment(text);
  if (iso !== undefined) return iso;
  const whole = text.trim();
  const time = clock.exec(whole);
  const ticks = time === null ? 0n : clockTicks(time);
  if (ticks === undefined) return undefined;
  const written = (time === null ? whole : whole.slice(0, time.index)).trim();
  const date: readonly [number, number, number] | undefined =
    written === '' ? [1900, 1, 1] : (numbersDate(written, orderOf(style)) ?? namedDate(written));
  if (date === undefined || whole === '') return undefined;
  const [year, month, day] = date;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const start = momentFromUnixMs(midnight.getTime());
  const parts = momentParts(start);
  // A day that the month does not have would have become another month's.
  if (year < 1 || parts.month !== month || parts.day !== day) return undefined;
  return { kind: 'moment', ticks: start.ticks + ticks };
}
