import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

/** What the file system said, with its code where it gave one. */
export function systemWords(thrown: unknown): TheirWords[] {
  if (!(thrown instanceof Error)) return [{ source: l10n.t('file system'), text: String(thrown) }];
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { number: thrown.code } : {};
  return [{ source: l10n.t('file system'), text: thrown.message, ...code }];
}

/** A write or fdatasync of the log failed; nothing is tried again. `written` counts whole lines. */
export function logNotWritten(
  file: string,
  doing: 'write' | 'sync' | 'head' | 'side-file',
  written: number,
  thrown: unknown,
): Problem {
  const what = {
    write: l10n.t('The recovery log could not be written.'),
    sync: l10n.t('The recovery log could not be made durable: the disk refused it.'),
    head: l10n.t('The head file of the recovery log could not be written.'),
    'side-file': l10n.t('A long output could not be stored beside the recovery log.'),
  }[doing];
  const full = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC';
  return new Problem(
    {
      code: full ? 'LOG-DISK-FULL' : 'LOG-NOT-WRITTEN',
      kind: 'failed',
      what: full ? l10n.t('The recovery log could not be written: the disk is full.') : what,
      where: file,
      theirs: systemWords(thrown),
      changed: l10n.t(
        'Lines 1 to {0} of the log are on the disk. The run stops here: no further step begins.',
        written,
      ),
      next: [
        full
          ? l10n.t('Make room on the disk of the log, then resume the run.')
          : l10n.t('Check the disk or the share of the log, then resume the run.'),
        l10n.t('Resuming checks the log and what the last step left behind.'),
      ],
    },
    { cause: thrown },
  );
}

/** The file of a log that is being written was removed, renamed or replaced under the run. */
export function logGone(file: string, thrown?: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-GONE',
      kind: 'failed',
      what: l10n.t('The recovery log is no longer where it is written.'),
      where: file,
      ...(thrown === undefined ? {} : { theirs: systemWords(thrown) }),
      changed: l10n.t(
        'The run stops here: no further step begins. What was recorded may be lost with the file.',
      ),
      next: [
        l10n.t('Find out who removed or renamed it, and bring it back; then resume the run.'),
        l10n.t('Without it, note what has been done so far, and begin a new run.'),
      ],
    },
    { cause: thrown },
  );
}

/** The log's folder or first line could not be made. */
export function logNotOpened(file: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-NOT-OPENED',
      kind: 'failed',
      what: l10n.t('The recovery log could not be opened for writing.'),
      where: file,
      theirs: systemWords(thrown),
      changed: l10n.t('Nothing was changed: without a log no step is run.'),
      next: [l10n.t('Choose a folder for recovery logs that can be written, or free the disk.')],
    },
    { cause: thrown },
  );
}

export function logExists(file: string): Problem {
  return new Problem({
    code: 'LOG-EXISTS',
    kind: 'refused',
    what: l10n.t('There is a recovery log of this run already.'),
    where: file,
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('Resume that run, or begin a new one.')],
  });
}

export function badRunId(run: string): Problem {
  return new Problem({
    code: 'LOG-RUN-ID',
    kind: 'usage',
    what: l10n.t('{0} is no identifier of a run.', JSON.stringify(run)),
    next: [l10n.t('A run is named like 20261122T034100Z-3f9c1a.')],
  });
}

export function logMissing(file: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-UNREADABLE',
      kind: 'usage',
      what: l10n.t('The recovery log cannot be read.'),
      where: file,
      theirs: systemWords(thrown),
      next: [l10n.t('Check the path, and that you may read the file.')],
    },
    { cause: thrown },
  );
}

export function logsFolderUnreadable(folder: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOGS-FOLDER-UNREADABLE',
      kind: 'usage',
      what: l10n.t('The folder of recovery logs cannot be read.'),
      where: folder,
      theirs: systemWords(thrown),
      next: [l10n.t('Check the path, and that you may read the folder.')],
    },
    { cause: thrown },
  );
}

export function notALog(file: string): Problem {
  return new Problem({
    code: 'LOG-NOT-A-LOG',
    kind: 'usage',
    what: l10n.t('This file is no recovery log.'),
    where: file,
    next: [l10n.t('Recovery logs are named *.recovery-log.jsonl.')],
  });
}

/** Two windows cannot drive one run. */
export function logInUse(
  file: string,
  owner: { readonly pid: number; readonly host: string; readonly since: string },
  lockFile: string,
  otherHost: boolean,
): Problem {
  const { pid, host, since } = owner;
  return new Problem({
    code: 'LOG-IN-USE',
    kind: 'refused',
    what: l10n.t('Two windows cannot drive one run: process {0} on {1} holds it.', pid, host),
    where: file,
    changed: l10n.t('Nothing was changed. It has been held since {0}.', since),
    next: otherHost
      ? [
          l10n.t('Go on with the run on {0}, or end it there.', host),
          l10n.t('If that computer is lost for good, delete {0} and try again.', lockFile),
        ]
      : [l10n.t('Go on in the other window, or close it and try again.')],
  });
}

/** The lock could not be removed at the end; the log itself is whole. */
export function lockLeft(file: string, lockFile: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-LOCK-LEFT',
      kind: 'failed',
      what: l10n.t('The lock of the recovery log could not be removed.'),
      where: lockFile,
      theirs: systemWords(thrown),
      changed: l10n.t('The log is complete: {0}.', file),
      next: [l10n.t('Nothing: it is taken over when the run is next opened on this computer.')],
    },
    { cause: thrown },
  );
}

/** A lock that is neither readable nor old enough to be left over. */
export function lockUnclear(file: string, lockFile: string): Problem {
  return new Problem({
    code: 'LOG-IN-USE',
    kind: 'refused',
    what: l10n.t('Another process seems to be taking hold of this run just now.'),
    where: file,
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('Try again. If it stays so, delete {0}.', lockFile)],
  });
}

/** A log that was changed or cut is read, never written. `reason` is what verification found. */
export function logDamaged(file: string, reason: string): Problem {
  return new Problem({
    code: 'LOG-DAMAGED',
    kind: 'refused',
    what: l10n.t('The recovery log was tampered with or damaged; the run cannot be resumed.'),
    where: file,
    theirs: [{ source: l10n.t('verification'), text: reason }],
    changed: l10n.t('Nothing was changed. The log can be read, and no line is added to it.'),
    next: [
      l10n.t(
        'Keep the file as it is, as evidence. Get it back from a backup or from version control.',
      ),
      l10n.t('Or begin a new run, and go on from the first step that is not done.'),
    ],
  });
}

export function logFinished(file: string, outcome: string): Problem {
  return new Problem({
    code: 'LOG-FINISHED',
    kind: 'refused',
    what: l10n.t('The run is finished ({0}) and cannot be resumed.', outcome),
    where: file,
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('Begin a new run.')],
  });
}

/** `append` after the end of the run or of the sink. */
export function logClosed(file: string): Problem {
  return new Problem({
    code: 'LOG-CLOSED',
    kind: 'refused',
    what: l10n.t('The recovery log is closed; nothing more can be recorded in it.'),
    where: file,
    next: [l10n.t('Resume the run, or begin a new one.')],
  });
}

export function recordTooLarge(file: string, bytes: number, most: number): Problem {
  return new Problem({
    code: 'LOG-RECORD-TOO-LARGE',
    kind: 'failed',
    what: l10n.t('A record of {0} bytes is too large for the recovery log.', bytes),
    where: file,
    changed: l10n.t(
      'It was not written; the log is as it was. A record holds {0} bytes at most.',
      most,
    ),
    next: [l10n.t('Shorten the text, or keep it in a file and name that as evidence.')],
  });
}

export function keyNotPrivate(file: string, mode: string): Problem {
  return new Problem({
    code: 'LOG-KEY-OPEN',
    kind: 'refused',
    what: l10n.t('Others may read the key that signs recovery logs (mode {0}).', mode),
    where: file,
    changed: l10n.t('It was not used.'),
    next: [
      l10n.t('If nobody can have copied it: chmod 600 {0}', file),
      l10n.t('Otherwise move it away; a new key is made at the next run.'),
    ],
  });
}

export function keyUnusable(file: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-KEY-UNUSABLE',
      kind: 'failed',
      what: l10n.t('The key that signs recovery logs cannot be used.'),
      where: file,
      theirs: systemWords(thrown),
      changed: l10n.t('Nothing was changed.'),
      next: [
        l10n.t('Restore the file from a backup of your profile.'),
        l10n.t('Or move it away: a new key is made, and its public part must be trusted anew.'),
      ],
    },
    { cause: thrown },
  );
}

export function trustedKeysUnreadable(file: string, thrown: unknown): Problem {
  return new Problem(
    {
      code: 'LOG-TRUST-UNREADABLE',
      kind: 'usage',
      what: l10n.t('The list of trusted keys cannot be read.'),
      where: file,
      theirs: systemWords(thrown),
      next: [l10n.t('It holds {0}.', '{"keys":[{"name":"…","publicKey":"<base64>"}]}')],
    },
    { cause: thrown },
  );
}

export function badTrustedKey(name: string): Problem {
  return new Problem({
    code: 'LOG-TRUST-KEY',
    kind: 'usage',
    what: l10n.t('The key for {0} is no Ed25519 public key in base64.', JSON.stringify(name)),
    next: [l10n.t('Use the text that the key’s owner exported.')],
  });
}

export function keyNameTaken(name: string, fingerprint: string): Problem {
  return new Problem({
    code: 'LOG-TRUST-NAME',
    kind: 'refused',
    what: l10n.t('Another key is trusted under the name {0} ({1}).', name, fingerprint),
    changed: l10n.t('Nothing was changed.'),
    next: [
      l10n.t(
        'Choose another name, or remove the old key first: recovery-runbooks log trust --remove {0}',
        name,
      ),
    ],
  });
}

/** `names`: those that are on the list. */
export function noTrustedKey(name: string, names: readonly string[]): Problem {
  return new Problem({
    code: 'LOG-TRUST-NONE',
    kind: 'usage',
    what: l10n.t('No key is trusted under the name {0}.', name),
    changed: l10n.t('Nothing was changed.'),
    next: [
      names.length === 0
        ? l10n.t('The list of trusted keys is empty; the own key does not stand on it.')
        : l10n.t('Trusted are: {0}.', names.join(', ')),
    ],
  });
}
