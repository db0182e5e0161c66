import canonicalize from 'canonicalize';
import type { Estate } from '../estate/model.ts';
import type { LogSink } from '../log/sink.ts';
import type { StepState } from '../log/state.ts';
import type { StepExecutor } from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';
import type { VariableScope } from '../runbook/variables.ts';
import type { RunClock } from './clock.ts';
import { FanOut } from './fan-out.ts';
import { resolveTargets } from './target.ts';
import { scopeValues } from './values.ts';

/** An executor for one step at its target or targets. */
export interface TargetedStep {
  readonly executor: Pick<StepExecutor, 'plan' | 'run' | 'reconcile'>;
  /** The only target; none for this computer, and where there are several. */
  readonly target: string | undefined;
  /** Of several targets: those that an attempt touches now, and those on which it is done already. */
  readonly several?: { readonly targets: readonly string[]; readonly kept: readonly string[] };
}

export interface TargetedParts {
  readonly estate: Estate;
  readonly variables: VariableScope;
  readonly log: LogSink;
  readonly clock: RunClock;
  /** The step as the run knows it so far. */
  readonly past: StepState | undefined;
}

/** Resolves the step's target. Throws a `Problem` for a name that the estate file does not have. */
export function targeted(step: Step, executor: StepExecutor, parts: TargetedParts): TargetedStep {
  const targets = resolveTargets(step, parts.variables, parts.estate);
  const [only, ...others] = targets ?? [];
  if (targets === undefined || others.length === 0) return { executor, target: only };
  const kept = succeededBefore(step, targets, parts);
  const { log, clock } = parts;
  const fanOut = new FanOut({ executor, log, clock, targets, kept });
  return { executor: fanOut, target: undefined, several: { targets: fanOut.pending, kept } };
}

/**
 * Targets that an earlier, unfinished attempt of the very same step has done: the same text with the
 * same values of variables. A step that succeeded and is run again touches all of its targets.
 */
function succeededBefore(
  step: Step,
  targets: readonly string[],
  { past, variables }: TargetedParts,
): readonly string[] {
  if (past?.members === undefined || past.textHash !== step.hash) return [];
  if (past.outcome === 'succeeded') return [];
  if (canonicalize(past.values ?? {}) !== canonicalize(scopeValues(variables))) return [];
  const { members } = past;
  const done = targets.filter(target => members.get(target)?.outcome === 'succeeded');
  // all done and yet no success: what failed is the whole, so the whole is tried again
  return done.length === targets.length && past.outcome === 'failed' ? [] : done;
}
