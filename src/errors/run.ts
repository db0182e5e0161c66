import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** `practice` asked for on an estate that is not marked as one. */
export function practiceOnLiveEstate(estate: string): Problem {
  return new Problem({
    code: 'RUN-NOT-PRACTICE',
    kind: 'refused',
    what: l10n.t('The mode is practice, but this estate is a real one.'),
    where: estate,
    changed: l10n.t('Nothing was started and nothing was changed.'),
    next: [
      l10n.t('use --mode rehearse to see what would be done, or --mode live to do it;'),
      l10n.t('to practise, make an estate with: recovery-runbooks practice create DIR'),
    ],
  });
}

/** `live` asked for on a practice estate: its record would read as a real recovery. */
export function liveOnPracticeEstate(estate: string): Problem {
  return new Problem({
    code: 'RUN-NOT-LIVE',
    kind: 'refused',
    what: l10n.t('The mode is live, but this is a practice estate.'),
    where: estate,
    changed: l10n.t('Nothing was started and nothing was changed.'),
    next: [l10n.t('use --mode practice, or name the estate file of the real servers.')],
  });
}

/** Errors in the runbook forbid a run; they are listed by the caller. */
export function runbookHasErrors(file: string, errors: readonly string[]): Problem {
  return new Problem({
    code: 'RUN-RUNBOOK-ERRORS',
    kind: 'usage',
    what: l10n.t('The runbook has errors; no run was started.'),
    where: file,
    theirs: errors.map(text => ({ source: l10n.t('Runbook'), text })),
    changed: l10n.t('Nothing was started and nothing was changed.'),
    next: [l10n.t('mend the lines above; lint shows the same list.')],
  });
}

export function unknownStep(id: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'RUN-UNKNOWN-STEP',
    kind: 'usage',
    what: l10n.t('The runbook has no step {0}.', id),
    next: [l10n.t('its steps are: {0}', known.join(', '))],
  });
}

export function unknownTarget(step: string, target: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'RUN-UNKNOWN-TARGET',
    kind: 'usage',
    what: l10n.t('Step {0} is to run on {1}, which the estate file does not name.', step, target),
    changed: l10n.t('Nothing was sent to any server.'),
    next: [l10n.t('name one of its servers: {0}', known.join(', '))],
  });
}

/** `target` came to nothing, as by an empty variable. */
export function emptyTarget(step: string, written: string): Problem {
  return new Problem({
    code: 'RUN-EMPTY-TARGET',
    kind: 'usage',
    what: l10n.t('Step {0} is to run on {1}, which names no server.', step, written),
    changed: l10n.t('Nothing was sent to any server.'),
    next: [l10n.t('give the variable the full name of a server or pool.')],
  });
}

export function roleWithoutServers(step: string, role: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'RUN-ROLE-WITHOUT-SERVERS',
    kind: 'usage',
    what: l10n.t('Step {0} is to run on role {1}, which no server of the estate has.', step, role),
    changed: l10n.t('Nothing was sent to any server.'),
    next: [l10n.t('roles of this estate: {0}', known.join(', '))],
  });
}

export function requirementsNotMet(step: string, detail: readonly string[]): Problem {
  return new Problem({
    code: 'RUN-REQUIRES',
    kind: 'refused',
    what: l10n.t('Step {0} was not started: what it requires has not been done.', step),
    theirs: detail.map(text => ({ source: l10n.t('This run'), text })),
    changed: l10n.t('Nothing was changed by this step.'),
    next: [
      l10n.t('run the required steps first; in the editor it can be overridden with a reason.'),
    ],
  });
}

export function stepChanged(step: string, detail: readonly string[]): Problem {
  return new Problem({
    code: 'RUN-STEP-CHANGED',
    kind: 'refused',
    what: l10n.t('Step {0} is not the step that this run finished.', step),
    theirs: detail.map(text => ({ source: l10n.t('Runbook'), text })),
    changed: l10n.t('Nothing was started.'),
    next: [
      l10n.t('resume with the runbook as it was, or resume in the editor and decide there;'),
      l10n.t('or begin a new run.'),
    ],
  });
}

export function notConfirmed(step: string, lines: readonly string[], unattended: boolean): Problem {
  return new Problem({
    code: 'RUN-NOT-CONFIRMED',
    kind: 'refused',
    what: unattended
      ? l10n.t('Step {0} asks for a confirmation and nobody is here to give it.', step)
      : l10n.t('Step {0} was not confirmed.', step),
    theirs: lines.map(text => ({ source: l10n.t('Plan'), text })),
    changed: l10n.t('Nothing was changed by this step.'),
    next: unattended
      ? [l10n.t('read the plan; to confirm it, resume the run with --yes.')]
      : [l10n.t('run the step again when the plan is right.')],
  });
}

export function destroyNotNamed(
  step: string,
  servers: readonly string[],
  losses: readonly string[],
): Problem {
  return new Problem({
    code: 'RUN-DESTROY-NOT-NAMED',
    kind: 'refused',
    what: l10n.t(
      'Step {0} destroys data on {1}, and that was not agreed to.',
      step,
      servers.join(', '),
    ),
    theirs: losses.map(text => ({ source: l10n.t('Would be lost'), text })),
    changed: l10n.t('Nothing was changed by this step.'),
    next: [
      l10n.t(
        'if that is meant, resume with {0}.',
        servers.map(server => `--destroy ${server}`).join(' '),
      ),
    ],
  });
}

export function planKeepsChanging(step: string): Problem {
  return new Problem({
    code: 'RUN-PLAN-UNSTABLE',
    kind: 'refused',
    what: l10n.t('The plan of step {0} changed each time it was confirmed.', step),
    changed: l10n.t('Nothing was changed by this step.'),
    next: [l10n.t('see who else works on these servers, then run the step again.')],
  });
}

export function timedOut(step: string, timeoutMs: number): Problem {
  return new Problem({
    code: 'RUN-TIMEOUT',
    kind: 'failed',
    what: l10n.t('Step {0} was stopped after its time limit of {1} s.', step, timeoutMs / 1000),
    changed: l10n.t('What it did before that stays done; look at the output above.'),
    next: [l10n.t('see why it took so long; then run it again, with a longer timeout if need be.')],
  });
}

export function interruptedUndecided(
  step: string,
  finding: string,
  lines: readonly string[],
): Problem {
  return new Problem({
    code: 'RUN-INTERRUPTED',
    kind: 'refused',
    what: l10n.t(
      'Step {0} was interrupted and its outcome is not recorded; seen now: {1}.',
      step,
      finding,
    ),
    theirs: lines.map(text => ({ source: l10n.t('Looked at'), text })),
    changed: l10n.t('Nothing was started. A step is never run again by itself.'),
    next: [
      l10n.t('to go on as found (run it again where it was not done), resume with --yes;'),
      l10n.t('or look at the servers and resume in the editor.'),
    ],
  });
}

export function incidentNeeded(): Problem {
  return new Problem({
    code: 'RUN-INCIDENT',
    kind: 'usage',
    what: l10n.t('A live recovery needs the incident and when it was declared.'),
    changed: l10n.t('Nothing was started and nothing was changed.'),
    next: [
      l10n.t(
        '--incident INC-1234 --declared 2026-11-22T03:12Z: recovery time is counted from there.',
      ),
    ],
  });
}

export function noExecutor(language: string): Problem {
  return new Problem({
    code: 'RUN-NO-EXECUTOR',
    kind: 'failed',
    what: l10n.t('Steps of the language {0} cannot be run here.', language),
    changed: l10n.t('Nothing was changed by this step.'),
    next: [l10n.t('see the limits in the README.')],
  });
}

export function logBelongsToOtherRunbook(log: string, theirs: string, ours: string): Problem {
  return new Problem({
    code: 'RUN-OTHER-RUNBOOK',
    kind: 'refused',
    what: l10n.t('The recovery log is of another runbook: {0}, not {1}.', theirs, ours),
    where: log,
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('name the runbook of that log, or begin a new run.')],
  });
}

export function otherEstate(log: string, theirs: string, ours: string): Problem {
  return new Problem({
    code: 'RUN-OTHER-ESTATE',
    kind: 'refused',
    what: l10n.t('The recovery log is of another estate: {0}, not {1}.', theirs, ours),
    where: log,
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('give --estate the file that the run began with.')],
  });
}

export function variableNotDeclared(step: string, name: string): Problem {
  return new Problem({
    code: 'RUN-UNDECLARED',
    kind: 'failed',
    what: l10n.t('Step {0} sets ${1}, which the front matter does not declare.', step, name),
    next: [l10n.t('declare it under variables: in the runbook.')],
  });
}
