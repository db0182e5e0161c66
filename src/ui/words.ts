import * as l10n from '@vscode/l10n';
import { localFigures } from '../log/account/figures.ts';
import type { RunMode } from '../runbook/execution.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The text for one, or the one for many: languages tell them apart in the whole sentence. */
export function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

/** Milliseconds as `00:04:10`, with days in front where there are any: `2 d 00:04:10`. */
export function clockText(ms: number): string {
  const whole = Math.max(0, Math.round(ms / second));
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const days = Math.floor(whole / 86_400);
  return days > 0 ? l10n.t('{0} d {1}', days, clock) : clock;
}

/** A short duration for a status bar: `0.4 s`, `12 s`, `4 min 10 s`, `3 h 12 min`. */
export function shortDuration(ms: number): string {
  if (ms < 10 * second) return l10n.t('{0} s', localFigures((ms / second).toFixed(1)));
  const seconds = Math.round(ms / second);
  if (seconds < 60) return l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return seconds % 60 === 0
      ? l10n.t('{0} min', minutes)
      : l10n.t('{0} min {1} s', minutes, seconds % 60);
  }
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** An age for a list, in its largest whole unit that still says something: `26 h`, `9 d`, `5 min`. */
export function ageText(ms: number): string {
  if (ms >= 2 * day) return l10n.t('{0} d', Math.floor(ms / day));
  if (ms >= 2 * hour) return l10n.t('{0} h', Math.floor(ms / hour));
  return l10n.t('{0} min', Math.max(0, Math.floor(ms / minute)));
}

/** Bytes in decimal units: `12.4 GB`, `812 kB`, `0 B`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  const digits = at === 0 || value >= 100 ? 0 : 1;
  return `${localFigures(value.toFixed(digits))} ${units[at] ?? 'B'}`;
}

/** A UTC time as the reader's wall clock: `2026-11-22 02:00`. */
export function localMinute(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** A run's mode in one word; `LIVE` cannot be taken for another. */
export function modeWord(mode: RunMode): string {
  switch (mode) {
    case 'rehearse':
      return l10n.t('rehearsal');
    case 'practice':
      return l10n.t('practice');
    case 'live':
      return l10n.t('LIVE');
  }
}
