import * as l10n from '@vscode/l10n';
import { printableName } from './printable-name.ts';
import { Problem } from './problem.ts';

export function taskFileExists(file: string): Problem {
  return new Problem({
    code: 'SCHEDULE-EXISTS',
    kind: 'refused',
    what: l10n.t('The file of the task is there already, with another content.'),
    where: file,
    changed: l10n.t('Nothing was written.'),
    next: [l10n.t('move it away, or name another folder with --out.')],
  });
}

export function taskFileNotWritten(file: string, reason: string): Problem {
  return new Problem({
    code: 'SCHEDULE-NOT-WRITTEN',
    kind: 'failed',
    what: l10n.t('The file of the task could not be written.'),
    where: file,
    theirs: [{ source: l10n.t('File system'), text: reason }],
    changed: l10n.t('Nothing was scheduled.'),
    next: [l10n.t('name a folder that you may write to with --out.')],
  });
}

/** A path that cannot stand in a task's definition without meaning another one. */
export function wordNotForScheduler(word: string): Problem {
  return new Problem({
    code: 'SCHEDULE-WORD',
    kind: 'refused',
    what: l10n.t('The scheduler would read this path as another one: {0}', printableName(word)),
    changed: l10n.t('Nothing was written.'),
    next: [
      l10n.t(
        'put the estate file and the runbook into a folder whose name has no percent sign and no control character.',
      ),
    ],
  });
}
