import { runBackupTo } from '../../bak/backup.ts';
import { inspectBackup } from '../../bak/inspect.ts';
import { runRestoreFrom } from '../../bak/restore.ts';
import type { BackupStatement } from '../../language/statements.ts';
import { systemErrors } from '../../storage/server-paths.ts';
import { FileUnreachable } from '../instance/instance-store.ts';
import { errorsOf, sqlError, SqlErrors } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';

const names = {
  database: 'RESTORE DATABASE',
  log: 'RESTORE LOG',
  headeronly: 'RESTORE HEADERONLY',
  filelistonly: 'RESTORE FILELIST',
  labelonly: 'RESTORE LABELONLY',
  verifyonly: 'VERIFY DATABASE',
} as const;

/** Refusals before the work begins stand alone; everything else is followed by 3013. */
const alone = new Set([50100, 137, 207, 4104]);

/** BACKUP and RESTORE: the cause of a failure first, then 3013. */
export async function runBackup(execution: Execution, statement: BackupStatement): Promise<void> {
  const verb =
    statement.kind === 'restore'
      ? names[statement.what]
      : statement.what === 'log'
        ? 'BACKUP LOG'
        : 'BACKUP DATABASE';
  try {
    if (statement.kind === 'backup') await runBackupTo(execution, statement);
    else if (statement.what === 'database' || statement.what === 'log')
      await runRestoreFrom(execution, statement);
    else await inspectBackup(execution, statement);
  } catch (error) {
    if (error instanceof FileUnreachable)
      throw new SqlErrors([
        sqlError(5120, error.path, error.error, systemErrors[error.error] ?? ''),
        sqlError(3013, verb),
      ]);
    const errors = errorsOf(error);
    if (errors === undefined || errors.some(one => alone.has(one.number))) throw error;
    throw new SqlErrors([...errors, sqlError(3013, verb)]);
  }
}
