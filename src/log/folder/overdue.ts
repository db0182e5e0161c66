import type { LogListing } from './list.ts';

/** A runbook whose last success is too long ago. */
export interface OverdueDrill {
  readonly title: string;
  /** File name of the runbook. */
  readonly file: string;
  /** When it last succeeded, practised or live; UTC, ISO 8601. `undefined`: never. */
  readonly last?: string;
}

/** What a list of logs knows of one run. */
export type DrilledRun = Pick<LogListing, 'runbook' | 'mode' | 'outcome' | 'started' | 'lastTime'>;

const dayMs = 86_400_000;

function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/, '').toLowerCase();
}

/**
 * Runbooks that have been run or rehearsed, and did not succeed in practice or live for so many days.
 * 0 days: none is ever overdue. A rehearsal proves nothing and counts as no success; neither does what
 * a wrong clock dated more than a day ahead, which would hide the runbook until then. Runbooks are told
 * apart by their file names: their folders differ from computer to computer.
 */
export function overdueDrills(
  runs: readonly DrilledRun[],
  days: number,
  now: number,
): OverdueDrill[] {
  if (days <= 0) return [];
  const books = new Map<string, { title: string; file: string; last?: string }>();
  for (const { runbook, mode, outcome, started = '', lastTime } of runs) {
    if (runbook === undefined) continue;
    const name = nameOf(runbook.file);
    const book = books.get(name) ?? { title: runbook.title, file: name };
    books.set(name, book);
    if (mode === 'rehearse' || outcome !== 'succeeded') continue;
    const when = lastTime ?? started;
    if (!(Date.parse(when) <= now + dayMs)) continue;
    if (book.last === undefined || when > book.last) book.last = when;
  }
  return [...books.values()]
    .filter(({ last }) => last === undefined || now - Date.parse(last) > days * dayMs)
    .sort((a, b) => (a.last ?? '').localeCompare(b.last ?? ''));
}
