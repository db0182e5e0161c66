import * as l10n from '@vscode/l10n';
import { systemWords } from './log.ts';
import { Problem } from './problem.ts';

/** What could not be shared. */
export type SharedPart = 'log' | 'notes';

/** Codes after which no other log need be tried: the team's folder itself fails. */
export const teamFailures: ReadonlySet<string> = new Set([
  'LOG-TEAM-UNREACHABLE',
  'LOG-TEAM-FULL',
  'LOG-TEAM-FORBIDDEN',
]);

/** The share is away, full, or refuses to be written, by the code of the file system. */
export function teamFolderFailed(folder: string, part: SharedPart, thrown: unknown): Problem {
  const theirs = systemWords(thrown);
  return new Problem(
    {
      ...folderFailure(folder, theirs[0]?.number),
      kind: 'failed',
      where: folder,
      theirs,
      changed: leftAsItWas(part),
    },
    { cause: thrown },
  );
}

function folderFailure(
  folder: string,
  number: string | number | undefined,
): { readonly code: string; readonly what: string; readonly next: readonly string[] } {
  const byHand = l10n.t('To share it by hand: recovery-runbooks log share --to {0}', folder);
  switch (number) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'LOG-TEAM-FULL',
        what: l10n.t("There is no room left in the team's folder of recovery logs."),
        next: [l10n.t('Make room there; it is shared the next time.'), byHand],
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'LOG-TEAM-FORBIDDEN',
        what: l10n.t("The team's folder of recovery logs refuses to be read or written."),
        next: [
          l10n.t(
            'Have the right to read and write there given to you; it is shared the next time.',
          ),
          byHand,
        ],
      };
    default:
      return {
        code: 'LOG-TEAM-UNREACHABLE',
        what: l10n.t("The team's folder of recovery logs cannot be reached."),
        next: [
          l10n.t('Nothing has to be done: it is shared when the folder can be reached again.'),
          byHand,
        ],
      };
  }
}

function leftAsItWas(part: SharedPart): string {
  return part === 'log'
    ? l10n.t('The log is whole where it was written; nothing half has its name with the team.')
    : l10n.t('The log is with the team; the notes are whole where they were added.');
}

/** What arrived is not what was sent; it never had the name of a log. */
export function sharedCopyDamaged(shared: string, integrity: string): Problem {
  return new Problem({
    code: 'LOG-TEAM-COPY-DAMAGED',
    kind: 'failed',
    what: l10n.t("What was written into the team's folder is not as the log is: {0}.", integrity),
    where: shared,
    changed: leftAsItWas('log'),
    next: [
      l10n.t('Share it again; where this comes back, have the disk and the network looked at.'),
    ],
  });
}

/** Only what is intact and finished is shared. */
export function logNotShareable(file: string, integrity: string): Problem {
  return new Problem({
    code: 'LOG-NOT-SHAREABLE',
    kind: 'refused',
    what: l10n.t('Only finished and intact logs are shared; this one is: {0}.', integrity),
    where: file,
    changed: l10n.t('Nothing was copied.'),
    next: [l10n.t('Finish the run; look at a changed log with: recovery-runbooks log verify.')],
  });
}

/** The file was renamed, or stands in the place of another run. */
export function logOfOtherName(file: string, run: string): Problem {
  return new Problem({
    code: 'LOG-OTHER-NAME',
    kind: 'refused',
    what: l10n.t('The file holds run {0}, and its name is that of another.', run),
    where: file,
    changed: l10n.t('Nothing was copied.'),
    next: [l10n.t('Give the log the name of its run, and look for the one whose place it had.')],
  });
}

/** The notes of a run and the team's notes of it have different entries in the same place. */
export function sharedNotesDiffer(notes: string, shared: string, entry: number): Problem {
  return new Problem({
    code: 'LOG-TEAM-NOTES-DIFFER',
    kind: 'refused',
    what: l10n.t(
      'The notes of this run and those that the team has went different ways from entry N{0} on.',
      entry,
    ),
    where: shared,
    theirs: [{ source: l10n.t('notes of this log'), text: notes }],
    changed: l10n.t('Neither was changed; the log itself is with the team.'),
    next: [
      l10n.t(
        "Add to the team's log what only the notes here have (recovery-runbooks log show, log note), then move the notes file here aside and share again: it gets the team's.",
      ),
    ],
  });
}

/** The team has another log of this name: one of the two was doctored. */
export function sharedLogDiffers(file: string, shared: string, integrity: string): Problem {
  return new Problem({
    code: 'LOG-TEAM-DIFFERS',
    kind: 'refused',
    what: l10n.t('The team has another log of this run.'),
    where: shared,
    theirs: [
      { source: l10n.t("the team's log"), text: integrity },
      { source: l10n.t('this log'), text: file },
    ],
    changed: l10n.t('Neither was changed.'),
    next: [l10n.t('Verify both, and compare their last hashes: one of them was changed.')],
  });
}
