import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

function nothingSent(): string {
  return l10n.t('Nothing was changed: no statement was sent.');
}

/** `target` of a SQL step names nothing that the estate file has under `sql:`. */
export function sqlTargetMissing(step: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'SQL-NO-TARGET',
    kind: 'usage',
    what: l10n.t('The SQL step {0} does not say which SQL Server instance it is for.', step),
    changed: nothingSent(),
    next: [
      known.length === 0
        ? l10n.t('list the instance under "sql:" in the estate file and name it with "target=".')
        : l10n.t('give the step a "target=", one of: {0}.', known.join(', ')),
    ],
  });
}

/** The estate's `sql:` entry has no instance of that name any more. */
export function sqlInstanceUnknown(name: string): Problem {
  return new Problem({
    code: 'SQL-INSTANCE-UNKNOWN',
    kind: 'usage',
    what: l10n.t('The estate file has no SQL Server instance {0}.', name),
    changed: nothingSent(),
    next: [l10n.t('add it under "sql:" in the estate file, or correct the name.')],
  });
}

export function sqlNoAuthentication(instance: string): Problem {
  return new Problem({
    code: 'SQL-NO-AUTHENTICATION',
    kind: 'usage',
    what: l10n.t('The estate file does not say who logs in to {0}.', instance),
    where: instance,
    changed: nothingSent(),
    next: [
      l10n.t(
        'give its entry under "sql:" an "authentication": {0} or {1}.',
        '{sql: {user: NAME, password: {secret: NAME}}}',
        '{ntlm: {domain: NAME, user: NAME, password: {secret: NAME}}}',
      ),
    ],
  });
}

/** This computer's PowerShell cannot speak to SQL Server. */
export function sqlClientMissing(instance: string, shell: string): Problem {
  return new Problem({
    code: 'SQL-CLIENT-MISSING',
    kind: 'failed',
    what: l10n.t(
      'The PowerShell of this computer has no SqlClient, so {0} is not asked.',
      instance,
    ),
    where: instance,
    theirs: [{ source: 'PowerShell', text: shell }],
    changed: nothingSent(),
    next: [
      l10n.t('Windows PowerShell and PowerShell 7 have it: name one of them in the settings.'),
      l10n.t('or use "backend: mssql" with a SQL Server login or NTLM in the estate file.'),
    ],
  });
}

/** SqlClient takes Windows accounts from the logon session, never from a file. */
export function sqlNtlmNotHere(instance: string): Problem {
  return new Problem({
    code: 'SQL-NTLM-NOT-HERE',
    kind: 'usage',
    what: l10n.t(
      'The back end "powershell" cannot log in to {0} with a Windows account that is written down.',
      instance,
    ),
    where: instance,
    changed: nothingSent(),
    next: [
      l10n.t('use "authentication: integrated", which is the operator\'s own account.'),
      l10n.t('or "backend: mssql", which has NTLM.'),
    ],
  });
}

/** The certificate was to be compared, and could not be looked at. */
export function sqlCertificateUnchecked(instance: string, theirs: readonly TheirWords[]): Problem {
  return new Problem({
    code: 'SQL-CERTIFICATE-UNCHECKED',
    kind: 'refused',
    what: l10n.t('The certificate of {0} is to be compared, and cannot be looked at.', instance),
    where: instance,
    theirs,
    changed: nothingSent(),
    next: [
      l10n.t('let it speak TLS 1.2, or name the oldest version that it speaks with "tls".'),
      l10n.t('or take the risk for this instance with "certificate: any" in the estate file.'),
    ],
  });
}

/** The driver has NTLM with typed credentials only; such an instance is asked through PowerShell. */
export function sqlIntegratedUnavailable(instance: string): Problem {
  return new Problem({
    code: 'SQL-INTEGRATED-UNAVAILABLE',
    kind: 'usage',
    what: l10n.t(
      'The back end "mssql" cannot log in to {0} with the operator\'s own Windows account.',
      instance,
    ),
    where: instance,
    changed: nothingSent(),
    next: [
      l10n.t('write "backend: powershell" for it in the estate file.'),
      l10n.t('or use "authentication: {ntlm: …}" or {sql: …} for it.'),
    ],
  });
}

export function sqlSecretMissing(instance: string, secret: string): Problem {
  return new Problem({
    code: 'SQL-SECRET-MISSING',
    kind: 'usage',
    what: l10n.t('The secret {0}, the password for {1}, is not there.', secret, instance),
    where: instance,
    changed: nothingSent(),
    next: [l10n.t('store it in the editor, or set its environment variable, and run again.')],
  });
}

/** UDP 1434 gave no answer within `waitedMs`. */
export function sqlBrowserSilent(instance: string, host: string, waitedMs: number): Problem {
  return new Problem({
    code: 'SQL-BROWSER-SILENT',
    kind: 'failed',
    what: l10n.t('SQL Browser on {0} did not answer within {1} s.', host, waitedMs / 1000),
    where: instance,
    changed: nothingSent(),
    next: [
      l10n.t('start the service "SQL Server Browser" on {0}.', host),
      l10n.t('let UDP port 1434 through the firewalls to {0}.', host),
      l10n.t('or do without it: give the instance its "port" in the estate file.'),
    ],
  });
}

/** The computer itself said that nothing listens on UDP 1434. */
export function sqlBrowserStopped(instance: string, host: string, words: string): Problem {
  return new Problem({
    code: 'SQL-BROWSER-STOPPED',
    kind: 'failed',
    what: l10n.t('{0} is up, but SQL Browser does not run there.', host),
    where: instance,
    theirs: [{ source: host, text: words }],
    changed: nothingSent(),
    next: [
      l10n.t('start the service "SQL Server Browser" on {0}.', host),
      l10n.t('or do without it: give the instance its "port" in the estate file.'),
    ],
  });
}

/** SQL Browser answered, and does not list the instance. */
export function sqlInstanceNotListed(
  instance: string,
  host: string,
  listed: readonly string[],
): Problem {
  return new Problem({
    code: 'SQL-INSTANCE-NOT-LISTED',
    kind: 'failed',
    what: l10n.t('SQL Browser on {0} knows no running instance of that name.', host),
    where: instance,
    theirs: [{ source: l10n.t('SQL Browser on {0}', host), text: listed.join(', ') }],
    changed: nothingSent(),
    next: [
      l10n.t('start the instance on {0}, or correct its name in the estate file.', host),
      l10n.t('a hidden instance is never listed: give it its "port" in the estate file.'),
    ],
  });
}

/** SQL Browser lists the instance without a TCP port. */
export function sqlTcpDisabled(instance: string, host: string): Problem {
  return new Problem({
    code: 'SQL-TCP-DISABLED',
    kind: 'failed',
    what: l10n.t('The instance runs, but takes no TCP connections.'),
    where: instance,
    changed: nothingSent(),
    next: [
      l10n.t(
        'enable TCP/IP for it in SQL Server Configuration Manager on {0}, then restart the instance.',
        host,
      ),
    ],
  });
}

export function sqlHostUnknown(instance: string, host: string, words: string): Problem {
  return new Problem({
    code: 'SQL-HOST-UNKNOWN',
    kind: 'failed',
    what: l10n.t('The name {0} could not be resolved.', host),
    where: instance,
    theirs: [{ source: l10n.t('Resolver'), text: words }],
    changed: nothingSent(),
    next: [l10n.t('correct the name, mend DNS, or map it under "addresses:" in the estate file.')],
  });
}

/** No TCP connection, or it ended before the login. */
export function sqlNotReached(instance: string, place: string, words: string): Problem {
  return new Problem({
    code: 'SQL-NOT-REACHED',
    kind: 'failed',
    what: l10n.t('No connection to SQL Server at {0}.', place),
    where: instance,
    theirs: [{ source: place, text: words }],
    changed: nothingSent(),
    next: [
      l10n.t('check that the SQL Server service runs and TCP/IP is enabled for the instance.'),
      l10n.t('check the firewalls and the port; a dynamic port changes when the service starts.'),
    ],
  });
}

/** The server would have taken the login in clear. */
export function sqlDowngradeRefused(
  instance: string,
  answer: 'not-supported' | 'login-only',
): Problem {
  return new Problem({
    code: 'SQL-ENCRYPTION-REFUSED',
    kind: 'refused',
    what: l10n.t('Encryption is required, and the server does not offer it.'),
    where: instance,
    theirs: [
      {
        source: l10n.t('SQL Server'),
        text:
          answer === 'not-supported'
            ? l10n.t('encryption is not supported (PRELOGIN answer 2)')
            : l10n.t('encryption for the login only (PRELOGIN answer 0)'),
      },
    ],
    changed: l10n.t('The connection was closed before user name and password were sent.'),
    next: [
      l10n.t('find out why: every supported SQL Server offers it, so somebody may be in between.'),
      l10n.t(
        'if the network is trusted, write "encryption: optional" for the instance in the estate file.',
      ),
    ],
  });
}

/** What answered is no SQL Server. */
export function sqlNotSqlServer(instance: string, place: string): Problem {
  return new Problem({
    code: 'SQL-NOT-SQL-SERVER',
    kind: 'failed',
    what: l10n.t('What answers at {0} does not speak as SQL Server does.', place),
    where: instance,
    changed: l10n.t('The connection was closed before user name and password were sent.'),
    next: [l10n.t('check the port: it may belong to another service.')],
  });
}

/** Another certificate than the one that was accepted before, or that the estate file names. */
export function sqlCertificateChanged(
  instance: string,
  expected: string,
  shown: string,
  pinsFile: string | undefined,
): Problem {
  return new Problem({
    code: 'SQL-CERTIFICATE-CHANGED',
    kind: 'refused',
    what: l10n.t('The server shows another certificate than the one expected.'),
    where: instance,
    theirs: [
      { source: l10n.t('expected SHA-256'), text: expected },
      { source: l10n.t('shown SHA-256'), text: shown },
    ],
    changed: l10n.t('The connection was closed before user name and password were sent.'),
    next: [
      l10n.t(
        'compare with the certificate on the server itself; SQL Server makes itself a new one when it was installed anew, or starts without one of its own.',
      ),
      pinsFile === undefined
        ? l10n.t('if it is right, correct "certificate" for the instance in the estate file.')
        : l10n.t('if it is right, remove {0} from {1} and run again.', instance, pinsFile),
    ],
  });
}

/** TLS itself failed. */
export function sqlTlsFailed(instance: string, words: string, oldest: string): Problem {
  return new Problem({
    code: 'SQL-TLS-FAILED',
    kind: 'failed',
    what: l10n.t('The encrypted connection could not be made.'),
    where: instance,
    theirs: [{ source: 'TLS', text: words }],
    changed: nothingSent(),
    next: [
      l10n.t(
        'a server without TLS 1.2 needs its update: SQL Server 2008 R2 SP3 or 2012 SP4 and later.',
      ),
      l10n.t(
        'until then, "tls: TLSv1" for the instance accepts older versions (now: {0}).',
        oldest,
      ),
      l10n.t(
        'with "certificate: verified", the certificate must be from an authority that this computer trusts and be for this name.',
      ),
    ],
  });
}

export function sqlEncryptionForced(instance: string): Problem {
  return new Problem({
    code: 'SQL-ENCRYPTION-FORCED',
    kind: 'usage',
    what: l10n.t('The server insists on encryption, and the estate file switches it off.'),
    where: instance,
    changed: nothingSent(),
    next: [l10n.t('write "encryption: required" for the instance in the estate file.')],
  });
}

/** The server refused the login; `means` and `next` are those of its error number. */
export function sqlLoginRefused(
  instance: string,
  user: string,
  theirs: readonly TheirWords[],
  known: { readonly means: string; readonly next: readonly string[] } | undefined,
): Problem {
  return new Problem({
    code: 'SQL-LOGIN-REFUSED',
    kind: 'failed',
    what:
      known === undefined
        ? l10n.t('SQL Server refused the login of {0}.', user)
        : l10n.t('SQL Server refused the login of {0}: {1}', user, known.means),
    where: instance,
    theirs,
    changed: l10n.t('Nothing was changed, and the login was not tried a second time.'),
    next: known?.next ?? [l10n.t('look into the error log of the server for the state.')],
  });
}

/** A statement failed. `theirs` has the root cause first. */
export function sqlBatchFailed(
  place: { readonly step: string; readonly instance: string },
  theirs: readonly TheirWords[],
  known: { readonly means: string; readonly next: readonly string[] } | undefined,
  changed: string,
): Problem {
  return new Problem({
    code: 'SQL-STATEMENT-FAILED',
    kind: 'failed',
    what:
      known === undefined
        ? l10n.t('SQL Server ended step {0} with an error.', place.step)
        : l10n.t('SQL Server ended step {0} with an error: {1}', place.step, known.means),
    where: place.instance,
    theirs,
    changed,
    next: [
      ...(known?.next ?? []),
      l10n.t('mend what the errors above name, then run the step again.'),
    ],
  });
}

/** The step ended inside a transaction, which ends with its connection. */
export function sqlTransactionOpen(place: {
  readonly step: string;
  readonly instance: string;
}): Problem {
  return new Problem({
    code: 'SQL-TRANSACTION-OPEN',
    kind: 'failed',
    what: l10n.t('Step {0} ended inside a transaction that it had begun.', place.step),
    where: place.instance,
    changed: l10n.t(
      'SQL Server undoes what was done in that transaction; what was done before it is kept.',
    ),
    next: [l10n.t('end the step with COMMIT, or with ROLLBACK, then run it again.')],
  });
}

/** A question about the server or a database had no answer. */
export function sqlQuestionFailed(
  instance: string,
  theirs: readonly TheirWords[],
  known: { readonly means: string; readonly next: readonly string[] } | undefined,
): Problem {
  return new Problem({
    code: 'SQL-QUESTION-FAILED',
    kind: 'failed',
    what:
      known === undefined
        ? l10n.t('SQL Server could not be asked about its databases.')
        : l10n.t('SQL Server could not be asked about its databases: {0}', known.means),
    where: instance,
    theirs,
    changed: l10n.t('Nothing was changed by the question: it only reads.'),
    next: known?.next ?? [l10n.t('check that the server is up and reachable, then run again.')],
  });
}

/** The connection went away under a request. */
export function sqlConnectionLost(
  place: { readonly step: string; readonly instance: string },
  words: readonly TheirWords[],
  changed: string,
  next: readonly string[],
): Problem {
  return new Problem({
    code: 'SQL-CONNECTION-LOST',
    kind: 'failed',
    what: l10n.t('The connection was lost while step {0} ran: its outcome is unknown.', place.step),
    where: place.instance,
    theirs: words,
    changed,
    next,
  });
}

/** How a cancel ended, in the words of the log. */
export function sqlCancelled(
  place: { readonly step: string; readonly instance: string },
  how: 'confirmed' | 'finished-first' | 'unconfirmed',
  changed: string,
  next: readonly string[],
): Problem {
  const what = {
    confirmed: l10n.t('Cancelled: SQL Server confirmed that it stopped.'),
    'finished-first': l10n.t('Cancelled, but SQL Server had finished before it heard of it.'),
    unconfirmed: l10n.t(
      'Cancelled, but SQL Server did not confirm it in time; the connection was closed.',
    ),
  }[how];
  return new Problem({
    code: {
      confirmed: 'SQL-CANCELLED',
      'finished-first': 'SQL-CANCELLED-LATE',
      unconfirmed: 'SQL-CANCEL-UNCONFIRMED',
    }[how],
    kind: 'cancelled',
    what,
    where: `${place.step}, ${place.instance}`,
    changed,
    ...(next.length === 0 ? {} : { next }),
  });
}
