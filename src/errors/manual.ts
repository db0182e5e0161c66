import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

/** How much of what a command wrote is quoted in its failure, in characters; the end says most. */
const quoted = 2_000;

function lastWords(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= quoted ? trimmed : `… ${trimmed.slice(-quoted)}`;
}

function ofServer(server: string | undefined): { where?: string } {
  return server === undefined ? {} : { where: server };
}

/** Nobody is there to do it, and no command stands in. */
export function nobodyThere(
  instruction: string,
  server: string | undefined,
  evidence: readonly string[],
  task: string | undefined,
): Problem {
  const next = [
    l10n.t(
      'do it, then run this step where a person can answer: in the notebook, or on a terminal.',
    ),
  ];
  if (evidence.length > 0) next.push(l10n.t('the evidence asked for: {0}.', evidence.join(', ')));
  if (task !== undefined) {
    next.push(
      l10n.t('or give the estate file a "hands:" command that performs the task {0}.', task),
    );
  }
  return new Problem({
    code: 'MANUAL-NOBODY',
    kind: 'refused',
    what: l10n.t('A person must do this, and nobody is there: {0}', instruction),
    ...ofServer(server),
    changed: l10n.t('Nothing was changed.'),
    next,
  });
}

export function manualNotDone(
  instruction: string,
  server: string | undefined,
  by: string,
  note: string,
): Problem {
  return new Problem({
    code: 'MANUAL-NOT-DONE',
    kind: 'failed',
    what: l10n.t('{0} says that this was not done: {1}', by, instruction),
    ...ofServer(server),
    ...(note.trim() === '' ? {} : { theirs: [{ source: by, text: note }] }),
    changed: l10n.t('Recovery Runbooks changed nothing; what was begun by hand is not known.'),
    next: [l10n.t('do it, or mend what stood in the way, then run the step again.')],
  });
}

export function evidenceMissing(asked: readonly string[], by: string): Problem {
  return new Problem({
    code: 'MANUAL-NO-EVIDENCE',
    kind: 'failed',
    what: l10n.t('{0} says that it is done, but gave no evidence of: {1}.', by, asked.join(', ')),
    changed: l10n.t('Recovery Runbooks changed nothing; what was done by hand stays done.'),
    next: [l10n.t('run the step again and give the evidence as text, file or picture.')],
  });
}

export function handsNotApproved(command: string, task: string): Problem {
  return new Problem({
    code: 'MANUAL-HANDS-NOT-APPROVED',
    kind: 'refused',
    what: l10n.t('The command for the task {0} was not approved.', task),
    where: command,
    changed: l10n.t('Nothing was changed.'),
    next: [
      l10n.t(
        'read the command under "hands:" in the estate file and approve it when the step asks;',
      ),
      l10n.t('or remove it there: a person is then asked to do the task.'),
    ],
  });
}

export function handsNotStarted(command: string, code: string, text: string): Problem {
  return new Problem({
    code: 'MANUAL-HANDS-NOT-STARTED',
    kind: 'failed',
    what: l10n.t('The "hands:" command of the estate file did not start.'),
    where: command,
    theirs: [{ source: l10n.t('Operating system'), text, number: code }],
    changed: l10n.t('Nothing was changed.'),
    next: [
      l10n.t('correct the command in the estate file; it is started from the folder of that file.'),
    ],
  });
}

/** How the command ended. */
export interface CommandEnd {
  readonly exitCode: number | undefined;
  readonly exitSignal?: string;
  readonly output: string;
  readonly error: string;
}

export function handsFailed(command: string, task: string, end: CommandEnd): Problem {
  const said = [end.error, end.output].map(lastWords).filter(text => text !== '');
  const theirs: TheirWords[] = said.map(text => ({ source: l10n.t('Command'), text }));
  const status =
    end.exitCode === undefined
      ? l10n.t('ended by the signal {0}', end.exitSignal ?? '')
      : l10n.t('exit status {0}', end.exitCode);
  return new Problem({
    code: 'MANUAL-HANDS-FAILED',
    kind: 'failed',
    what: l10n.t('The command for the task {0} failed: {1}.', task, status),
    where: command,
    theirs,
    changed: l10n.t('What it changed before it failed is not known to Recovery Runbooks.'),
    next: [l10n.t('read its words above, look at the server, then run the step again.')],
  });
}

export function handsSaidNothing(command: string, task: string): Problem {
  return new Problem({
    code: 'MANUAL-HANDS-SILENT',
    kind: 'failed',
    what: l10n.t('The command for the task {0} ended without an error but gave no evidence.', task),
    where: command,
    changed: l10n.t('What it did is not known to Recovery Runbooks.'),
    next: [
      l10n.t(
        'look whether the task is done; let the command write what it did, then run the step again.',
      ),
    ],
  });
}
