import * as l10n from '@vscode/l10n';
import { setUnfinished } from './backup.ts';
import type { Diagnostic } from './diagnostic.ts';
import { Problem, type TheirWords } from './problem.ts';

function nothingChanged(): string {
  return l10n.t('Nothing was changed.');
}

/** The cell's text, or the values that its variables gave, do not make a step. */
export function stepInvalid(step: string, found: readonly Diagnostic[]): Problem {
  const errors = found.filter(one => one.severity === 'error');
  return new Problem({
    code: 'STEP-INVALID',
    kind: 'usage',
    what: l10n.t('The step cannot be understood.'),
    where: step,
    theirs: errors.map(one => ({ source: l10n.t('Step'), text: one.message, line: one.line })),
    changed: nothingChanged(),
    next: [l10n.t('mend the step as said above, then run it again.')],
  });
}

/** A step names a server that the estate file does not have. */
export function serverUnknown(name: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'STEP-SERVER-UNKNOWN',
    kind: 'usage',
    what: l10n.t('The estate file has no server {0}.', name),
    changed: nothingChanged(),
    next: [
      known.length === 0
        ? l10n.t('add it under "servers:" in the estate file; it names none.')
        : l10n.t('add it to the estate file, or name one of its servers: {0}.', known.join(', ')),
    ],
  });
}

export function shortNameAmbiguous(name: string, matches: readonly string[]): Problem {
  return new Problem({
    code: 'STEP-SERVER-AMBIGUOUS',
    kind: 'usage',
    what: l10n.t('{0} could be any of {1}.', name, matches.join(', ')),
    changed: nothingChanged(),
    next: [l10n.t('write the whole name of the server.')],
  });
}

export function serverNeeded(): Problem {
  return new Problem({
    code: 'STEP-SERVER-NEEDED',
    kind: 'usage',
    what: l10n.t('The step does not say on which server.'),
    changed: nothingChanged(),
    next: [l10n.t('write the key "server", or give the step a target.')],
  });
}

/** Where a script was sent and what it was for, for the texts of its failure. */
export interface ShellUse {
  /** FQDN, or the name of this computer. */
  readonly server: string;
  /** What was being done, one clause. */
  readonly doing: string;
  /** What has and has not changed. */
  readonly changed: string;
  readonly next?: readonly string[];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function shellFailed(use: ShellUse, theirs: readonly TheirWords[]): Problem {
  return new Problem({
    code: 'STEP-SHELL-FAILED',
    kind: 'failed',
    what: sentence(l10n.t('{0} failed.', use.doing)),
    where: use.server,
    theirs,
    changed: use.changed,
    next: use.next ?? [
      l10n.t('read the words of the server above, mend the cause, run the step again.'),
    ],
  });
}

export function shellDied(use: ShellUse, reason: string): Problem {
  return new Problem({
    code: 'STEP-SHELL-DIED',
    kind: 'failed',
    what: l10n.t('PowerShell ended while {0} was under way.', use.doing),
    where: use.server,
    theirs: [{ source: 'PowerShell', text: reason }],
    changed: use.changed,
    next: [l10n.t('look at the server, then run the step again; a new session is opened for it.')],
  });
}

/** What a script gave back is not what it gives on a Lync server. */
export function shellAnswerStrange(use: ShellUse, why: string): Problem {
  return new Problem({
    code: 'STEP-SHELL-ANSWER',
    kind: 'failed',
    what: sentence(l10n.t('{0} gave an answer that cannot be read.', use.doing)),
    where: use.server,
    theirs: [{ source: use.server, text: why }],
    changed: use.changed,
    next: [l10n.t('run the same command in a PowerShell on that server and compare.')],
  });
}

/** The words that say nothing was changed; one text everywhere. */
export function unchanged(): string {
  return nothingChanged();
}

export function setDamaged(set: string, findings: readonly string[]): Problem {
  return new Problem({
    code: 'STEP-SET-DAMAGED',
    kind: 'refused',
    what: l10n.t('The backup set is damaged; {0} things were found.', findings.length),
    where: set,
    theirs: findings.map(text => ({ source: l10n.t('Verification'), text })),
    changed: nothingChanged(),
    next: [
      l10n.t('choose an older set that verifies, or the copy of this one on another location.'),
      l10n.t('keep the damaged set until the recovery is over: parts of it may still be good.'),
    ],
  });
}

export function setTooOld(set: string, age: string, allowed: string): Problem {
  return new Problem({
    code: 'STEP-SET-TOO-OLD',
    kind: 'refused',
    what: l10n.t('The backup set is {0} old; at most {1} is allowed.', age, allowed),
    where: set,
    changed: nothingChanged(),
    next: [
      l10n.t('choose a younger set;'),
      l10n.t(
        'if there is none, override this step with the reason: what came after the set is lost.',
      ),
    ],
  });
}

export function setAgeUnknown(set: string): Problem {
  return new Problem({
    code: 'STEP-SET-AGE-UNKNOWN',
    kind: 'refused',
    what: l10n.t('The backup set does not say when it was made, so its age cannot be checked.'),
    where: set,
    changed: nothingChanged(),
    next: [l10n.t('choose another set, or override this step with the reason.')],
  });
}

export function noBackupSet(): Problem {
  return new Problem({
    code: 'STEP-NO-BACKUP-SET',
    kind: 'usage',
    what: l10n.t('The step names no backup set, and $Backup has no value.'),
    changed: nothingChanged(),
    next: [
      l10n.t('run the step with new-backup-set first, or give the value: --var Backup=PATH;'),
      l10n.t('"recovery-runbooks set list" shows the sets that there are.'),
    ],
  });
}

export function inventoryEmpty(estateFile: string): Problem {
  return new Problem({
    code: 'STEP-NO-CERTIFICATE-SERVERS',
    kind: 'usage',
    what: l10n.t('No server of the estate has a role or an entry with certificates.'),
    where: estateFile,
    changed: nothingChanged(),
    next: [l10n.t('add roles or certificates to the servers in the estate file.')],
  });
}

/** The guard of a recovery: what the set should hold is not known, so nothing is restored from it. */
export function setNotSealed(set: string): Problem {
  return new Problem({ ...setUnfinished(set).data, kind: 'refused' });
}
