import * as l10n from '@vscode/l10n';
import { Problem, type ProblemData, type TheirWords } from './problem.ts';

/** A target and what went wrong there. */
export interface MemberFailure {
  readonly server: string;
  readonly problem: ProblemData;
}

/** Targets whose own words are given; the log has them all. */
const toldInFull = 20;

function words(failed: readonly MemberFailure[]): TheirWords[] {
  return failed
    .slice(0, toldInFull)
    .flatMap(({ server, problem }) => [
      { source: server, text: problem.what },
      ...(problem.theirs ?? []).map(their => ({ ...their, source: `${server}: ${their.source}` })),
    ]);
}

function names(failed: readonly { readonly server: string }[]): string {
  const shown = failed.slice(0, toldInFull).map(({ server }) => server);
  const more = failed.length - shown.length;
  return more > 0 ? l10n.t('{0} and {1} more', shown.join(', '), more) : shown.join(', ');
}

/** The step could not be planned on some of its targets: it begins on none. */
export function memberPlansFailed(
  step: string,
  failed: readonly MemberFailure[],
  all: number,
): Problem {
  const refused = failed.every(({ problem }) => problem.kind === 'refused');
  return new Problem({
    code: 'RUN-MEMBER-PLANS',
    kind: refused ? 'refused' : 'failed',
    what: l10n.t(
      'Step {0} was not started: it cannot be planned on {1} of {2} servers.',
      step,
      failed.length,
      all,
    ),
    where: names(failed),
    theirs: words(failed),
    changed: l10n.t('Nothing was changed on any server.'),
    next: [
      l10n.t('mend what is said of each server, and run the step again;'),
      l10n.t('or name in its target only the servers that it can run on.'),
    ],
  });
}

/** The step did not succeed on all of its targets. */
export function membersFailed(
  step: string,
  ended: {
    readonly failed: readonly MemberFailure[];
    /** Targets on which it was not begun. */
    readonly untouched: readonly string[];
    readonly all: number;
  },
): Problem {
  const { failed, untouched, all } = ended;
  const some = failed.length > 0;
  const left = untouched.map(server => ({ server }));
  return new Problem({
    code: 'RUN-MEMBERS-FAILED',
    kind: 'failed',
    what: some
      ? l10n.t('Step {0} did not succeed on {1} of {2} servers.', step, failed.length, all)
      : l10n.t('Step {0} was not begun on {1} of {2} servers.', step, untouched.length, all),
    where: names(some ? failed : left),
    theirs: words(failed),
    changed: [
      l10n.t('On the other servers it is done as far as the log says.'),
      ...(untouched.length === 0 ? [] : [l10n.t('It was not begun on: {0}.', names(left))]),
    ].join(' '),
    next: [l10n.t('run the step again: it touches only the servers on which it did not succeed.')],
  });
}

/** A variable has one value in a run, and the targets gave several. */
export function membersDisagree(
  step: string,
  variable: string,
  values: readonly { readonly server: string; readonly value: string | undefined }[],
): Problem {
  return new Problem({
    code: 'RUN-MEMBERS-DISAGREE',
    kind: 'failed',
    what: l10n.t(
      'Step {0} ran on several servers, and they do not give ${1} the same value.',
      step,
      variable,
    ),
    theirs: values.slice(0, toldInFull).map(({ server, value }) => ({
      source: server,
      text: value ?? l10n.t('left as it was'),
    })),
    changed: l10n.t('The step was done on every server; the variable keeps its value.'),
    next: [l10n.t('let the step set no variable, or run it on one server.')],
  });
}
