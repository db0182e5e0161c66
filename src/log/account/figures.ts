import * as l10n from '@vscode/l10n';

/** A number as JavaScript writes it, with the decimal sign of the reader's language. */
export function localFigures(number: string): string {
  const [whole = '', part] = number.split('.');
  return part === undefined ? whole : l10n.t('{0}.{1}', whole, part);
}

/** `hh:mm:ss` for whole seconds, `0.4 s` below ten seconds. `ms` is milliseconds. */
export function durationText(ms: number): string {
  if (ms < 10_000) return `${localFigures((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map(part => String(part).padStart(2, '0')).join(':');
}

/** Bytes with a decimal unit, three figures. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const figures = unit === 0 ? String(value) : localFigures(value.toPrecision(3));
  return `${figures} ${units[unit] ?? 'B'}`;
}
