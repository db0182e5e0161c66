import * as l10n from '@vscode/l10n';
import type { SqlSession } from '../backend.ts';
import {
  readDatabaseState,
  stateLine,
  waysOn,
  type DatabaseState,
} from '../server/database-state.ts';

/** How long the states of databases may take to be read after a failure, ms. */
const lookMs = 20_000;

/** The databases as a fresh connection sees them. Never throws. */
export async function lookAfterwards(
  open: (signal: AbortSignal) => Promise<SqlSession>,
  databases: readonly string[],
  connectionLost: boolean,
): Promise<{ lines: string[]; ways: string[]; states: DatabaseState[] }> {
  const lines: string[] = [];
  const ways: string[] = [];
  const states: DatabaseState[] = [];
  const signal = AbortSignal.timeout(lookMs);
  try {
    await using session = await open(signal);
    for (const database of databases) {
      const state = await readDatabaseState(session, database, signal);
      if (state === undefined) continue;
      states.push(state);
      lines.push(stateLine(state));
      ways.push(...waysOn(state));
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    lines.push(l10n.t('The state of the databases could not be read: {0}', words));
    if (connectionLost) {
      ways.push(l10n.t('when the server is back, read the state of its databases first.'));
    }
  }
  return { lines, ways, states };
}
