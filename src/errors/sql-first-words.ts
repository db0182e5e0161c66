import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** The port takes connections, and nothing is said there within `waitedMs`. */
export function sqlSilent(instance: string, place: string, waitedMs: number): Problem {
  return new Problem({
    code: 'SQL-SILENT',
    kind: 'failed',
    what: l10n.t(
      'What listens at {0} takes the connection and says nothing within {1} s.',
      place,
      waitedMs / 1000,
    ),
    where: instance,
    changed: l10n.t('The connection was closed before user name and password were sent.'),
    next: [
      l10n.t('look at the server: SQL Server may hang, be starting, or be out of worker threads.'),
      l10n.t('check the port: it may belong to another service, or a firewall may be in between.'),
    ],
  });
}

/** What answers during the login makes no sense. */
export function sqlNotUnderstood(instance: string, place: string, words: string): Problem {
  return new Problem({
    code: 'SQL-NOT-UNDERSTOOD',
    kind: 'failed',
    what: l10n.t('What {0} answers to the login is not understood.', place),
    where: instance,
    theirs: [{ source: place, text: words }],
    changed: l10n.t('Nothing was changed: no statement was sent.'),
    next: [
      l10n.t('check the version of the server: SQL Server 2005 and later are understood.'),
      l10n.t('check that nothing between here and there changes what is sent.'),
    ],
  });
}
