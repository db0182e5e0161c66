/** The shortest digits that are this 32-bit number again. */
function realText(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/**
 * A value of a result as text; `null` stays. `real` is a 32-bit number, whose digits beyond its own would
 * be invented. Binary is written as `0x…`, a bit as 0 or 1.
 */
export function valueAsText(value: unknown, real: boolean): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return real ? realText(value) : String(value);
    case 'boolean':
      return value ? '1' : '0';
    case 'bigint':
      return value.toString();
    case 'object':
      if (value === null) return null;
      if (Buffer.isBuffer(value)) return `0x${value.toString('hex').toUpperCase()}`;
      if (value instanceof Date) return value.toISOString();
      return JSON.stringify(value);
    default:
      return null;
  }
}
