import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** A SQL Server version that the practice server does not play. */
export function unknownVersion(version: string): Problem {
  return new Problem({
    code: 'PRACTICE-SQL-VERSION',
    kind: 'usage',
    what: l10n.t('The practice SQL server does not play SQL Server version "{0}".', version),
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('Write 2008 R2, 2012, 2014, or a full version number such as 11.0.7001.0.')],
  });
}

/** No estate, or not one of practice, in the folder that was named. */
export function notPracticeEstate(folder: string, reason: string): Problem {
  return new Problem({
    code: 'PRACTICE-SQL-ESTATE',
    kind: 'usage',
    what: l10n.t('This folder holds no practice estate: {0}', reason),
    where: folder,
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('Make one: recovery-runbooks practice create DIR.')],
  });
}

/** The logins file is missing or is not one. */
export function loginsUnreadable(file: string, reason: string): Problem {
  return new Problem({
    code: 'PRACTICE-SQL-LOGINS',
    kind: 'failed',
    what: l10n.t('The logins of the practice SQL servers cannot be read: {0}', reason),
    where: file,
    next: [l10n.t('Make a new practice estate: recovery-runbooks practice create DIR.')],
  });
}

/** What an instance keeps on disk cannot be read. */
export function instanceUnreadable(instance: string, folder: string, reason: string): Problem {
  return new Problem({
    code: 'PRACTICE-SQL-INSTANCE',
    kind: 'failed',
    what: l10n.t('The practice SQL instance {0} cannot start: {1}', instance, reason),
    where: folder,
    changed: l10n.t('Its files were not changed.'),
    next: [l10n.t('Install the server again, or make a new practice estate.')],
  });
}
