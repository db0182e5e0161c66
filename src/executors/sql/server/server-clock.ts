import type { SqlSession } from '../backend.ts';
import { askRows } from './ask.ts';

/**
 * A moment of this computer's clock by the clock of the server, as its catalogues write times
 * (`2026-11-22 02:00:00.000`, local there): the two need not agree. `now` gives ms since 1970 here.
 */
export async function serverMoment(
  session: SqlSession,
  instance: string,
  moment: number,
  now: () => number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = 'SELECT CONVERT(varchar(23), GETDATE(), 121) AS clock';
  const [row] = await askRows(session, { text }, instance, signal);
  const theirs = Date.parse(`${row?.text('clock').replace(' ', 'T') ?? ''}Z`);
  if (Number.isNaN(theirs) || Number.isNaN(moment)) return undefined;
  const there = new Date(theirs - (now() - moment));
  return there.toISOString().replace('T', ' ').replace('Z', '');
}
