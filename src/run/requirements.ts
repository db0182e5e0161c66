import * as l10n from '@vscode/l10n';
import type { RunState } from '../log/state.ts';
import { evaluateCondition, parseCondition } from '../runbook/attributes/condition.ts';
import type { Runbook, Step } from '../runbook/model.ts';
import type { VariableScope } from '../runbook/variables.ts';

/** Whether a step counts as done for those that require it. */
export function isSatisfied(state: RunState, stepId: string): boolean {
  const outcome = state.steps.get(stepId)?.outcome;
  return outcome === 'succeeded' || outcome === 'skipped' || outcome === 'rehearsed';
}

/** What stands in the way of a step, one line for each required step that is not done. */
export function unmetRequirements(step: Step, runbook: Runbook, state: RunState): string[] {
  return step.attributes.requires
    .map(id => runbook.steps.find(each => each.id === id)?.id ?? id)
    .filter(id => !isSatisfied(state, id))
    .map(id => {
      const outcome = state.steps.get(id)?.outcome;
      return outcome === undefined || outcome === 'pending'
        ? l10n.t('{0} has not been run', id)
        : l10n.t('{0} ended as: {1}', id, outcome);
    });
}

/** Whether the step's `when` holds; a step without one always does. */
export function conditionHolds(step: Step, scope: VariableScope): boolean {
  const { when } = step.attributes;
  if (when === undefined) return true;
  return evaluateCondition(parseCondition(when), scope);
}

/** The runbook's steps that a run still has to do, in order. */
export function remainingSteps(runbook: Runbook, state: RunState): string[] {
  return runbook.steps.map(step => step.id).filter(id => !isSatisfied(state, id));
}
