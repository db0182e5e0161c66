/** Text of values exactly as they are on the wire, where the driver's own reading rounds them. */

/** Little-endian bytes as a whole number. */
function unsigned(bytes: Buffer): bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return value;
}

/** A whole number of units of 10^-scale. */
function scaled(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Sign byte (1 is plus), then the magnitude. */
function decimalText(bytes: Buffer, scale: number): string {
  const magnitude = unsigned(bytes.subarray(1));
  return scaled(bytes[0] === 1 ? magnitude : -magnitude, scale);
}

/** Ten-thousandths; eight bytes come as high half, low half. */
function moneyText(bytes: Buffer): string {
  if (bytes.length === 4) return scaled(BigInt(bytes.readInt32LE(0)), 4);
  const units = (BigInt(bytes.readInt32LE(0)) << 32n) | BigInt(bytes.readUInt32LE(4));
  return scaled(units, 4);
}

const two = (value: number): string => String(value).padStart(2, '0');

const dayMs = 86_400_000;

/** `days` after the first day of `year`, as year-month-day. */
function dayText(days: number, year: number): string {
  const start = new Date(0);
  start.setUTCFullYear(year, 0, 1);
  const date = new Date(start.getTime() + days * dayMs);
  const text = String(date.getUTCFullYear()).padStart(4, '0');
  return `${text}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

function clockText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Units of 10^-scale seconds since midnight. */
function timeText(units: bigint, scale: number): string {
  const perSecond = 10n ** BigInt(scale);
  const clock = clockText(Number(units / perSecond));
  return scale === 0 ? clock : `${clock}.${(units % perSecond).toString().padStart(scale, '0')}`;
}

/** Days since 1900 and 300ths of a second; or days and minutes. */
function datetimeText(bytes: Buffer): string {
  if (bytes.length === 4)
    return `${dayText(bytes.readUInt16LE(0), 1900)} ${clockText(bytes.readUInt16LE(2) * 60)}`;
  const ms = Math.round((bytes.readUInt32LE(4) * 10) / 3);
  const clock = `${clockText(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`;
  return `${dayText(bytes.readInt32LE(0), 1900)} ${clock}`;
}

function datetime2Text(bytes: Buffer, scale: number): string {
  const time = timeText(unsigned(bytes.subarray(0, -3)), scale);
  return `${dayText(Number(unsigned(bytes.subarray(-3))), 1)} ${time}`;
}

/** Stored in UTC, shown in its own offset (minutes). */
function offsetText(bytes: Buffer, scale: number): string {
  const offset = bytes.readInt16LE(bytes.length - 2);
  const perMinute = 60n * 10n ** BigInt(scale);
  const perDay = 1440n * perMinute;
  const days = unsigned(bytes.subarray(-5, -2));
  const local = days * perDay + unsigned(bytes.subarray(0, -5)) + BigInt(offset) * perMinute;
  const away = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
  return `${dayText(Number(local / perDay), 1)} ${timeText(local % perDay, scale)} ${zone}`;
}

/** Bytes of a value without its length; `undefined` for a type whose driver value loses nothing. */
function valueText(type: string, bytes: Buffer, scale: number): string | undefined {
  switch (type) {
    case 'NumericN':
    case 'DecimalN':
      return decimalText(bytes, scale);
    case 'Money':
    case 'SmallMoney':
    case 'MoneyN':
      return moneyText(bytes);
    case 'DateTime':
    case 'SmallDateTime':
    case 'DateTimeN':
      return datetimeText(bytes);
    case 'Date':
      return dayText(Number(unsigned(bytes)), 1);
    case 'Time':
      return timeText(unsigned(bytes), scale);
    case 'DateTime2':
      return datetime2Text(bytes, scale);
    case 'DateTimeOffset':
      return offsetText(bytes, scale);
    default:
      return undefined;
  }
}

/** Types that are sent without a length before them. */
const fixed = new Set(['Money', 'SmallMoney', 'DateTime', 'SmallDateTime']);

/** What the driver knows of types and code pages. */
export interface TypeKnowledge {
  /** The driver's name of a type by its number. */
  readonly typeName: (id: number) => string | undefined;
  /** Characters of a collation of five bytes. */
  readonly decode: (collation: Buffer, bytes: Buffer) => string;
}

/**
 * `sql_variant`: length, base type, number of property bytes, properties, value. Of characters the
 * properties are the collation, then the greatest length (MS-TDS 2.2.5.5.4); the driver has them the other
 * way round.
 */
function variantText(sent: Buffer, { typeName, decode }: TypeKnowledge): string | undefined {
  const type = typeName(sent[4] ?? 0);
  const properties = sent[5] ?? 0;
  if (type === undefined) return undefined;
  if (type === 'VarChar' || type === 'Char')
    return decode(sent.subarray(6, 11), sent.subarray(6 + properties));
  const decimal = type === 'NumericN' || type === 'DecimalN';
  const scale = sent[decimal ? 7 : 6] ?? 0;
  return valueText(type, sent.subarray(6 + properties), properties === 0 ? 0 : scale);
}

/**
 * Exact text of a value as it was sent (`sent` is its whole piece of the row, with its length where the
 * type has one). `type` is the driver's name of the type. `undefined` means that the driver's reading
 * is exact or that the value is NULL.
 */
export function exactText(
  type: string,
  scale: number,
  sent: Buffer,
  known: TypeKnowledge,
): string | undefined {
  if (type === 'Variant') {
    return sent.readUInt32LE(0) === 0 ? undefined : variantText(sent, known);
  }
  if (fixed.has(type)) return valueText(type, sent, scale);
  return sent[0] === 0 ? undefined : valueText(type, sent.subarray(1), scale);
}
