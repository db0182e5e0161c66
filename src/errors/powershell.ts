import * as l10n from '@vscode/l10n';
import { Problem, type ProblemData, type TheirWords } from './problem.ts';

function nothingChanged(): string {
  return l10n.t('Nothing was changed.');
}

/** A shell as problems name it: the server, or this computer. */
export function shellPlace(target: string | undefined): string {
  return target ?? l10n.t('this computer');
}

function theirs(source: string, text: string): readonly TheirWords[] {
  return text.trim() === '' ? [] : [{ source, text: text.trim() }];
}

/** No PowerShell on this computer. `tried` says for each place why it was not taken. */
export function powerShellNotFound(tried: readonly string[]): Problem {
  return new Problem({
    code: 'POWERSHELL-NOT-FOUND',
    kind: 'failed',
    what: l10n.t('No PowerShell was found on this computer.'),
    theirs: tried.map(text => ({ source: l10n.t('tried'), text })),
    changed: nothingChanged(),
    next: [
      l10n.t(
        'install PowerShell 7 (https://aka.ms/powershell), or name another with the setting "recoveryRunbooks.powershell" or the variable RECOVERY_RUNBOOKS_POWERSHELL.',
      ),
      l10n.t(
        'in a checkout, the .NET SDK 10 is enough: a PowerShell host is then built on first need.',
      ),
    ],
  });
}

/** The PowerShell that the operator named is not there. */
export function namedPowerShellMissing(path: string): Problem {
  return new Problem({
    code: 'POWERSHELL-NAMED-MISSING',
    kind: 'usage',
    what: l10n.t('The PowerShell that the setting names is not there.'),
    where: path,
    changed: nothingChanged(),
    next: [l10n.t('correct the setting, or leave it empty to have one looked for.')],
  });
}

export function serverNotInEstate(target: string): Problem {
  return new Problem({
    code: 'POWERSHELL-SERVER-UNKNOWN',
    kind: 'usage',
    what: l10n.t('The estate file has no server {0}.', target),
    changed: nothingChanged(),
    next: [l10n.t('add it under "servers:" in the estate file, or correct "target".')],
  });
}

export function serverWithoutShell(target: string): Problem {
  return new Problem({
    code: 'POWERSHELL-NO-SHELL',
    kind: 'usage',
    what: l10n.t('The estate file does not say how PowerShell on {0} is reached.', target),
    where: target,
    changed: nothingChanged(),
    next: [
      l10n.t('give it a "shell" in the estate file: local, winrm, ssh or command.'),
      l10n.t('where the step runs on this computer, leave its "target" out.'),
    ],
  });
}

/** The program itself did not start. */
export function shellNotStarted(
  target: string | undefined,
  file: string,
  words: TheirWords,
): Problem {
  return new Problem({
    code: 'POWERSHELL-NOT-STARTED',
    kind: 'failed',
    what: l10n.t('{0} could not be started.', file),
    where: shellPlace(target),
    theirs: [words],
    changed: nothingChanged(),
    next: [l10n.t('check that the program is there and may be run, then run the step again.')],
  });
}

/** The process ended before PowerShell answered. */
export function shellEndedEarly(
  target: string | undefined,
  file: string,
  how: string,
  said: string,
): Problem {
  return new Problem({
    code: 'POWERSHELL-ENDED-EARLY',
    kind: 'failed',
    what: l10n.t('{0} ended before PowerShell answered: {1}.', file, how),
    where: shellPlace(target),
    theirs: theirs(file, said),
    changed: nothingChanged(),
    next: [
      l10n.t('read its words above; try the same command in a terminal, then run the step again.'),
    ],
  });
}

/** Nothing came for as long as was waited, ms. */
export function shellSilent(
  target: string | undefined,
  file: string,
  waitedMs: number,
  said: string,
): Problem {
  return new Problem({
    code: 'POWERSHELL-SILENT',
    kind: 'failed',
    what: l10n.t('PowerShell did not answer within {0} s.', Math.round(waitedMs / 1000)),
    where: shellPlace(target),
    theirs: theirs(file, said),
    changed: nothingChanged(),
    next: [l10n.t('check that the server is reachable and not starved, then run the step again.')],
  });
}

export function languageRestricted(target: string | undefined, mode: string): Problem {
  return new Problem({
    code: 'POWERSHELL-RESTRICTED',
    kind: 'failed',
    what: l10n.t('PowerShell runs in language mode {0}: steps need FullLanguage.', mode),
    where: shellPlace(target),
    changed: nothingChanged(),
    next: [
      l10n.t(
        'AppLocker or Windows Defender Application Control restricts it: have the policy allow this program, or run from a computer without it.',
      ),
    ],
  });
}

export function engineTooOld(target: string | undefined, version: string): Problem {
  return new Problem({
    code: 'POWERSHELL-TOO-OLD',
    kind: 'failed',
    what: l10n.t('PowerShell {0} is too old: 3.0 is needed.', version),
    where: shellPlace(target),
    changed: nothingChanged(),
    next: [l10n.t('install Windows Management Framework 3.0 or later there.')],
  });
}

/** Remoting did not open a session. */
export function remotingRefused(target: string, theirText: string, id: string): Problem {
  const noClient = /WSMan client|libpsrpclient|libmi|WSMan.*not supported/iu.test(theirText);
  return new Problem({
    code: noClient ? 'POWERSHELL-NO-REMOTING' : 'POWERSHELL-REMOTING-REFUSED',
    kind: 'failed',
    what: noClient
      ? l10n.t('This computer has no WinRM client: PowerShell remoting needs Windows.')
      : l10n.t('PowerShell remoting to {0} did not open.', target),
    where: target,
    theirs: [{ source: 'PowerShell', text: theirText, ...(id === '' ? {} : { number: id }) }],
    changed: nothingChanged(),
    next: noClient
      ? [l10n.t('run from a Windows computer, or use "shell: ssh" in the estate file.')]
      : [
          l10n.t(
            'check name, WinRM service and firewall (Test-WSMan {0}), and authentication in the estate file.',
            target,
          ),
        ],
  });
}

export function shellCommandNotApproved(target: string, command: readonly string[]): Problem {
  return new Problem({
    code: 'POWERSHELL-COMMAND-NOT-APPROVED',
    kind: 'refused',
    what: l10n.t('The command that gives a PowerShell on {0} was not approved.', target),
    where: target,
    theirs: [{ source: l10n.t('Estate file'), text: command.join(' ') }],
    changed: nothingChanged(),
    next: [l10n.t('read the command, and approve it if it is what the estate should use.')],
  });
}

export function shellSecretMissing(target: string, secret: string): Problem {
  return new Problem({
    code: 'POWERSHELL-SECRET-MISSING',
    kind: 'usage',
    what: l10n.t('The secret {0}, with which {1} is reached, has no value.', secret, target),
    where: target,
    changed: nothingChanged(),
    next: [l10n.t('give it in the secret storage of the editor or in the environment.')],
  });
}

/** A value of the estate file that must not reach a command line. */
export function shellValueRefused(target: string, field: string, value: string): Problem {
  return new Problem({
    code: 'POWERSHELL-VALUE-REFUSED',
    kind: 'refused',
    what: l10n.t('"{0}" of the shell of {1} may not be {2}.', field, target, JSON.stringify(value)),
    where: target,
    changed: nothingChanged(),
    next: [l10n.t('write a plain host, user or option; for anything else use "shell: command".')],
  });
}

/** What a failure in a cell is told from. */
export interface CellPlace {
  readonly step: string;
  readonly target: string | undefined;
}

function cellWhere(place: CellPlace, line?: number): string {
  const shell = shellPlace(place.target);
  return line === undefined || line === 0
    ? l10n.t('{0}, step {1}', shell, place.step)
    : l10n.t('{0}, step {1}, line {2}', shell, place.step, line);
}

/** One thing that PowerShell said of a cell. */
export interface CellError {
  readonly message: string;
  readonly errorId: string;
  readonly command: string;
  readonly line: number;
  readonly column: number;
  readonly terminating: boolean;
}

function cellWords(error: CellError): TheirWords {
  return {
    source: error.command === '' ? 'PowerShell' : error.command,
    text: error.message,
    ...(error.errorId === '' || error.errorId === error.message ? {} : { number: error.errorId }),
    ...(error.line === 0 ? {} : { line: error.line }),
  };
}

/** The text does not parse, so nothing of it was run. */
export function cellDoesNotParse(
  place: CellPlace,
  found: readonly { message: string; line: number; column: number }[],
): Problem {
  const [first] = found;
  return new Problem({
    code: 'POWERSHELL-PARSE',
    kind: 'usage',
    what: l10n.t('The step is not valid PowerShell.'),
    where:
      first === undefined
        ? cellWhere(place)
        : l10n.t('{0}, column {1}', cellWhere(place, first.line), first.column),
    theirs: found.map(({ message, line }) => ({ source: 'PowerShell', text: message, line })),
    changed: nothingChanged(),
    next: [l10n.t('mend the text at the place named, then run the step again.')],
  });
}

/** How many errors are told one by one; a log keeps them all. */
const mostTold = 10;

/** Errors of a cell: the one that ended it first. */
export function cellFailed(
  place: CellPlace,
  errors: readonly CellError[],
  exitCode: number | undefined,
): ProblemData {
  const ended = errors.find(error => error.terminating);
  const order = ended === undefined ? errors : [ended, ...errors.filter(one => one !== ended)];
  const told = order.slice(0, mostTold).map(cellWords);
  const more = order.length - told.length;
  if (more > 0) told.push({ source: 'PowerShell', text: l10n.t('and {0} errors more', more) });
  const line = order[0]?.line;
  return {
    code: 'POWERSHELL-FAILED',
    kind: 'failed',
    what:
      errors.length === 0 && exitCode !== undefined
        ? l10n.t('The step ended with exit status {0}.', exitCode)
        : l10n.t('The step failed in PowerShell.'),
    where: cellWhere(place, line),
    theirs: told,
    changed:
      ended === undefined
        ? l10n.t('The step ran to its end; what the failed commands did not do is not done.')
        : l10n.t(
            'What stands before the line that ended the step has been done; what stands after it has not.',
          ),
    next: [l10n.t('read the words above, mend the cause, run the step again.')],
  };
}

export function cellDied(place: CellPlace, reason: string): ProblemData {
  return {
    code: 'POWERSHELL-DIED',
    kind: 'failed',
    what: l10n.t('PowerShell ended while the step was under way.'),
    where: cellWhere(place),
    theirs: theirs('PowerShell', reason),
    changed: l10n.t('How far the step got is not known. Its session is lost.'),
    next: [l10n.t('look at the server, then run the step again; a new session is opened for it.')],
  };
}

/** The operator stopped the cell. `killed` where the process had to be ended for it. */
export function cellStopped(place: CellPlace, killed: boolean): ProblemData {
  return {
    code: 'CANCELLED',
    kind: 'cancelled',
    what: l10n.t('Cancelled.'),
    where: cellWhere(place),
    changed: killed
      ? l10n.t(
          'PowerShell did not stop by itself and its process was ended. How far the step got is not known.',
        )
      : l10n.t('The pipeline was stopped. What it had done before that stays done.'),
    next: [l10n.t('look at what the step was changing before running it again.')],
  };
}
