import type { z } from 'zod';
import type { BackupSets } from '../../backup/sets.ts';
import type { Estate } from '../../estate/model.ts';
import type {
  Evidence,
  PlanContext,
  Reconciliation,
  RunContext,
  StepPlan,
} from '../../runbook/execution.ts';
import type { VariableValue } from '../../runbook/variables.ts';
import type { ShellPool } from '../powershell/session.ts';

/** What every action may use. One object for a run; nothing in it belongs to one step. */
export interface ActionServices {
  readonly estate: Estate;
  readonly shells: ShellPool;
  readonly backup: BackupSets;
  /** Current time, ms since 1970. */
  readonly now: () => number;
  /** Resolves after `ms`, or rejects when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ActionResult {
  /** One line for lists and reports. */
  readonly summary: string;
  /** Variables that the action sets, by name; they must be declared in the runbook. */
  readonly variables?: ReadonlyMap<string, VariableValue>;
  readonly evidence?: readonly Evidence[];
}

/**
 * A typed step: one module under `actions/`, one key in a `step` cell. Completion, hover, diagnostics
 * and reference are made from `schema` (`describe` every key), so they cannot differ from the code.
 */
export interface StepAction<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** The cell's text of a small, correct use. */
  readonly example: string;
  readonly schema: S;
  /** Reads only. Throws a `Problem` where the step cannot be done. */
  plan(parameters: z.output<S>, context: PlanContext, services: ActionServices): Promise<StepPlan>;
  /** Does it, then verifies what it did. Throws a `Problem` for every expected failure. */
  run(
    parameters: z.output<S>,
    plan: StepPlan,
    context: RunContext,
    services: ActionServices,
  ): Promise<ActionResult>;
  /** Looks at what an interrupted attempt left. Without it: `unknown`. */
  reconcile?(
    parameters: z.output<S>,
    context: PlanContext,
    services: ActionServices,
  ): Promise<Reconciliation>;
}
