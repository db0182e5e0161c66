import type { Moment, SqlType } from './types.ts';

export const ticksPerMs = 10_000n;
export const ticksPerDay = 864_000_000_000n;
/** 0001-01-01 to 1970-01-01, days. */
const unixDays = 719_162n;
const unixTicks = unixDays * ticksPerDay;
/** 0001-01-01 to 1900-01-01, days: where datetime counts from. */
export const days1900 = 693_595n;

export function momentFromUnixMs(ms: number, offset?: number): Moment {
  const ticks = BigInt(Math.round(ms)) * ticksPerMs + unixTicks;
  return offset === undefined ? { kind: 'moment', ticks } : { kind: 'moment', ticks, offset };
}

/** Milliseconds since 1970, taking the moment as UTC. */
export function unixMs(moment: Moment): number {
  return Number((moment.ticks - unixTicks) / ticksPerMs);
}

/** What a type keeps of a moment: datetime ticks in 1/300 s, date has no time, and so on. */
export function roundMoment(moment: Moment, type: SqlType): Moment {
  const day = moment.ticks - (moment.ticks % ticksPerDay);
  const time = moment.ticks % ticksPerDay;
  const at = (ticks: bigint): Moment =>
    type.name === 'datetimeoffset'
      ? { kind: 'moment', ticks, offset: moment.offset ?? 0 }
      : { kind: 'moment', ticks };
  switch (type.name) {
    case 'date':
      return at(day);
    case 'datetime': {
      const units = (time * 3n + 50_000n) / 100_000n;
      return at(day + (units * 100_000n + 1n) / 3n);
    }
    case 'smalldatetime':
      return at(day + ((time + 300_000_000n) / 600_000_000n) * 600_000_000n);
    default: {
      const unit = 10n ** BigInt(7 - type.scale);
      const rounded = ((time + unit / 2n) / unit) * unit;
      return at(type.name === 'time' ? rounded : day + rounded);
    }
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export interface MomentParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 100 ns. */
  readonly fraction: number;
}

export function momentParts(moment: Moment): MomentParts {
  const local = moment.ticks + BigInt(moment.offset ?? 0) * 600_000_000n;
  const date = new Date(Number((local - unixTicks) / ticksPerMs));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: Number(local % 10_000_000n),
  };
}

export function isoDate(parts: MomentParts, separator = '-'): string {
  const year = String(parts.year).padStart(4, '0');
  return [year, two(parts.month), two(parts.day)].join(separator);
}

export function clockText(parts: MomentParts, digits: number, point = '.'): string {
  const whole = [parts.hour, parts.minute, parts.second].map(two).join(':');
  if (digits === 0) return whole;
  return `${whole}${point}${String(parts.fraction).padStart(7, '0').slice(0, digits)}`;
}

/** `+02:00` */
export function offsetText(offset: number): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}

const iso =
  /^\s*(?:(\d{4})-?(\d{2})-?(\d{2}))?(?:(?:^|[T\s]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.:](\d{1,7}))?)?)?\s*(Z|[+-]\d{2}:\d{2})?\s*$/u;

/** ISO forms (`2026-11-22`, `20261122`, with a time, with an offset); undefined for others. */
export function parseMoment(text: string): Moment | undefined {
  const match = iso.exec(text);
  if (match === null || text.trim() === '') return undefined;
  const [, year = '1900', month = '01', day = '01', hour = '0', minute = '0'] = match;
  const second = match[6] ?? '0';
  const fraction = BigInt((match[7] ?? '').padEnd(7, '0'));
  const zone = match[8];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day))
    return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  const ticks = momentFromUnixMs(date.getTime()).ticks + seconds * 10_000_000n + fraction;
  if (zone === undefined) return { kind: 'moment', ticks };
  const [sign, hours, minutes] = [zone[0], zone.slice(1, 3), zone.slice(4, 6)];
  const offset =
    zone === 'Z' ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return { kind: 'moment', ticks: ticks - BigInt(offset) * 600_000_000n, offset };
}
