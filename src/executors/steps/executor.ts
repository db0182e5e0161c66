import { asProblem, cancelled, type ProblemData } from '../../errors/problem.ts';
import { stepInvalid } from '../../errors/steps.ts';
import type {
  PlanContext,
  ReconcileContext,
  Reconciliation,
  RunContext,
  StepExecutor,
  StepPlan,
  StepResult,
} from '../../runbook/execution.ts';
import type { Step } from '../../runbook/model.ts';
import type { VariableScope, VariableValue } from '../../runbook/variables.ts';
import type {
  ActionPlanContext,
  ActionResult,
  ActionRunContext,
  ActionServices,
  StepAction,
} from './action.ts';
import { checkParameters, resolveParameters } from './parameters.ts';
import { parseStep } from './parse.ts';

export interface StepActionExecutorOptions {
  readonly actions: readonly StepAction[];
  /** Shells and everything else stay their owner's: disposing of the executor leaves them open. */
  readonly services: ActionServices;
}

interface ReadyStep {
  readonly action: StepAction;
  readonly parameters: unknown;
}

/** Executes `step` cells: parse, put variables in, hold against the schema, plan or run, verify. */
export class StepActionExecutor implements StepExecutor {
  readonly #options: StepActionExecutorOptions;

  constructor(options: StepActionExecutorOptions) {
    this.#options = options;
  }

  async plan(step: Step, context: PlanContext): Promise<StepPlan> {
    const { action, parameters } = this.#ready(step, context.scope);
    return action.plan(parameters, planContext(step, context), this.#options.services);
  }

  async run(step: Step, plan: StepPlan, context: RunContext): Promise<StepResult> {
    try {
      context.signal.throwIfAborted();
      const { action, parameters } = this.#ready(step, context.scope);
      const { services } = this.#options;
      const result = await action.run(parameters, plan, runContext(step, context), services);
      return succeeded(result, context);
    } catch (error) {
      return failed(error, step, context.signal);
    }
  }

  release(target: string): Promise<void> {
    return this.#options.services.shells.release(target);
  }

  async reconcile(step: Step, context: ReconcileContext): Promise<Reconciliation> {
    const { action, parameters } = this.#ready(step, context.scope);
    if (action.reconcile === undefined) return { finding: 'unknown', lines: [] };
    const { started } = context;
    const around = { ...planContext(step, context), ...(started === undefined ? {} : { started }) };
    return action.reconcile(parameters, around, this.#options.services);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Every command that an action starts has ended when the action returns.
  }

  #ready(step: Step, scope: VariableScope): ReadyStep {
    const {
      cell,
      action,
      parameters: written,
      diagnostics,
    } = parseStep(step.text, this.#options.actions);
    if (action === undefined) throw stepInvalid(step.id, diagnostics);
    const resolved = resolveParameters(action.name, cell, written, scope);
    const checked = checkParameters({ action, cell, written, resolved });
    if (checked.diagnostics.length > 0) throw stepInvalid(step.id, checked.diagnostics);
    return { action, parameters: checked.value };
  }
}

function planContext(step: Step, context: PlanContext): ActionPlanContext {
  const { mode, scope, target, signal, people } = context;
  return { mode, scope, target, signal, people, stepId: step.id };
}

function runContext(step: Step, context: RunContext): ActionRunContext {
  const { output, attempt, runId } = context;
  return { ...planContext(step, context), output, attempt, runId };
}

function succeeded(result: ActionResult, context: RunContext): StepResult {
  const variables = result.variables ?? new Map<string, VariableValue>();
  for (const evidence of result.evidence ?? []) context.output.evidence(evidence);
  const { summary, checkPassed, restoredFrom } = result;
  return {
    outcome: 'succeeded',
    variables,
    summary,
    ...(checkPassed === undefined ? {} : { checkPassed }),
    ...(restoredFrom === undefined ? {} : { restoredFrom }),
  };
}

function failed(error: unknown, step: Step, signal: AbortSignal): StepResult {
  const problem: ProblemData =
    signal.aborted && error === signal.reason ? cancelled(step.id).data : asProblem(error).data;
  return {
    outcome: problem.kind === 'cancelled' ? 'cancelled' : 'failed',
    problem,
    variables: new Map(),
  };
}
