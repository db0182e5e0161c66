import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

function nothingWritten(): string {
  return l10n.t('Nothing was written.');
}

/** What was named as lost is nothing that the estate has. */
export function lostUnknown(
  name: string,
  nearest: string | undefined,
  known: readonly string[],
): Problem {
  return new Problem({
    code: 'RECOVERY-UNKNOWN',
    kind: 'usage',
    what: l10n.t(
      'The estate file has no server, pool, SQL Server instance, file store or site {0}.',
      name,
    ),
    changed: nothingWritten(),
    next: [
      ...(nearest === undefined ? [] : [l10n.t('did you mean {0}?', nearest)]),
      l10n.t('what it has: {0}.', known.join(', ')),
    ],
  });
}

/** Short name of several servers. */
export function lostAmbiguous(name: string, matches: readonly string[]): Problem {
  return new Problem({
    code: 'RECOVERY-AMBIGUOUS',
    kind: 'usage',
    what: l10n.t('{0} could be any of {1}.', name, matches.join(', ')),
    changed: nothingWritten(),
    next: [l10n.t('write the whole name.')],
  });
}

/** No procedure of the product fits. */
export function noProcedure(name: string, roles: readonly string[]): Problem {
  return new Problem({
    code: 'RECOVERY-NO-PROCEDURE',
    kind: 'failed',
    what: l10n.t('There is no procedure for {0}.', name),
    theirs: [{ source: l10n.t('Roles in the estate file'), text: roles.join(', ') || '-' }],
    changed: nothingWritten(),
    next: [
      l10n.t('give the server its role in the estate file (docs/estate-file.md), or'),
      l10n.t('write a runbook by hand; those in the folder notebooks are a beginning.'),
    ],
  });
}

/** The file is there: it may hold somebody's changes. */
export function runbookExists(file: string): Problem {
  return new Problem({
    code: 'RECOVERY-FILE-EXISTS',
    kind: 'refused',
    what: l10n.t('The file is there already and is not overwritten.'),
    where: file,
    changed: nothingWritten(),
    next: [l10n.t('name another file with --out, or take that one away first.')],
  });
}

/** The file system refused. */
export function runbookNotWritten(file: string, reason: string): Problem {
  return new Problem({
    code: 'RECOVERY-WRITE',
    kind: 'failed',
    what: l10n.t('The runbook cannot be written.'),
    where: file,
    theirs: [{ source: l10n.t('File system'), text: reason }],
    changed: nothingWritten(),
    next: [l10n.t('check that the folder is there, and your rights in it.')],
  });
}

/** A name with line ends or other control characters. */
export function nameNotWritable(name: string): Problem {
  return new Problem({
    code: 'RECOVERY-NAME',
    kind: 'refused',
    what: l10n.t('A name of the estate holds control characters, which no runbook can hold.'),
    where: JSON.stringify(name),
    changed: nothingWritten(),
    next: [l10n.t('correct the name in the estate file.')],
  });
}
