import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

interface Known {
  readonly means: string;
  readonly next: readonly string[];
}

function nothingChanged(): string {
  return l10n.t('Nothing was changed: the databases are as before.');
}

function refused(
  code: string,
  what: string,
  more: {
    readonly where?: string;
    readonly theirs?: readonly TheirWords[];
    readonly next: readonly string[];
    readonly usage?: boolean;
  },
): Problem {
  const { where, theirs, next, usage = false } = more;
  return new Problem({
    code,
    kind: usage ? 'usage' : 'refused',
    what,
    ...(where === undefined ? {} : { where }),
    ...(theirs === undefined ? {} : { theirs }),
    changed: nothingChanged(),
    next,
  });
}

/** The server cannot read a file as a backup; `account` is that of its service. */
export function backupUnreadable(
  path: string,
  instance: string,
  account: string | undefined,
  theirs: readonly TheirWords[],
  known: Known | undefined,
): Problem {
  const next = [...(known?.next ?? [l10n.t('take another copy, or another backup set.')])];
  if (account !== undefined) {
    next.push(l10n.t('SQL Server at {0} reads files as {1}.', instance, account));
  }
  return refused(
    'SQL-BACKUP-UNREADABLE',
    known === undefined
      ? l10n.t('SQL Server cannot read the file as a backup.')
      : l10n.t('SQL Server cannot read the file as a backup: {0}', known.means),
    { where: path, theirs, next },
  );
}

export function stripeMissing(
  paths: readonly string[],
  families: number,
  missing: readonly number[],
): Problem {
  return refused(
    'SQL-STRIPE-MISSING',
    l10n.t(
      'The backup was written to {0} files at once, and only {1} of them are named; number {2} is missing.',
      families,
      paths.length,
      missing.join(', '),
    ),
    {
      where: paths.join(', '),
      next: [l10n.t('name all {0} files of the backup under "from".', families)],
    },
  );
}

export function stripeTwice(path: string, other: string, sequence: number): Problem {
  return refused(
    'SQL-STRIPE-TWICE',
    l10n.t('Two of the files are the same part ({0}) of one backup.', sequence),
    { where: `${path}, ${other}`, next: [l10n.t('name each part once.')] },
  );
}

export function stripesDoNotMatch(path: string, other: string, families: number): Problem {
  return refused(
    'SQL-STRIPES-DIFFER',
    l10n.t('The files are parts of different backups, and neither backup is complete.'),
    {
      where: `${path}, ${other}`,
      next: [l10n.t('name the {0} files that were written together.', families)],
    },
  );
}

export function systemDatabase(name: string): Problem {
  return refused(
    'SQL-SYSTEM-DATABASE',
    l10n.t('{0} is a database of SQL Server itself; no step backs it up or restores it.', name),
    {
      usage: true,
      next: [
        l10n.t('rebuild a lost instance with SQL Server setup, then restore its own databases.'),
        l10n.t('where a system database is meant, write the T-SQL in a sql step.'),
      ],
    },
  );
}

/** A name or path that SQL Server cannot take, or that could reach where nobody meant. */
export function valueRefused(key: string, value: string, why: string): Problem {
  return refused('SQL-VALUE-REFUSED', l10n.t('"{0}" cannot be used: {1}', key, why), {
    usage: true,
    where: value,
    next: [l10n.t('correct the value in the step.')],
  });
}

/** Why a file is not restored without a word of the operator. */
export type SetDoubt = 'outside' | 'unfinished' | 'damaged' | 'unverified' | 'unlisted';

function doubtText(doubt: SetDoubt): string {
  switch (doubt) {
    case 'outside':
      return l10n.t('The backup file lies in no backup set, so nothing vouches for it.');
    case 'unfinished':
      return l10n.t('The backup set is not sealed, so nothing vouches for the file.');
    case 'damaged':
      return l10n.t('The backup set is damaged.');
    case 'unverified':
      return l10n.t('The backup set is sealed, but was not verified since.');
    case 'unlisted':
      return l10n.t('The manifest of the backup set does not know the file.');
  }
}

export function setDoubtText(doubt: SetDoubt): string {
  return doubtText(doubt);
}

/** What is restored must come from a set that is sealed and verified. */
export function setNotTrusted(
  doubt: SetDoubt,
  place: string,
  findings: readonly string[] = [],
): Problem {
  const theirs = findings.map(text => ({ source: l10n.t('Verification'), text }));
  return refused('SQL-SET-NOT-TRUSTED', doubtText(doubt), {
    where: place,
    theirs,
    next: [
      doubt === 'unverified'
        ? l10n.t('run a step with verify-backup-set before this one.')
        : l10n.t('choose a file of a sealed set that verifies.'),
      l10n.t('if there is no other: write "unverified-set" with the reason into the step.'),
    ],
  });
}

/** The file is not the one that was sealed: its content differs, whatever its header says. */
export function hashDiffers(
  path: string,
  expected: { readonly bytes: number; readonly sha256: string },
  found: { readonly bytes: number; readonly sha256?: string },
): Problem {
  const bytes = (text: number): string => l10n.t('{0} bytes', text);
  return refused(
    'SQL-BACKUP-HASH',
    l10n.t('The backup file is not the one that was sealed: its content changed.'),
    {
      where: path,
      theirs: [
        { source: l10n.t('Manifest'), text: `${bytes(expected.bytes)}, ${expected.sha256}` },
        {
          source: l10n.t('File'),
          text: `${bytes(found.bytes)}${found.sha256 === undefined ? '' : `, ${found.sha256}`}`,
        },
      ],
      next: [
        l10n.t('take another copy of this file, or another backup set.'),
        l10n.t('run verify-backup-set on the set: other files may be changed as well.'),
      ],
    },
  );
}

/** The backup in the file is another one than the step that wrote it described. */
export function notAsDescribed(
  path: string,
  differences: readonly {
    readonly what: string;
    readonly expected: string;
    readonly found: string;
  }[],
): Problem {
  return refused(
    'SQL-BACKUP-SWAPPED',
    l10n.t('The backup in the file is not the one that was made into it.'),
    {
      where: path,
      theirs: differences.map(({ what, expected, found }) => ({
        source: what,
        text: l10n.t('expected {0}, found {1}', expected, found),
      })),
      next: [l10n.t('choose the right file, or another backup set.')],
    },
  );
}

export function otherDatabase(
  wanted: string,
  found: readonly string[],
  paths: readonly string[],
): Problem {
  return refused(
    'SQL-BACKUP-OTHER-DATABASE',
    l10n.t('The backup is of another database: {0}, not {1}.', found.join(', '), wanted),
    {
      where: paths.join(', '),
      next: [
        l10n.t('choose the right file.'),
        l10n.t(
          'if {0} is meant, name it as "database" and give the name that it gets as "as".',
          found[0] ?? '?',
        ),
      ],
    },
  );
}

export function chainRefused(
  code: string,
  what: string,
  paths: readonly string[],
  next: readonly string[],
  facts: readonly { readonly source: string; readonly text: string }[] = [],
): Problem {
  return refused(code, what, { where: paths.join(', '), theirs: facts, next });
}

/** The header itself says that the backup is not fit to be restored. */
export function backupUnfit(
  path: string,
  why: 'unfinished' | 'damaged' | 'snapshot' | 'incomplete' | 'unsupported',
): Problem {
  const what = {
    unfinished: l10n.t('The backup is incomplete: it was cut off while it was made or copied.'),
    damaged: l10n.t('SQL Server noted while it made the backup that it is damaged.'),
    snapshot: l10n.t('The backup is a snapshot of a storage system; only that system restores it.'),
    incomplete: l10n.t(
      'The backup of the log has incomplete metadata: the database was damaged when it was made.',
    ),
    unsupported: l10n.t('The backup holds only files or file groups of the database.'),
  }[why];
  return refused('SQL-BACKUP-UNFIT', what, {
    where: path,
    next: [
      l10n.t('take another backup.'),
      l10n.t('if there is no other, a person must restore it with a sql step.'),
    ],
  });
}

export function backupNewer(
  path: string,
  backup: string,
  server: string,
  instance: string,
): Problem {
  return refused(
    'SQL-BACKUP-NEWER',
    l10n.t(
      'The backup was made by SQL Server {0}, and {1} is {2}: an older server cannot restore it.',
      backup,
      instance,
      server,
    ),
    {
      where: path,
      next: [
        l10n.t('restore it on a server of version {0} or newer.', backup),
        l10n.t('or update the server first; there is no way back to an older version.'),
      ],
    },
  );
}

export function backupTooOld(path: string, backup: string, server: string): Problem {
  return refused(
    'SQL-BACKUP-TOO-OLD',
    l10n.t('The backup is of SQL Server {0}, which version {1} no longer reads.', backup, server),
    {
      where: path,
      next: [l10n.t('restore it on a version in between first, and back it up there.')],
    },
  );
}

export function expressLimit(instance: string, bytes: string, limit: string): Problem {
  return refused(
    'SQL-EXPRESS-LIMIT',
    l10n.t('The data files take {0}; an Express edition allows {1} for a database.', bytes, limit),
    {
      where: instance,
      next: [l10n.t('restore on a server with another edition.')],
    },
  );
}

export function certificateMissing(path: string, thumbprint: string, instance: string): Problem {
  return refused(
    'SQL-CERTIFICATE-MISSING',
    l10n.t('The backup is encrypted, and {0} does not have the certificate for it.', instance),
    {
      where: path,
      theirs: [{ source: l10n.t('Thumbprint'), text: thumbprint }],
      next: [
        l10n.t('create the certificate with its private key in master there, then run again.'),
        l10n.t('without that key nobody can read this backup.'),
      ],
    },
  );
}
