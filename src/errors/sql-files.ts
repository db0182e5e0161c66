import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** A path that a database server cannot write to or read from, or that names no file. */
export function pathNotForServer(path: string, why: 'here-only' | 'folder' = 'here-only'): Problem {
  return new Problem({
    code: 'SQL-PATH-NOT-SEEN',
    kind: 'usage',
    what:
      why === 'folder'
        ? l10n.t('A folder stands where the backup file should be.')
        : l10n.t('Only this computer has this path: SQL Server cannot see it.'),
    where: path,
    changed: l10n.t('Nothing was changed.'),
    next: [
      why === 'folder'
        ? l10n.t('name the file itself, as in $Backup/sql/LcsCDR.bak.')
        : l10n.t(
            'use a share that the SQL Server reaches as well; "paths:" in the estate file says where this computer finds it.',
          ),
    ],
  });
}
