import {
  backupNotPossible,
  compressionNotPossible,
  sqlDatabaseMissing,
} from '../../../errors/sql-backup.ts';
import { databaseMirrored } from '../../../errors/sql-restore-target.ts';
import type { SqlSession } from '../backend.ts';
import { compresses, readServerFacts, type ServerFacts } from '../restore/server-facts.ts';
import {
  readExisting,
  readServerFiles,
  type ExistingDatabase,
  type ServerFile,
} from '../restore/target.ts';

export interface BackupWish {
  readonly database: string;
  readonly kind: 'full' | 'differential' | 'log';
  /** `undefined`: where the edition can. */
  readonly compress: boolean | undefined;
}

/** A database that can be backed up, on its server. */
export interface BackupSource {
  readonly server: ServerFacts;
  readonly database: ExistingDatabase;
  readonly files: readonly ServerFile[];
  readonly compress: boolean;
}

/** Reads what is to be backed up. Throws a refusal where that cannot be done. */
export async function readBackupSource(
  session: SqlSession,
  instance: string,
  wish: BackupWish,
  signal: AbortSignal,
): Promise<BackupSource> {
  const server = await readServerFacts(session, instance, signal);
  const all = await readServerFiles(session, instance, signal);
  const database = await readExisting(session, instance, wish.database, all, signal);
  if (database === undefined) throw sqlDatabaseMissing(instance, wish.database);
  const { name, state, mirrorRole, mirrorPartner, settings } = database;
  if (mirrorRole === 'MIRROR') throw databaseMirrored(instance, name, mirrorRole, mirrorPartner);
  if (state !== 'ONLINE') throw backupNotPossible(instance, name, 'state', state);
  if (wish.kind === 'log' && settings.recovery === 'SIMPLE')
    throw backupNotPossible(instance, name, 'simple', settings.recovery);
  const able = compresses(server);
  if (wish.compress === true && !able) throw compressionNotPossible(instance, server.edition);
  return {
    server,
    database,
    files: all.filter(file => file.databaseId === database.id),
    compress: wish.compress ?? able,
  };
}
