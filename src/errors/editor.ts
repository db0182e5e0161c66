import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

function nothing(): string {
  return l10n.t('Nothing was started and nothing was changed.');
}

/** A step was started in a workspace that is not trusted. */
export function workspaceNotTrusted(): Problem {
  return new Problem({
    code: 'EDITOR-NOT-TRUSTED',
    kind: 'refused',
    what: l10n.t('Steps are not run here: this workspace is not trusted.'),
    changed: nothing(),
    next: [
      l10n.t('read the runbook and the estate file; where you trust them, trust the workspace.'),
    ],
  });
}

/** Servers or folders that the estate file names were asked for in a workspace that is not trusted. */
export function placesNotTrusted(): Problem {
  return new Problem({
    code: 'EDITOR-PLACES-NOT-TRUSTED',
    kind: 'refused',
    what: l10n.t(
      'This workspace is not trusted: the servers and folders that its estate file names are left alone.',
    ),
    changed: nothing(),
    next: [l10n.t('read the estate file; where you trust it, trust the workspace.')],
  });
}

/** No estate file was found for a runbook. */
export function noEstateFile(looked: readonly string[]): Problem {
  return new Problem({
    code: 'EDITOR-NO-ESTATE',
    kind: 'usage',
    what: l10n.t('There is no estate file, so no server to run this on.'),
    theirs: looked.map(text => ({ source: l10n.t('Looked for'), text })),
    changed: nothing(),
    next: [
      l10n.t('name one with the command Choose Estate File;'),
      l10n.t('or make a practice estate with the command Practise a Recovery.'),
    ],
  });
}

/** A runbook that was never saved has no place for its log and no name in it. */
export function notebookNotOnDisk(): Problem {
  return new Problem({
    code: 'EDITOR-NOT-SAVED',
    kind: 'usage',
    what: l10n.t('This runbook is not on a disk, so a run of it could not be recorded.'),
    changed: nothing(),
    next: [l10n.t('save it in a folder first.')],
  });
}

/** Values that a run needs were asked for and not given. */
export function valuesNotGiven(names: readonly string[]): Problem {
  return new Problem({
    code: 'EDITOR-NO-VALUES',
    kind: 'usage',
    what: l10n.t('The run needs values that were not given: {0}.', names.join(', ')),
    changed: nothing(),
    next: [l10n.t('set them in the view Variables, then run the step again.')],
  });
}

/** Parts of a runbook were to be run, and no step is among them. */
export function noStepsToRun(): Problem {
  return new Problem({
    code: 'EDITOR-NO-STEPS',
    kind: 'usage',
    what: l10n.t('There is no step to run here.'),
    changed: nothing(),
    next: [
      l10n.t(
        'select cells of steps: fenced blocks in powershell, sql or step; lists and quotations have none.',
      ),
    ],
  });
}

/** A run is to be resumed that has no step left. */
export function nothingLeftToRun(): Problem {
  return new Problem({
    code: 'EDITOR-NOTHING-LEFT',
    kind: 'usage',
    what: l10n.t('Every step of this run is done.'),
    changed: nothing(),
    next: [l10n.t('choose Finish Run: it writes the summary and closes the log.')],
  });
}

/** A command that works on the open run found none. */
export function noRunHere(): Problem {
  return new Problem({
    code: 'EDITOR-NO-RUN',
    kind: 'usage',
    what: l10n.t('No run of this runbook is open.'),
    next: [l10n.t('run a step, or all of them, to begin one.')],
  });
}

/** A file that should be a recovery log and is none. */
export function logUnreadable(file: string, reason: string): Problem {
  return new Problem({
    code: 'EDITOR-LOG-UNREADABLE',
    kind: 'failed',
    what: l10n.t('The recovery log cannot be read.'),
    where: file,
    theirs: [{ source: l10n.t('Recovery log'), text: reason }],
    changed: l10n.t('The file was not changed.'),
    next: [l10n.t('verify it: what is wrong, and from which line on, is said there.')],
  });
}

/** Something that is only for practice was asked for on a real estate. */
export function notPractice(estate: string): Problem {
  return new Problem({
    code: 'EDITOR-NOT-PRACTICE',
    kind: 'refused',
    what: l10n.t('Servers are lost on purpose on a practice estate only; this is a real one.'),
    where: estate,
    changed: nothing(),
    next: [l10n.t('make a practice estate with the command Practise a Recovery.')],
  });
}

/** The runbook of a log is neither where it was nor in the workspace. */
export function runbookGone(file: string): Problem {
  return new Problem({
    code: 'EDITOR-RUNBOOK-GONE',
    kind: 'usage',
    what: l10n.t('The runbook of this log is not here.'),
    where: file,
    next: [l10n.t('open the folder that has it; the log itself shows every step as it ran.')],
  });
}

/** An estate file is to be made, and no folder is open to put it in. */
export function noFolderForEstate(): Problem {
  return new Problem({
    code: 'EDITOR-NO-FOLDER',
    kind: 'usage',
    what: l10n.t(
      'There is no place for the estate file: no folder is open, or the file is there already.',
    ),
    changed: nothing(),
    next: [
      l10n.t('open a folder, then import again;'),
      l10n.t(
        'or write it with the command line: recovery-runbooks estate import FILE --out estate.yaml.',
      ),
    ],
  });
}
