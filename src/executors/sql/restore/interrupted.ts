import type { DatabaseState } from '../server/database-state.ts';
import type { RestoreHistory } from './restore-history.ts';

/** What the server tells of a restore whose end was never recorded. */
export interface InterruptedRestore {
  /** BackupSetGUIDs of the chain, in the order of their restore; `undefined` where it cannot be read. */
  readonly chain: readonly string[] | undefined;
  /** When the attempt began, by the server's clock: `2026-11-22 02:00:00.000`. */
  readonly began: string | undefined;
  /** Restores of the database that msdb knows, the newest first. */
  readonly history: readonly RestoreHistory[];
  readonly state: DatabaseState;
  /** When the database was made, by the server's clock; empty without one. */
  readonly created: string;
  /** Whether the step ends with a database that is used, or one that waits for more. */
  readonly recovery: boolean;
  /** A RESTORE of ours still runs on the server. */
  readonly running: boolean;
}

/**
 * How far the restore itself came. `restored`: every backup of the chain, in its order, and the database is
 * in the wished state. `begun`: the old content is gone, or is about to be. `untouched`: nothing of the
 * attempt reached the database. `foreign`: somebody restored something else since. `unclear`: the facts do
 * not agree, or are not there.
 */
export type RestoreExtent = 'restored' | 'begun' | 'untouched' | 'foreign' | 'running' | 'unclear';

function sinceBegin(history: readonly RestoreHistory[], began: string): string[] {
  return history
    .filter(({ at }) => at >= began)
    .toReversed()
    .map(({ guid }) => guid);
}

function isPrefix(part: readonly string[], whole: readonly string[]): boolean {
  return part.length <= whole.length && part.every((guid, i) => guid === whole[i]);
}

/** Reads the extent from the server's facts alone: msdb's history, the database's state, its date. */
export function restoreExtent(found: InterruptedRestore): RestoreExtent {
  const { chain, began, history, state, created, recovery, running } = found;
  if (running) return 'running';
  if (state.state === undefined) return 'untouched';
  if (state.state === 'RESTORING' && recovery) return 'begun';
  if (began === undefined) return 'unclear';
  const done = sinceBegin(history, began);
  if (done.length === 0) {
    // a database that came since, without a row of its restore: msdb does not tell all
    if (created >= began || state.state === 'RESTORING') return 'unclear';
    return state.access === 'MULTI_USER' ? 'untouched' : 'begun';
  }
  if (chain === undefined) return 'unclear';
  if (!isPrefix(done, chain)) return 'foreign';
  if (done.length < chain.length) return 'begun';
  return state.state === (recovery ? 'ONLINE' : 'RESTORING') ? 'restored' : 'unclear';
}
