import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** Most names that a problem lists. */
const namesShown = 20;

/** Files at the destination that are not what would be copied, and nobody said to replace them. */
export function copyWouldReplace(to: string, files: readonly string[]): Problem {
  const shown = files.slice(0, namesShown).map(text => ({ source: to, text }));
  return new Problem({
    code: 'COPY-WOULD-REPLACE',
    kind: 'refused',
    what: l10n.t(
      '{0} files at the destination differ from what would be copied over them.',
      files.length,
    ),
    where: to,
    theirs: shown,
    changed: l10n.t('Nothing was copied.'),
    next: [
      l10n.t('look whether the destination is the right one, and what wrote these files;'),
      l10n.t(
        'move them away, or write "overwrite: true": they are then listed as lost and confirmed.',
      ),
    ],
  });
}

export function fileStoreUnknown(name: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'COPY-FILE-STORE-UNKNOWN',
    kind: 'usage',
    what:
      known.length === 0
        ? l10n.t('The estate file names no file store.')
        : l10n.t('The estate file has no file store {0}.', name),
    changed: l10n.t('Nothing was copied.'),
    next: [
      known.length === 0
        ? l10n.t('add the file stores to the estate file, or write "from" with the path.')
        : l10n.t('name one of these: {0}.', known.join(', ')),
    ],
  });
}
