import * as l10n from '@vscode/l10n';
import type { Finding } from './runbook-diagnostics.ts';

function warning(code: string, message: string, fix?: string): Finding {
  return { code, severity: 'warning', message, ...(fix === undefined ? {} : { fix }) };
}

/** A step that cannot be reached: what it requires can never be done. */
export function unreachableStep(id: string, blocked: string): Finding {
  return warning(
    'unreachable-step',
    l10n.t('{0} is never reached: it requires {1}, which cannot be done before it.', id, blocked),
  );
}

export function destructiveWithoutConfirm(losses: readonly string[], fix?: string): Finding {
  return warning(
    'destructive-without-confirm',
    l10n.t(
      'This step destroys and does not ask: {0}. Give it the attribute confirm.',
      losses.join('; '),
    ),
    fix,
  );
}

export function restoreUnverifiedSet(what: string): Finding {
  return warning(
    'restore-unverified-set',
    l10n.t(
      '{0} restores from a backup that no earlier step has verified: put a step verify-backup-set before it.',
      what,
    ),
  );
}

export function nothingVerifies(id: string): Finding {
  return warning(
    'nothing-verified',
    l10n.t(
      'Nothing looks at the result of {0}, here or later: add a check, or a command that reads what was changed.',
      id,
    ),
  );
}

export function undefinedInScript(name: string, meant?: string): Finding {
  const message = l10n.t(
    '{0} is neither declared in the front matter nor set by a script before.',
    `$${name}`,
  );
  return warning(
    'undefined-variable',
    meant === undefined ? message : l10n.t('{0} Meant is most likely {1}.', message, `$${meant}`),
    meant === undefined ? undefined : `$${meant}`,
  );
}

/** `–` (U+2013), for who cannot tell it from a hyphen. */
function named(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return char.trim() === '' ? `U+${code}` : `${char} (U+${code})`;
}

/** Who reads the text in which a pasted character stands. */
export type PastedInto = 'PowerShell' | 'SQL Server' | 'YAML';

/** A quotation mark or dash of a word processor where `reader` wants `meant`. */
export function pastedCharacter(
  char: string,
  meant: string,
  reader: PastedInto,
  fix?: string,
): Finding {
  const message = l10n.t(
    '{0} is no {1} for {2}: it was most likely pasted from a word processor.',
    named(char),
    meant,
    reader,
  );
  return { ...warning('pasted-character', message, fix), severity: 'error' };
}

/** The same in an attribute, which has quotation marks of its own. */
export function pastedInAttribute(char: string, fix?: string): Finding {
  const message = l10n.t(
    '{0} is no quotation mark here and belongs to the value: it was most likely pasted from a word processor. Write " or \'.',
    named(char),
  );
  return { ...warning('pasted-character', message, fix), severity: 'error' };
}

export function pastedBlank(char: string, fix: string): Finding {
  const message = l10n.t(
    '{0} is no blank for YAML, though it looks like one: it was most likely pasted from a web page or a word processor.',
    named(char),
  );
  return { ...warning('pasted-character', message, fix), severity: 'error' };
}

/** `Get–CsPool`: PowerShell takes such dashes for parameters, and not in names. */
export function pastedInCommand(name: string, fix: string): Finding {
  const message = l10n.t(
    'PowerShell finds no command {0}: its dash is another than that of {1}, most likely pasted from a word processor.',
    name,
    fix,
  );
  return { ...warning('pasted-character', message, fix), severity: 'error' };
}

/** Two operations in the wrong order. */
export function wrongOrder(code: string, message: string): Finding {
  return warning(code, message);
}

export const orderTexts = {
  preparation: (command: string, before: string): string =>
    l10n.t(
      '{0} comes after {1}: schema, forest and domain are prepared in this order.',
      command,
      before,
    ),
  directoryLate: (command: string): string =>
    l10n.t(
      '{0} comes after parts of Lync Server: Active Directory is prepared before all of them.',
      command,
    ),
  importBeforeDatabase: (): string =>
    l10n.t(
      'The configuration is imported before the database of the Central Management store is created: it is lost with it.',
    ),
  importBeforePlace: (): string =>
    l10n.t(
      'The configuration is imported before Active Directory says where the Central Management store is: set the location first.',
    ),
  placeBeforeDatabase: (): string =>
    l10n.t(
      'The location of the Central Management store is set before its database is there: the cmdlet asks that SQL Server and is refused.',
    ),
  edgeBeforeOthers: (): string =>
    l10n.t(
      'An Edge Server is rebuilt before others: it comes last, when what it talks to is back.',
    ),
  publishBeforeStore: (command: string): string =>
    l10n.t(
      '{0} comes before the Central Management store is imported: what is published is lost with it.',
      command,
    ),
  databasesAfterRoles: (command: string): string =>
    l10n.t('{0} comes after the roles are installed: the back end comes first.', command),
  wizard: (step: number, before: number): string =>
    l10n.t('Step {0} of the Deployment Wizard comes before its step {1}.', step, before),
  servicesNotStopped: (): string =>
    l10n.t(
      'User data is imported while services run: stop them on every Front End of the pool first (Stop-CsWindowsService).',
    ),
  servicesNotStarted: (): string =>
    l10n.t(
      'Services are not started after the import of user data: nothing of it is seen until they are, on every Front End at the same time.',
    ),
  poolBeforeStore: (): string =>
    l10n.t('The Central Management store is failed over before the pool, not after it.'),
  locationsNotPublished: (): string =>
    l10n.t(
      'Location data is imported and not published: no client sees it before Publish-CsLisConfiguration.',
    ),
  responseGroupsStopped: (): string =>
    l10n.t('Response groups are imported while services are stopped: they need them running.'),
  edgeFromSet: (): string =>
    l10n.t(
      'An Edge Server takes a fresh export of the configuration, made after the store is back, not the one of the backup set.',
    ),
  edgeNextHop: (): string =>
    l10n.t('The next hop of the Edge Servers is changed before their pool is failed over.'),
} as const;

export function plainSecret(where: string): Finding {
  return warning(
    'plain-secret',
    l10n.t(
      'A secret stands here in plain text ({0}). Declare a variable of type secret and name it instead.',
      where,
    ),
  );
}

export function sqlReplace(): Finding {
  return warning(
    'sql-replace',
    l10n.t(
      'REPLACE overwrites a database whatever it is, and skips the check for a log that was not backed up. Restore without it first, or use the action restore-database.',
    ),
  );
}

/** Syntax that a SQL Server of an earlier version does not have. */
export function sqlTooNew(word: string, since: string, server: string, instead?: string): Finding {
  const message = l10n.t('{0} exists since SQL Server {1}; {2}.', word, since, server);
  return warning(
    'sql-version',
    instead === undefined ? message : l10n.t('{0} Write {1}.', message, instead),
  );
}

export const sqlServerTexts = {
  named: (instance: string, version: string): string => l10n.t('{0} is {1}', instance, version),
  possible: (): string => l10n.t('back ends of Lync Server 2013 may be SQL Server 2008 R2'),
} as const;
