import * as l10n from '@vscode/l10n';
import type { ProblemData } from '../errors/problem.ts';
import { noExecutor, requirementsNotMet, variableNotDeclared } from '../errors/run.ts';
import type { Estate } from '../estate/model.ts';
import type { StepOutcome } from '../log/events.ts';
import type { RunState } from '../log/state.ts';
import type {
  PlanContext,
  RunMode,
  StepExecutor,
  StepPlan,
  StepResult,
} from '../runbook/execution.ts';
import type { Runbook, Step, StepLanguage } from '../runbook/model.ts';
import type { VariableValue } from '../runbook/variables.ts';
import type { RunVariables } from '../runbook/variables/resolve.ts';
import {
  AttemptPeople,
  planFailure,
  runAttempt,
  type AttemptEnd,
  type AttemptSurroundings,
} from './attempt.ts';
import { agree, type AgreedPlan } from './confirmation.ts';
import { loggedPlan } from './plan-hash.ts';
import { conditionHolds, unmetRequirements } from './requirements.ts';
import { targeted, type TargetedStep } from './targeted.ts';
import { loggedValues, scopeValues } from './values.ts';

/** How one step of an execution came out. */
export interface StepReport {
  readonly step: string;
  readonly outcome: StepOutcome;
  readonly problem?: ProblemData;
}

/** What the life of a step needs of its run. */
export interface StepSurroundings extends AttemptSurroundings {
  readonly runbook: Runbook;
  readonly estate: Estate;
  readonly executors: ReadonlyMap<StepLanguage, StepExecutor>;
  readonly variables: RunVariables;
  readonly mode: RunMode;
  readonly by: string;
  readonly state: () => RunState;
}

/**
 * Brings one step to an end: `when`, `requires`, plan, confirmation, the start on disk, the work, the
 * end on disk. Problems of the step are reports; what throws is a log that cannot be written.
 */
export async function liveStep(
  step: Step,
  around: StepSurroundings,
  signal: AbortSignal,
): Promise<StepReport> {
  const held = await holdBack(step, around, signal);
  if (held !== undefined) return held;
  const executor = around.executors.get(step.language);
  if (executor === undefined) {
    return passOver(step, around, 'failed', noExecutor(step.language).data);
  }
  const { onError } = step.attributes;
  const tries = onError.kind === 'retry' ? onError.times + 1 : 1;
  for (let left = tries; ; left -= 1) {
    const report =
      around.mode === 'rehearse' && step.language === 'step'
        ? await rehearse(step, executor, around, signal)
        : await attempt(step, executor, around, signal);
    if (report.outcome !== 'failed' || left <= 1 || signal.aborted) return report;
  }
}

/** Ends a step that never began. */
export async function passOver(
  step: Step,
  around: Pick<StepSurroundings, 'log'>,
  outcome: 'skipped' | 'refused' | 'rehearsed' | 'failed' | 'cancelled',
  why: ProblemData | string,
): Promise<StepReport> {
  const problem = typeof why === 'string' ? undefined : why;
  await around.log.append({
    type: 'step-passed-over',
    step: step.id,
    outcome,
    why: typeof why === 'string' ? why : why.what,
    ...(problem === undefined ? {} : { problem }),
  });
  return { step: step.id, outcome, ...(problem === undefined ? {} : { problem }) };
}

async function holdBack(
  step: Step,
  around: StepSurroundings,
  signal: AbortSignal,
): Promise<StepReport | undefined> {
  if (!conditionHolds(step, around.variables)) {
    const why = l10n.t('its condition does not hold: {0}', step.attributes.when ?? '');
    return passOver(step, around, 'skipped', why);
  }
  // a rehearsal shows every step: what the ones before it could not show is no reason to stop
  if (around.mode === 'rehearse') return undefined;
  const unmet = unmetRequirements(step, around.runbook, around.state());
  if (unmet.length === 0) return undefined;
  const request = { step, rule: 'requires' as const, detail: unmet };
  const answer = await around.people.override(request, signal);
  if (answer === undefined) {
    return passOver(step, around, 'refused', requirementsNotMet(step.id, unmet).data);
  }
  await around.log.append({
    type: 'override',
    step: step.id,
    rule: 'requires',
    detail: unmet.join('\n'),
    reason: answer.reason,
    by: answer.by,
  });
  return undefined;
}

function outcomeOf(problem: ProblemData): 'refused' | 'failed' | 'cancelled' {
  if (problem.kind === 'cancelled') return 'cancelled';
  return problem.kind === 'refused' ? 'refused' : 'failed';
}

/** Plans only; values that the step would set are carried on to the next ones. */
async function rehearse(
  step: Step,
  executor: StepExecutor,
  around: StepSurroundings,
  signal: AbortSignal,
): Promise<StepReport> {
  const people = new AttemptPeople(step, 1, around, signal);
  try {
    const scope = around.variables;
    const at = targeted(step, executor, { ...around, past: undefined });
    const { target } = at;
    const plan = await at.executor.plan(step, { mode: 'rehearse', scope, target, signal, people });
    await around.log.append({
      type: 'step-passed-over',
      step: step.id,
      outcome: 'rehearsed',
      why: l10n.t('planned only: this is a rehearsal'),
      plan: loggedPlan(plan),
    });
    for (const [name, value] of plan.variables ?? []) {
      if (scope.has(name)) scope.set(name, value);
    }
    return { step: step.id, outcome: 'rehearsed' };
  } catch (thrown) {
    const problem = planFailure(thrown);
    return passOver(step, around, outcomeOf(problem), problem);
  }
}

async function attempt(
  step: Step,
  executor: StepExecutor,
  around: StepSurroundings,
  signal: AbortSignal,
): Promise<StepReport> {
  const number = (around.state().steps.get(step.id)?.attempts ?? 0) + 1;
  const people = new AttemptPeople(step, number, around, signal);
  let agreed: AgreedPlan;
  let context: Omit<PlanContext, 'people'>;
  let at: TargetedStep;
  try {
    const past = around.state().steps.get(step.id);
    at = targeted(step, executor, { ...around, past });
    context = { mode: around.mode, scope: around.variables, target: at.target, signal };
    const planContext = { ...context, people };
    const makePlan = (): Promise<StepPlan> => at.executor.plan(step, planContext);
    agreed = await agree(step, around.mode, makePlan, {
      log: around.log,
      people: around.people,
      waiting: people,
      signal,
    });
    signal.throwIfAborted();
  } catch (thrown) {
    const problem = planFailure(thrown);
    return passOver(step, around, outcomeOf(problem), problem);
  }
  await around.log.append({
    type: 'step-started',
    step: step.id,
    attempt: number,
    title: step.title,
    language: step.language,
    ...(context.target === undefined ? {} : { target: context.target }),
    ...at.several,
    text: step.text,
    textHash: step.hash,
    values: scopeValues(around.variables),
    plan: agreed.logged,
  });
  const end = await runAttempt(step, agreed.plan, at.executor, context, number, around);
  const waitingMs = end.waitingMs + people.waitedMs;
  return finish(step, number, { ...end, waitingMs }, around);
}

async function finish(
  step: Step,
  number: number,
  end: AttemptEnd,
  around: StepSurroundings,
): Promise<StepReport> {
  const result = takeBack(step, end.result, around.variables);
  const rehearsed = around.mode === 'rehearse' && result.outcome === 'succeeded';
  const outcome: StepOutcome = rehearsed ? 'rehearsed' : result.outcome;
  const problem = result.outcome === 'succeeded' ? undefined : result.problem;
  await around.log.append({
    type: 'step-ended',
    step: step.id,
    attempt: number,
    outcome,
    durationMs: end.durationMs,
    waitingMs: end.waitingMs,
    summary: result.outcome === 'succeeded' ? result.summary : result.problem.what,
    ...(problem === undefined ? {} : { problem }),
    values: loggedValues(result.variables),
    ...witness(result),
  });
  return { step: step.id, outcome, ...(problem === undefined ? {} : { problem }) };
}

/** What the figures of a recovery are made of. */
function witness(
  result: StepResult,
): Pick<StepResult & { outcome: 'succeeded' }, 'checkPassed' | 'restoredFrom'> {
  if (result.outcome !== 'succeeded') return {};
  const { checkPassed, restoredFrom } = result;
  return {
    ...(checkPassed === undefined ? {} : { checkPassed }),
    ...(restoredFrom === undefined ? {} : { restoredFrom }),
  };
}

/**
 * Sets the variables that came back. One that is not declared, or not of its type, fails the step; the
 * others are kept.
 */
function takeBack(step: Step, result: StepResult, scope: RunVariables): StepResult {
  const kept = new Map<string, VariableValue>();
  let problem: ProblemData | undefined;
  for (const [name, value] of result.variables) {
    try {
      if (!scope.has(name)) throw variableNotDeclared(step.id, name);
      scope.set(name, value);
      kept.set(name, value);
    } catch (thrown) {
      problem ??= planFailure(thrown);
    }
  }
  if (problem === undefined) return result;
  const earlier = result.outcome === 'succeeded' ? undefined : result.problem;
  return { outcome: 'failed', problem: earlier ?? problem, variables: kept };
}
