import * as l10n from '@vscode/l10n';

const units = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes for people: exact below 1,000, else three figures with decimal units (1 kB is 1,000 bytes). */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/** A length of time for people, to the largest two units, as in `26 h 10 min`. */
export function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours >= 48) return l10n.t('{0} days {1} h', days, hours % 24);
  if (hours > 0) return l10n.t('{0} h {1} min', hours, minutes % 60);
  return l10n.t('{0} min', minutes);
}
