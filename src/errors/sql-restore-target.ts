import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

function refused(
  code: string,
  what: string,
  where: string,
  theirs: readonly TheirWords[],
  next: readonly string[],
): Problem {
  return new Problem({
    code,
    kind: 'refused',
    what,
    where,
    ...(theirs.length === 0 ? {} : { theirs }),
    changed: l10n.t('Nothing was changed: the databases are as before.'),
    next,
  });
}

/** The database that would be replaced is there. */
export function databaseExists(instance: string, name: string, line: string): Problem {
  return refused(
    'SQL-DATABASE-EXISTS',
    l10n.t('The database {0} is there already, and the step does not say to replace it.', name),
    instance,
    [{ source: instance, text: line }],
    [
      l10n.t('restore under another name with "as", and compare.'),
      l10n.t('or write "replace: true": what is in {0} now is then lost.', name),
    ],
  );
}

export function databaseInUse(
  instance: string,
  name: string,
  sessions: readonly string[],
): Problem {
  return refused(
    'SQL-DATABASE-IN-USE',
    l10n.t(
      '{0} sessions are in the database {1}; the restore would cut them.',
      sessions.length,
      name,
    ),
    instance,
    sessions.map(text => ({ source: l10n.t('Session'), text })),
    [
      l10n.t('stop the services that use it, then run the step again.'),
      l10n.t(
        'or write "disconnect: true": the sessions are then ended and their work rolled back.',
      ),
    ],
  );
}

export function tailLogUnsaved(instance: string, name: string, recovery: string): Problem {
  return refused(
    'SQL-TAIL-LOG',
    l10n.t('The tail of the log of {0} (recovery model {1}) was not backed up.', name, recovery),
    instance,
    [],
    [
      l10n.t('write "tail-log" with a new file: the step backs it up first, and nothing is lost.'),
      l10n.t('or write "lose-tail-log: true": what came after the last log backup is then lost.'),
    ],
  );
}

export function databaseMirrored(
  instance: string,
  name: string,
  role: string,
  partner: string,
): Problem {
  const other = partner === '' ? '?' : partner;
  return refused(
    'SQL-DATABASE-MIRRORED',
    role === 'MIRROR'
      ? l10n.t('{0} is the mirror copy here; the principal is on {1}.', name, other)
      : l10n.t('{0} is mirrored to {1}; a mirrored database cannot be restored over.', name, other),
    instance,
    [],
    role === 'MIRROR'
      ? [l10n.t('work on the principal server.')]
      : [
          l10n.t('if the principal is healthy, fail over or repair there instead of restoring.'),
          l10n.t('else end the mirroring first: ALTER DATABASE [{0}] SET PARTNER OFF.', name),
        ],
  );
}

export function databaseHasSnapshots(
  instance: string,
  name: string,
  snapshots: readonly string[],
): Problem {
  return refused(
    'SQL-DATABASE-SNAPSHOTS',
    l10n.t('{0} has database snapshots, which a restore cannot go under.', name),
    instance,
    snapshots.map(text => ({ source: l10n.t('Snapshot'), text })),
    [l10n.t('drop the snapshots first, if nobody needs them.')],
  );
}

/** Files that cannot go where they would. */
export function placesRefused(
  instance: string,
  places: readonly { readonly path: string; readonly why: string }[],
  account: string | undefined,
  next: readonly string[],
): Problem {
  return refused(
    'SQL-PLACE-REFUSED',
    l10n.t('Files of the database cannot go where they would.'),
    instance,
    places.map(({ path, why }) => ({ source: path, text: why })),
    [
      ...next,
      ...(account === undefined
        ? []
        : [l10n.t('SQL Server at {0} writes files as {1}.', instance, account)]),
    ],
  );
}

export function spaceMissing(
  instance: string,
  volumes: readonly { readonly mount: string; readonly needed: string; readonly free: string }[],
): Problem {
  return refused(
    'SQL-NO-SPACE',
    l10n.t('There is not enough room for the restored files.'),
    instance,
    volumes.map(({ mount, needed, free }) => ({
      source: mount,
      text: l10n.t('{0} more are needed, a tenth added for growth; {1} are free', needed, free),
    })),
    [
      l10n.t(
        'make room there, or send files elsewhere with "data-folder", "log-folder" or "move".',
      ),
      l10n.t('what counts is the size of the restored files, not of the backup.'),
    ],
  );
}

/** What the plan rested on is no longer so. */
export function planStale(
  instance: string,
  changes: readonly { readonly what: string; readonly before: string; readonly now: string }[],
): Problem {
  return refused(
    'SQL-PLAN-STALE',
    l10n.t('Since the plan was shown, something that it rests on has changed.'),
    instance,
    changes.map(({ what, before, now }) => ({
      source: what,
      text: l10n.t('was {0}, is {1}', before === '' ? '-' : before, now === '' ? '-' : now),
    })),
    [l10n.t('run the step again: it is planned anew and asked anew.')],
  );
}
