const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A duration such as `90s`, `5m`, `1h30m`, `250ms` or `2d`, in milliseconds: whole numbers, each with
 * its unit, the larger unit first. `undefined` for anything else, and for what timers cannot wait.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+d)?(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?$/.test(text) || text === '') {
    return undefined;
  }
  let total = 0;
  for (const [, count = '0', unit = ''] of text.matchAll(/(\d+)(ms|[smhd])/g)) {
    total += Number(count) * (units[unit] ?? 0);
  }
  return total <= longestMs ? total : undefined;
}

/** About 24.8 days: the longest that a Node timer waits. */
const longestMs = 2 ** 31 - 1;

/** Milliseconds as `parseDuration` reads them, for example `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = units[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? '0s' : parts.join('');
}
