import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

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
