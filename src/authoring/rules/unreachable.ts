import { unreachableStep } from '../../errors/runbook-rules.ts';
import { stepRange } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

/**
 * Steps that wait for what never comes: for a step that is not there, that requires itself, that comes
 * later, or that waits for such a one. Those findings stand where the fault is; this one says what
 * follows from it.
 */
export const unreachable: RunbookRule = ({ steps }) => {
  const order = new Map(
    [...steps].reverse().map(({ step }) => [step.id.toLowerCase(), step.ordinal]),
  );
  const blocked = new Set<string>();
  return steps.flatMap(({ step }) => {
    let first: string | undefined;
    let follows = false;
    for (const id of step.attributes.requires) {
      const key = id.toLowerCase();
      if ((order.get(key) ?? Infinity) >= step.ordinal) first ??= id;
      else if (blocked.has(key)) {
        first ??= id;
        follows = true;
      }
    }
    if (first === undefined) return [];
    blocked.add(step.id.toLowerCase());
    return follows ? [at(stepRange(step), unreachableStep(step.id, first))] : [];
  });
};
