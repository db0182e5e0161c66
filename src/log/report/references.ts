import { plain } from './markup.ts';

/** The records that something comes from: `#12, #14`. */
export function from(...records: readonly (number | undefined)[]): string {
  const known = new Set(records.filter(record => record !== undefined));
  return [...known].map(record => `#${record}`).join(', ');
}

/** Numbers of notes, which are no records of the log: `N1, N2`. */
export function fromNote(...notes: readonly number[]): string {
  return notes.map(seq => `N${seq + 1}`).join(', ');
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * A time (UTC, ISO 8601) as reports have it: `2026-11-22 03:41:00 UTC`; nothing for no time. What is no
 * time is shown as the text that it is.
 */
export function utc(iso: string): string {
  if (iso === '') return '';
  return isoTime.test(iso) ? `${iso.slice(0, 19).replace('T', ' ')} UTC` : plain(iso);
}

/** The same for milliseconds since 1970; a dash for what is no time. */
export function utcAt(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '–' : utc(date.toISOString());
}
