import type { BackupStatement } from '../language/statements.ts';
import type { Execution } from './execution.ts';
import { notSupported } from './sql-error.ts';

export function runBackup(_execution: Execution, statement: BackupStatement): Promise<void> {
  throw notSupported(statement.kind);
}
