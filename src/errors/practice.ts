import * as l10n from '@vscode/l10n';
import { describeProblem, Problem, type ProblemData } from './problem.ts';

/** `practice create` into a folder that has something in it. */
export function folderNotEmpty(folder: string, example: string): Problem {
  return new Problem({
    code: 'PRACTICE-FOLDER-NOT-EMPTY',
    kind: 'refused',
    what: l10n.t('The folder is not empty: a practice estate is only made in a new or empty one.'),
    where: folder,
    changed: l10n.t('Nothing was changed. {0} is in it.', example),
    next: [l10n.t('Name a folder that does not exist yet.')],
  });
}

/** A path that should become a folder is a file, or cannot be made. */
export function folderUnusable(folder: string, theirs: string): Problem {
  return new Problem({
    code: 'PRACTICE-FOLDER',
    kind: 'failed',
    what: l10n.t('The practice estate cannot be written there.'),
    where: folder,
    theirs: [{ source: l10n.t('file system'), text: theirs }],
    next: [l10n.t('Name another folder, with room for 20 MB.')],
  });
}

/** The first backup of a new practice estate failed, so that a loss could not be recovered. */
export function practiceNotBackedUp(folder: string, cause: ProblemData | undefined): Problem {
  const lines = cause === undefined ? [] : describeProblem(cause);
  return new Problem({
    code: 'PRACTICE-NO-BACKUP',
    kind: 'failed',
    what: l10n.t('The practice estate was made, but its first backup failed.'),
    where: folder,
    theirs: lines.map(text => ({ source: l10n.t('Backup'), text })),
    changed: l10n.t('No server was lost.'),
    next: [
      l10n.t('mend what the backup says, then practise again in another folder;'),
      l10n.t('or open the folder and run its backup runbook step by step.'),
    ],
  });
}

/** No practice estate where one was named, or where the command was started. */
export function noPracticeEstate(path: string): Problem {
  return new Problem({
    code: 'PRACTICE-NO-ESTATE',
    kind: 'usage',
    what: l10n.t('There is no practice estate here.'),
    where: path,
    next: [
      l10n.t('Make one with: recovery-runbooks practice create FOLDER'),
      l10n.t('Or name one with --estate FOLDER.'),
    ],
  });
}

/** A state file of the practice estate cannot be read. */
export function stateUnreadable(path: string, theirs: string): Problem {
  return new Problem({
    code: 'PRACTICE-STATE',
    kind: 'failed',
    what: l10n.t('A file of the practice estate is missing or not as it was written.'),
    where: path,
    theirs: [{ source: l10n.t('file system'), text: theirs }],
    next: [l10n.t('Make a new practice estate: this one was changed by hand or is incomplete.')],
  });
}

/** A server that the practice estate does not have. */
export function unknownServer(server: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'PRACTICE-SERVER-UNKNOWN',
    kind: 'usage',
    what: l10n.t('The practice estate has no server {0}.', server),
    next: [l10n.t('Its servers are: {0}', known.join(', '))],
  });
}

/** A shell was asked of a server that is lost. */
export function noAnswer(server: string, address: string): Problem {
  return new Problem({
    code: 'PRACTICE-NO-ANSWER',
    kind: 'failed',
    what: l10n.t('The server {0} does not answer.', server),
    theirs: [{ source: server, text: `connect ECONNREFUSED ${address}:5985` }],
    changed: l10n.t('Nothing was changed.'),
    next: [
      l10n.t('If it is lost, rebuild it: the recovery runbook begins with the operating system.'),
      l10n.t('recovery-runbooks practice status shows the state of every server.'),
    ],
  });
}

/** The server went away, or was installed anew, while a shell was open on it. */
export function shellCut(server: string): Problem {
  return new Problem({
    code: 'PRACTICE-SHELL-CUT',
    kind: 'failed',
    what: l10n.t('The connection to {0} was cut.', server),
    theirs: [{ source: server, text: 'read ECONNRESET' }],
    changed: l10n.t('What the shell was doing there is unknown.'),
    next: [l10n.t('Look at the server, then connect again.')],
  });
}

/** PowerShell was found but could not be started. */
export function shellNotStarted(file: string, theirs: string): Problem {
  return new Problem({
    code: 'PRACTICE-SHELL-START',
    kind: 'failed',
    what: l10n.t('PowerShell could not be started.'),
    where: file,
    theirs: [{ source: l10n.t('operating system'), text: theirs }],
  });
}

/** `practice lose` for a server that is lost already. */
export function alreadyLost(server: string, since: string): Problem {
  return new Problem({
    code: 'PRACTICE-ALREADY-LOST',
    kind: 'failed',
    what: l10n.t('The server {0} is lost already, since {1}.', server, since),
    changed: l10n.t('Nothing was changed.'),
  });
}

/** A word or option that the command does not have. */
export function wrongPracticeUse(what: string, usage: readonly string[]): Problem {
  return new Problem({ code: 'PRACTICE-USAGE', kind: 'usage', what, next: usage });
}

/** `practice create --estate` with a name that there is no estate for. */
export function unknownEstate(name: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'PRACTICE-ESTATE-UNKNOWN',
    kind: 'usage',
    what: l10n.t('There is no practice estate named {0}.', name),
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('These can be made: {0}', known.join(', '))],
  });
}

/** `practice create --central-management` with a pool that cannot hold the store. */
export function unknownCentralPool(pool: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'PRACTICE-CENTRAL-POOL',
    kind: 'usage',
    what: l10n.t('The Central Management store of the practice estate cannot be on {0}.', pool),
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('It can be on one of these pools: {0}', known.join(', '))],
  });
}

/** `practice create --central-management` without `--estate full`. */
export function centralPoolOnlyInFull(): Problem {
  return new Problem({
    code: 'PRACTICE-CENTRAL-POOL-SMALL',
    kind: 'usage',
    what: l10n.t(
      'The pool with the Central Management store can be chosen in the full estate only.',
    ),
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('Give --estate full as well, or leave --central-management out.')],
  });
}

/** `practice hands` was asked for something that it cannot do. */
export function unknownTask(task: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'PRACTICE-TASK-UNKNOWN',
    kind: 'failed',
    what: l10n.t('The practice estate has no hands for the task {0}.', task),
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('It knows these tasks: {0}', known.join(', '))],
  });
}

/** The JSON document on standard input is not what `hands` gets. */
export function badTaskDocument(theirs: string): Problem {
  return new Problem({
    code: 'PRACTICE-TASK-DOCUMENT',
    kind: 'usage',
    what: l10n.t('The task document on standard input cannot be read.'),
    theirs: [{ source: 'JSON', text: theirs }],
    next: [
      l10n.t(
        'It is one JSON object: task, server, run, step, parameters; the words name the same.',
      ),
    ],
  });
}

/** A task was refused by the state that the server is in. */
export function taskRefused(task: string, server: string, why: string, next: string): Problem {
  return new Problem({
    code: 'PRACTICE-TASK-REFUSED',
    kind: 'failed',
    what: l10n.t('The task {0} cannot be done on {1}: {2}', task, server, why),
    changed: l10n.t('Nothing was changed.'),
    next: [next],
  });
}

/** `practice change` on a server that is lost or holds no data. */
export function nothingToChange(server: string, why: string): Problem {
  return new Problem({
    code: 'PRACTICE-NOTHING-TO-CHANGE',
    kind: 'failed',
    what: l10n.t('No data was changed on {0}: {1}', server, why),
  });
}

/** A snapshot file that cannot be read or is none. */
export function badSnapshot(path: string, theirs: string): Problem {
  return new Problem({
    code: 'PRACTICE-SNAPSHOT',
    kind: 'usage',
    what: l10n.t('This is not a snapshot of a practice estate.'),
    where: path,
    theirs: [{ source: l10n.t('file system'), text: theirs }],
    next: [l10n.t('Write one with: recovery-runbooks practice snapshot FILE')],
  });
}

/** A fault that makes no sense on its target. */
export function faultNotPossible(kind: string, target: string, why: string): Problem {
  return new Problem({
    code: 'PRACTICE-FAULT',
    kind: 'usage',
    what: l10n.t('The fault {0} cannot be injected on {1}: {2}', kind, target, why),
    changed: l10n.t('Nothing was changed.'),
  });
}
