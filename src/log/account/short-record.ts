import type { ProblemData } from '../../errors/problem.ts';
import type { LoggedPlan, LoggedValues } from '../events.ts';
import type { LoggedEvent, LogRecord } from '../record.ts';

/** How much is kept of the texts of records; the records themselves have the whole. */
export interface TextKeeper {
  /** A name or a title. */
  name(text: string): string;
  /** What a person, a server or a step wrote. */
  said(text: string): string;
  /** Why a step was passed over, which stands in the place of its title. */
  reason(text: string): string;
  lines(lines: readonly string[]): readonly string[];
  /** Why something failed; `undefined` where it is not kept. */
  problem(problem: ProblemData): ProblemData | undefined;
  /** Of the plan of a step, whom it touches and how: one object for all that touch the same. */
  touched(effect: LoggedPlan['effect']): LoggedPlan;
  /** Whether the texts of steps, and the values of variables, are kept. */
  readonly code: boolean;
}

/**
 * A record with as much of its texts as the keeper keeps. Who, when, where, outcomes and figures are
 * whole.
 */
export function shortRecord(record: LogRecord, keeper: TextKeeper): LogRecord {
  return { ...record, event: shortEvent(record.event, keeper) };
}

function shortPlan({ hash, lines, losses, effect }: LoggedPlan, keeper: TextKeeper): LoggedPlan {
  return {
    hash: keeper.name(hash),
    lines: keeper.lines(lines),
    losses: keeper.lines(losses),
    effect,
  };
}

interface Reasons {
  readonly problem?: ProblemData | undefined;
  readonly plan?: LoggedPlan | undefined;
}

/** The same for what need not be there. */
function shortOf(
  { problem, plan }: Reasons,
  keeper: TextKeeper,
): { readonly problem?: ProblemData; readonly plan?: LoggedPlan } {
  const kept = problem === undefined ? undefined : keeper.problem(problem);
  return {
    ...(kept === undefined ? {} : { problem: kept }),
    ...(plan === undefined ? {} : { plan: keeper.touched(plan.effect) }),
  };
}

/** The names of variables alone, where values are not kept. */
function namesOf(values: LoggedValues, keeper: TextKeeper): LoggedValues {
  if (keeper.code) return values;
  return Object.fromEntries(keeper.lines(Object.keys(values)).map(name => [name, '']));
}

function valuesOf(values: LoggedValues, keeper: TextKeeper): LoggedValues {
  return keeper.code ? values : {};
}

function shortEvent(event: LoggedEvent, keeper: TextKeeper): LoggedEvent {
  switch (event.type) {
    case 'run-started':
      return { ...event, variables: valuesOf(event.variables, keeper) };
    case 'variables-set':
      return { ...event, by: keeper.name(event.by), values: namesOf(event.values, keeper) };
    case 'step-started':
      return {
        ...event,
        step: keeper.name(event.step),
        title: keeper.name(event.title),
        text: keeper.code ? event.text : '',
        textHash: keeper.name(event.textHash),
        values: valuesOf(event.values, keeper),
        plan: keeper.touched(event.plan.effect),
      };
    case 'step-ended': {
      const { problem, ...ended } = event;
      return {
        ...ended,
        step: keeper.name(event.step),
        summary: keeper.said(event.summary),
        values: valuesOf(event.values, keeper),
        ...shortOf({ problem }, keeper),
      };
    }
    case 'member-ended': {
      const { problem, ...ended } = event;
      return { ...ended, summary: keeper.said(event.summary), ...shortOf({ problem }, keeper) };
    }
    case 'step-passed-over': {
      const { problem, plan, ...over } = event;
      return { ...over, why: keeper.reason(event.why), ...shortOf({ problem, plan }, keeper) };
    }
    default:
      return shortSaid(event, keeper);
  }
}

type Rest = Exclude<
  LoggedEvent,
  {
    readonly type:
      | 'run-started'
      | 'variables-set'
      | 'step-started'
      | 'step-ended'
      | 'member-ended'
      | 'step-passed-over';
  }
>;

/** What people were asked, and what they said. */
function shortSaid(event: Rest, keeper: TextKeeper): LoggedEvent {
  switch (event.type) {
    case 'confirmation':
      return { ...event, by: keeper.name(event.by), plan: shortPlan(event.plan, keeper) };
    case 'command-approval': {
      const { command, purpose, by } = event;
      return {
        ...event,
        by: keeper.name(by),
        command: keeper.lines(command),
        purpose: keeper.said(purpose),
      };
    }
    case 'override': {
      const { detail, reason, by } = event;
      return {
        ...event,
        by: keeper.name(by),
        detail: keeper.said(detail),
        reason: keeper.said(reason),
      };
    }
    case 'waiting-started':
      return { ...event, step: keeper.name(event.step), text: keeper.said(event.text) };
    case 'note':
      return { ...event, by: keeper.name(event.by), text: keeper.said(event.text) };
    case 'evidence': {
      const { title, text } = event.evidence;
      const said = text === undefined ? {} : { text: keeper.said(text) };
      const evidence = { ...event.evidence, title: keeper.name(title), ...said };
      return { ...event, by: keeper.name(event.by), evidence };
    }
    case 'reconciled': {
      const lines = keeper.lines(event.reconciliation.lines);
      return { ...event, reconciliation: { ...event.reconciliation, lines } };
    }
    default:
      return event;
  }
}
