import type { SqlSession } from '../backend.ts';
import { literal } from '../quoting.ts';
import { hearAnswer } from '../server/ask.ts';

/**
 * When DBCC CHECKDB last found a database without errors, as its boot page keeps it, by the server's clock
 * (`2026-11-22 02:00:00.000`). `undefined` where it never did, or the server does not tell: DBINFO is not
 * documented by Microsoft, and wants a member of db_owner.
 */
export async function lastGoodCheck(
  session: SqlSession,
  database: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = `DBCC DBINFO (${literal(database)}) WITH TABLERESULTS`;
  const { rows, errors, lost } = await hearAnswer(session, { text }, signal);
  if (errors.length > 0 || lost !== undefined) return undefined;
  return rows
    .filter(row => row.text('Field') === 'dbi_dbccLastKnownGood')
    .map(row => row.text('VALUE'))
    .filter(value => value > '1901')
    .toSorted()
    .at(-1);
}
