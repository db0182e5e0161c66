import { say } from '../errors/language.ts';
import { spokenProblem, type ProblemData } from '../errors/problem.ts';
import type { LoggedPlan } from './events.ts';
import type { LoggedEvent } from './record.ts';

/**
 * An event in the reader's language, for displays. The log itself is English; what an operator, a
 * runbook or a server said stays as it was said.
 */
export function spokenEvent<E extends LoggedEvent>(event: E): E;
export function spokenEvent(event: LoggedEvent): LoggedEvent {
  switch (event.type) {
    case 'step-started':
    case 'confirmation':
      return { ...event, plan: spokenPlan(event.plan) };
    case 'step-ended':
    case 'member-ended':
      return { ...event, summary: say(event.summary), ...problemOf(event) };
    case 'step-passed-over':
      return {
        ...event,
        why: say(event.why),
        ...problemOf(event),
        ...(event.plan === undefined ? {} : { plan: spokenPlan(event.plan) }),
      };
    case 'command-approval':
      return { ...event, purpose: say(event.purpose) };
    case 'waiting-started':
      return { ...event, text: say(event.text) };
    case 'progress': {
      const { progress } = event;
      return { ...event, progress: { ...progress, activity: say(progress.activity) } };
    }
    case 'evidence': {
      const { evidence, by } = event;
      const title = say(evidence.title);
      // what a person wrote stays as it was written; a step's own evidence is a text of ours
      const text = evidence.text !== undefined && by === 'step' ? { text: say(evidence.text) } : {};
      return { ...event, evidence: { ...evidence, title, ...text } };
    }
    case 'override':
      return { ...event, detail: say(event.detail) };
    case 'reconciled': {
      const { reconciliation } = event;
      return {
        ...event,
        reconciliation: { ...reconciliation, lines: reconciliation.lines.map(say) },
      };
    }
    default:
      return event;
  }
}

function spokenPlan(plan: LoggedPlan): LoggedPlan {
  return { ...plan, lines: plan.lines.map(say), losses: plan.losses.map(say) };
}

function problemOf({ problem }: { readonly problem?: ProblemData }): {
  readonly problem?: ProblemData;
} {
  return problem === undefined ? {} : { problem: spokenProblem(problem) };
}
