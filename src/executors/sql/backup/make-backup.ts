import * as l10n from '@vscode/l10n';
import type { BackupFiles } from '../../../backup/backup-files.ts';
import type { FileHash } from '../../../backup/file-jobs.ts';
import { partEnding } from '../../../backup/names.ts';
import { Problem } from '../../../errors/problem.ts';
import { backupNotFound, backupNotVerified, folderNotSeen } from '../../../errors/sql-backup.ts';
import { notProven } from '../../../errors/sql-restore-outcome.ts';
import type { SqlSession } from '../backend.ts';
import { literal } from '../quoting.ts';
import { readMedia, type MediaBackup, type MediaReading } from '../restore/media.ts';
import { backupStatement, verifyStatement, type BackupOrder } from '../restore/statements.ts';
import {
  carryOut,
  sessionFor,
  surroundings,
  type SqlWork,
  type Undertaking,
} from '../running/carry-out.ts';
import { messageNumbers, runLong } from '../running/long-statement.ts';
import { askRows, hearAnswer } from '../server/ask.ts';
import type { BackupSource } from './backup-plan.ts';

/** A file of a backup: as the step writes it, and as the server sees it. */
export interface BackupTarget {
  readonly path: string;
  readonly server: string;
}

export interface MakingBackup {
  readonly work: SqlWork;
  readonly files: BackupFiles;
  readonly source: BackupSource;
  readonly targets: readonly BackupTarget[];
  readonly order: Omit<BackupOrder, 'paths'>;
}

export interface MadeBackup {
  readonly backup: MediaBackup;
  readonly statement: string;
  readonly said: readonly string[];
  readonly hashes: readonly (FileHash & { readonly path: string })[];
  readonly ms: number;
}

function part(path: string): string {
  return `${path}${partEnding}`;
}

/** The folder of a path of the server. */
function folderOf(path: string): string {
  return path.replace(/\\[^\\]*$/u, '');
}

/** Makes the folders here and asks the server whether it sees the same ones. */
async function prepareFolders(session: SqlSession, making: MakingBackup): Promise<void> {
  const { work, files, targets, source } = making;
  for (const { path } of targets) {
    await files.makeFolderOf(path);
    await files.removePart(part(path));
  }
  for (const folder of new Set(targets.map(({ server }) => folderOf(server)))) {
    const text = `EXEC master.sys.xp_fileexist ${literal(folder)}`;
    const { rows, errors } = await hearAnswer(session, { text }, work.signal);
    // a login that may not ask gets no answer; BACKUP itself then says what is wrong
    const [row] = rows;
    if (errors.length > 0 || row === undefined) continue;
    if (!row.flag('File is a Directory'))
      throw folderNotSeen(folder, work.instance.name, source.server.account);
  }
}

function undertaking(making: MakingBackup, statement: string): Undertaking {
  const { source, order } = making;
  const { name } = source.database;
  const data = source.files.filter(({ type }) => type === 'ROWS');
  return {
    text: statement,
    activity: l10n.t('Backup of {0}', name),
    ...(order.kind === 'full' ? { bytes: data.reduce((sum, one) => sum + one.bytes, 0) } : {}),
    doing: l10n.t('the backup of {0}', name),
    databases: [name],
    changed: () =>
      l10n.t('A backup does not change the database. What was written of the file is no backup.'),
  };
}

/** Ends after which the server may still be writing: nothing is touched then. */
const stillWriting = new Set(['SQL-CONNECTION-LOST', 'SQL-CANCEL-UNCONFIRMED']);

/** Removes what a failed attempt wrote. */
async function removeParts({ files, targets }: MakingBackup): Promise<void> {
  for (const { path } of targets) await files.removePart(part(path)).catch(() => undefined);
}

const historyQuestion =
  'SELECT CAST(s.backup_set_uuid AS varchar(36)) AS guid FROM msdb.dbo.backupset s' +
  ' JOIN msdb.dbo.backupmediafamily f ON f.media_set_id = s.media_set_id' +
  ' WHERE f.physical_device_name = @Path ORDER BY s.backup_set_id DESC';

/** What must be true for the backup to be done, beside that the call returned. */
async function prove(
  making: MakingBackup,
  backup: MediaBackup,
  outcome: Awaited<ReturnType<typeof carryOut>>,
): Promise<void> {
  const { work } = making;
  const missing: string[] = [];
  if (outcome.count(messageNumbers.processed) === 0)
    missing.push(l10n.t('message 3014, with which SQL Server ends a backup'));
  await using fresh = await sessionFor(work);
  const [path = ''] = backup.media.paths;
  const question = { text: historyQuestion, parameters: [{ name: 'Path', value: path }] };
  const [row] = await askRows(fresh, question, work.instance.name, work.signal);
  if (row?.text('guid').toUpperCase() !== backup.header.guid) {
    // 3009: the backup is good, its row in msdb could not be written
    work.output.write(
      'warning',
      `${l10n.t('msdb has no row for this backup; the backup itself is not affected.')}\n`,
    );
  }
  if (missing.length === 0) return;
  const { doing, changed } = undertaking(making, '');
  throw notProven(
    { doing, instance: work.instance.name, theirs: outcome.theirs, changed: changed([]), ways: [] },
    missing,
  );
}

async function verify(
  making: MakingBackup,
  session: SqlSession,
  backup: MediaBackup,
): Promise<void> {
  const { work } = making;
  const outcome = await runLong(
    {
      text: verifyStatement(backup),
      activity: l10n.t('Verifying the backup of {0}', backup.header.database),
      bytes: backup.header.bytes,
    },
    surroundings(work, session),
  );
  work.signal.throwIfAborted();
  const done = outcome.end.kind === 'completed' && outcome.count(messageNumbers.verified) > 0;
  if (!done) throw backupNotVerified(backup.media.paths.join(', '), outcome.theirs);
}

/**
 * Backs up into `.part` files, proves it, verifies it with the server's own eyes, reads it here, and
 * only then gives the files their names. Throws a `Problem`; the database is never changed.
 */
export async function makeBackup(making: MakingBackup): Promise<MadeBackup> {
  const { work, files, targets, source, order } = making;
  const from = work.now();
  await using session = await sessionFor(work);
  await prepareFolders(session, making);
  const statement = backupStatement({ ...order, paths: targets.map(one => part(one.server)) });
  let outcome: Awaited<ReturnType<typeof carryOut>>;
  try {
    outcome = await carryOut(work, session, undertaking(making, statement));
  } catch (error) {
    const open = error instanceof Problem && stillWriting.has(error.code);
    if (!open) await removeParts(making);
    throw error;
  }
  const { signal, instance } = work;
  const reading: MediaReading = {
    session,
    instance: instance.name,
    account: source.server.account,
    signal,
  };
  const [backup] = await readMedia(
    reading,
    targets.map(one => part(one.server)),
  );
  if (backup === undefined) throw backupNotVerified(targets[0]?.server ?? '', []);
  await prove(making, backup, outcome);
  await verify(making, session, backup);
  const hashes: (FileHash & { path: string })[] = [];
  for (const { path } of targets) {
    if ((await files.look(part(path))) === undefined) throw backupNotFound(part(path));
    hashes.push({ path, ...(await files.hash(part(path), { signal })) });
  }
  for (const { path } of targets) await files.settle(part(path), path);
  return {
    backup,
    statement,
    said: outcome.said.map(({ text }) => text),
    hashes,
    ms: work.now() - from,
  };
}
