import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

export function noSecondLocation(estateFile: string): Problem {
  return new Problem({
    code: 'COPY-SET-NO-LOCATION',
    kind: 'usage',
    what: l10n.t('The step names no location for the copy, and the estate file has none.'),
    where: estateFile,
    changed: l10n.t('Nothing was copied.'),
    next: [l10n.t('write "to" with the location, or `backup: {copy: …}` into the estate file.')],
  });
}

/** A set of that name is at the second location, and it is another one. */
export function secondCopyDiffers(set: string, copy: string): Problem {
  return new Problem({
    code: 'COPY-SET-DIFFERS',
    kind: 'refused',
    what: l10n.t('At the second location lies another set of that name.'),
    where: `${set} → ${copy}`,
    changed: l10n.t('Nothing was copied; both sets are as they were.'),
    next: [
      l10n.t('compare them: recovery-runbooks set compare;'),
      l10n.t('then move the other one away, or name another location.'),
    ],
  });
}
