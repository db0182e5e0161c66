import type { Decimal } from './types.ts';

export function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

export function decimal(unscaled: bigint, scale: number): Decimal {
  return { kind: 'decimal', unscaled, scale };
}

/** Another scale; digits that fall off are rounded half away from zero, as SQL Server does. */
export function rescale(value: Decimal, scale: number): Decimal {
  if (scale === value.scale) return value;
  if (scale > value.scale) return decimal(value.unscaled * power10(scale - value.scale), scale);
  const divisor = power10(value.scale - scale);
  const half = divisor / 2n;
  const shifted = value.unscaled < 0n ? value.unscaled - half : value.unscaled + half;
  return decimal(shifted / divisor, scale);
}

/** The integer part. */
export function truncated(value: Decimal): bigint {
  return value.unscaled / power10(value.scale);
}

export function decimalText(value: Decimal): string {
  const negative = value.unscaled < 0n;
  const digits = String(negative ? -value.unscaled : value.unscaled).padStart(value.scale + 1, '0');
  const whole = digits.slice(0, digits.length - value.scale);
  const text = value.scale === 0 ? whole : `${whole}.${digits.slice(-value.scale)}`;
  return negative ? `-${text}` : text;
}

/** Undefined for what is no decimal number; `1e5` is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/u.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const unscaled = BigInt(`${whole}${fraction}`);
  return decimal(sign === '-' ? -unscaled : unscaled, fraction.length);
}

export function decimalNumber(value: Decimal): number {
  return Number(decimalText(value));
}

/** Digits before and after the point. */
export function digitCount(value: Decimal): number {
  return String(value.unscaled < 0n ? -value.unscaled : value.unscaled).length;
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = rescale(a, scale).unscaled;
  const right = rescale(b, scale).unscaled;
  return left < right ? -1 : left > right ? 1 : 0;
}
