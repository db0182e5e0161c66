import * as l10n from '@vscode/l10n';
import {
  databaseExists,
  databaseHasSnapshots,
  databaseInUse,
  databaseMirrored,
  tailLogUnsaved,
} from '../../../errors/sql-restore-target.ts';
import type { ExistingDatabase, UsingSession } from './target.ts';
import type { RestoreWish } from './wish.ts';

/** Who would be cut, in one line. */
export function sessionLine({ spid, login, host, program, since }: UsingSession): string {
  return l10n.t('{0}: {1} on {2}, {3}, since {4}', spid, login, host, program, since);
}

/** A database that is there, in one line: what would be lost. */
export function existingLine(
  { name, state, settings, created, lastBackup, lastRestore }: ExistingDatabase,
  size: string,
): string {
  const none = l10n.t('none known');
  return l10n.t(
    '{0}: {1}, {2}, recovery model {3}, made {4}, last backup {5}, last restore {6}',
    name,
    size,
    state,
    settings.recovery,
    created,
    lastBackup === '' ? none : lastBackup,
    lastRestore === '' ? none : lastRestore,
  );
}

/** A database in the middle of a restore holds nothing that can be read: going on needs no word. */
function isUnfinished({ state, mirrorRole }: ExistingDatabase): boolean {
  return state === 'RESTORING' && mirrorRole === '';
}

/** Whether log that was not backed up would be lost with the database. */
export function hasTail({ state, settings, logChain }: ExistingDatabase): boolean {
  return state === 'ONLINE' && settings.recovery !== 'SIMPLE' && logChain;
}

/** A damaged database whose log file may still be there: NO_TRUNCATE reads it without the data. */
export function mayHaveTail({ state, settings }: ExistingDatabase): boolean {
  const damaged = ['SUSPECT', 'RECOVERY_PENDING', 'EMERGENCY'].includes(state);
  return damaged && settings.recovery !== 'SIMPLE';
}

/** Refuses a restore over a database that it must not, or that nobody said to replace. */
export function checkExisting(
  existing: ExistingDatabase,
  wish: RestoreWish,
  instance: string,
  size: string,
): void {
  const { name, mirrorRole, mirrorPartner, snapshots, settings } = existing;
  if (mirrorRole !== '') throw databaseMirrored(instance, name, mirrorRole, mirrorPartner);
  if (snapshots.length > 0) throw databaseHasSnapshots(instance, name, snapshots);
  if (!wish.replace && !isUnfinished(existing))
    throw databaseExists(instance, name, existingLine(existing, size));
  if (hasTail(existing) && wish.tailLog === undefined && !wish.loseTailLog)
    throw tailLogUnsaved(instance, name, settings.recovery);
}

export function checkSessions(
  sessions: readonly UsingSession[],
  wish: RestoreWish,
  instance: string,
): void {
  if (sessions.length === 0 || wish.disconnect) return;
  throw databaseInUse(instance, wish.target, sessions.map(sessionLine));
}
