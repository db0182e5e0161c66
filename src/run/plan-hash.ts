import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import type { LoggedPlan } from '../log/events.ts';
import type { StepPlan } from '../runbook/execution.ts';

/** The plan as it is shown and logged; two plans with one hash would do the same to the same world. */
export function loggedPlan(plan: StepPlan): LoggedPlan {
  const { lines, losses, effect, facts } = plan;
  const text = canonicalize({ lines, losses, effect, facts }) ?? '';
  return {
    hash: createHash('sha256').update(text).digest('hex'),
    lines,
    losses,
    effect: { kind: effect.kind, servers: effect.servers },
  };
}
