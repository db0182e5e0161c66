/** The records that something comes from: `#12, #14`. */
export function from(...records: readonly (number | undefined)[]): string {
  const known = records.filter(record => record !== undefined);
  return known.map(record => `#${record}`).join(', ');
}

/** Numbers of notes, which are no records of the log: `N1`. */
export function fromNote(seq: number): string {
  return `N${seq + 1}`;
}

/** A time as reports have it: `2026-11-22 03:41:00 UTC`; nothing for no time. */
export function utc(iso: string): string {
  return iso === '' ? '' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
