import { join } from 'node:path';

const pattern = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** What every log's file name ends with. */
export const logSuffix = '.recovery-log.jsonl';

/** Whether a text names a run: `20261122T034100Z-3f9c1a`. Such a text is safe in a file name. */
export function isRunId(text: string): boolean {
  return pattern.test(text);
}

/**
 * Identifier of a new run: its time (ms since 1970) in UTC and three random bytes. Sorting the ids as
 * text sorts the runs by time, to the second.
 */
export function newRunId(now: number, random: (bytes: number) => Uint8Array): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${Buffer.from(random(3)).toString('hex')}`;
}

/** Folder and files of one run below the folder of all recovery logs. */
export function placesOf(folder: string, run: string): LogPlaces {
  return besideLog(join(folder, run.slice(0, 4), `${run}${logSuffix}`));
}

export interface LogPlaces {
  readonly log: string;
  /** Signed hash of the last line known to be on the disk. */
  readonly head: string;
  readonly lock: string;
  /** Folder of long outputs. */
  readonly sideFiles: string;
}

/** The files that belong to a log, beside it. */
export function besideLog(log: string): LogPlaces {
  const stem = log.endsWith(logSuffix) ? log.slice(0, -logSuffix.length) : log;
  return { log, head: `${stem}.head`, lock: `${stem}.lock`, sideFiles: `${stem}.files` };
}
