import type { SqlServerFacts, SqlSession } from '../backend.ts';

const introduction =
  "SELECT CAST(@@SPID AS varchar(11)), CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY('Edition') AS nvarchar(128))";

/** Asks the server who it is; every login may. Throws when there is no answer. */
export async function askIntroduction(
  session: Pick<SqlSession, 'execute'>,
  signal: AbortSignal,
): Promise<Pick<SqlServerFacts, 'spid' | 'version' | 'edition'>> {
  const row: (string | null)[] = [];
  const { end } = await session.execute(
    { text: introduction, parameters: [] },
    { row: values => row.push(...values) },
    signal,
  );
  if (end.kind === 'lost') throw new Error(end.reason);
  if (end.kind !== 'completed') throw new Error('the server did not say who it is');
  const [spid = null, version = null, edition = null] = row;
  return { spid: Number(spid), version: version ?? '', edition: edition ?? '' };
}
