import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** The memory of certificates is damaged; nothing is taken on trust meanwhile. */
export function sqlPinsUnreadable(file: string, words: string): Problem {
  return new Problem({
    code: 'SQL-PINS-UNREADABLE',
    kind: 'failed',
    what: l10n.t('The remembered certificates of SQL Server cannot be read.'),
    where: file,
    theirs: [{ source: file, text: words }],
    changed: l10n.t('Nothing was changed: no statement was sent.'),
    next: [
      l10n.t(
        'mend the file, or delete it: then the next certificates are taken as the first ones.',
      ),
    ],
  });
}

/** The certificate of a first connection could not be put down, so another one would not be noticed. */
export function sqlPinsNotWritten(file: string, words: string): Problem {
  return new Problem({
    code: 'SQL-PINS-NOT-WRITTEN',
    kind: 'failed',
    what: l10n.t(
      'The certificate of the server cannot be remembered, so the connection was closed.',
    ),
    where: file,
    theirs: [{ source: file, text: words }],
    changed: l10n.t('The login was sent, and no statement that changes anything.'),
    next: [
      l10n.t('make that folder one that you can write to.'),
      l10n.t(
        'or compare the fingerprint with the certificate on the server, and write it as "certificate: {0}" in the estate file.',
        '{sha256: …}',
      ),
    ],
  });
}

/** The memory of the servers on which databases were restored is damaged. */
export function sqlServersUnreadable(file: string, words: string): Problem {
  return new Problem({
    code: 'SQL-SERVERS-UNREADABLE',
    kind: 'failed',
    what: l10n.t('The remembered SQL Server installations cannot be read.'),
    where: file,
    theirs: [{ source: file, text: words }],
    changed: l10n.t('Nothing was changed: the databases are as before.'),
    next: [
      l10n.t('mend the file, or delete it: then every server is shown as one not used before.'),
    ],
  });
}

/** The server that was confirmed cannot be put down. */
export function sqlServersNotWritten(file: string, words: string): Problem {
  return new Problem({
    code: 'SQL-SERVERS-NOT-WRITTEN',
    kind: 'failed',
    what: l10n.t('The SQL Server installation cannot be remembered.'),
    where: file,
    theirs: [{ source: file, text: words }],
    changed: l10n.t('Nothing was changed: the databases are as before.'),
    next: [l10n.t('make that folder one that you can write to.')],
  });
}
