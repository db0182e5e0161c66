import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

function refused(code: string, what: string, next: string): Problem {
  return new Problem({
    code,
    kind: 'usage',
    what,
    changed: l10n.t('Nothing was changed.'),
    next: [next],
  });
}

/** A command on a step was called with no step in front. */
export function noStepHere(): Problem {
  return refused(
    'AUTHORING-NO-STEP',
    l10n.t('No step is selected.'),
    l10n.t('select the cell of a step in a runbook, then choose the command again.'),
  );
}

export function stepIdRefused(id: string, taken: boolean): Problem {
  return refused(
    'AUTHORING-STEP-ID',
    taken ? l10n.t('The step id {0} is taken.', id) : l10n.t('"{0}" is no step id.', id),
    l10n.t('choose another: a letter, then letters, digits, dashes, dots and underscores.'),
  );
}

/** The editor refused an edit: a file that is read-only, or a document that is only shown. */
export function notEditable(file: string): Problem {
  return refused(
    'AUTHORING-NOT-EDITABLE',
    l10n.t('The editor does not let {0} be changed.', file),
    l10n.t('make a copy in a folder that you may write to, and change that.'),
  );
}

/** An id was to be changed that the log of an open run names. */
export function stepInRun(id: string): Problem {
  return refused(
    'AUTHORING-STEP-IN-RUN',
    l10n.t(
      'The open run of this runbook has {0} in its log; under another name it would be run again.',
      id,
    ),
    l10n.t('finish or close the run, then rename the step.'),
  );
}

export function nothingToExtract(): Problem {
  return refused(
    'AUTHORING-NOTHING-TO-EXTRACT',
    l10n.t('No variable can stand where the selection is.'),
    l10n.t('select a text in quotation marks, a value of a step, or a word, on one line.'),
  );
}

export function fileExists(file: string): Problem {
  return refused(
    'AUTHORING-FILE-EXISTS',
    l10n.t('There is a file {0} already.', file),
    l10n.t('give the runbook another title.'),
  );
}

export function noFolderForRunbook(): Problem {
  return refused(
    'AUTHORING-NO-FOLDER',
    l10n.t('No folder is open in which the runbook could be kept.'),
    l10n.t('open a folder, then choose the command again.'),
  );
}

/** A command on a runbook was called with none in front. */
export function noRunbookHere(): Problem {
  return refused(
    'AUTHORING-NO-RUNBOOK',
    l10n.t('No runbook is in front.'),
    l10n.t('open a runbook, then choose the command again.'),
  );
}

export function frontMatterUnreadable(file: string): Problem {
  return refused(
    'AUTHORING-FRONT-MATTER',
    l10n.t('The front matter of {0} cannot be read as YAML.', file),
    l10n.t('mend it where Problems says so, then choose the command again.'),
  );
}
