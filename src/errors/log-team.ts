import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** The share is away, or refuses to be written. Sharing is tried again by itself. */
export function teamUnreachable(folder: string, thrown: unknown): Problem {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const number = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
  return new Problem(
    {
      code: 'LOG-TEAM-UNREACHABLE',
      kind: 'failed',
      what: l10n.t("The team's folder of recovery logs cannot be reached."),
      where: folder,
      theirs: [
        { source: l10n.t('file system'), text, ...(number === undefined ? {} : { number }) },
      ],
      changed: l10n.t('The log is whole where it was written; the team does not have it yet.'),
      next: [
        l10n.t('Nothing has to be done: it is shared when the folder can be reached again.'),
        l10n.t('To share it by hand: recovery-runbooks log share --to {0}', folder),
      ],
    },
    { cause: thrown },
  );
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
