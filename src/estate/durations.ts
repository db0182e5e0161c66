const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `24h`, `90m`, `1d12h` in ms; `undefined` for anything else, a number without a unit too. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:[0-9]{1,9}[smhd])+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/([0-9]+)([smhd])/g)) {
    total += Number(amount) * (units[unit ?? ''] ?? 0);
  }
  return total > 0 ? total : undefined;
}
