import { z } from 'zod';
import { checkFailed, serverNotClean } from '../../../errors/checks.ts';
import type { Problem } from '../../../errors/problem.ts';
import { needsOneOf } from '../../../errors/step-cells.ts';
import type { Reconciliation } from '../../../runbook/execution.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import type { Check, CheckPlan, Finding } from './check.ts';

/** One check with its parameters. */
export interface AskedCheck {
  readonly check: Check;
  readonly parameters: unknown;
}

/** A key for each kind, all optional. */
export function kindShape(kinds: readonly Check[]): Record<string, z.ZodOptional> {
  return Object.fromEntries(
    kinds.map(check => [check.kind, check.schema.describe(check.description).optional()]),
  );
}

/** Refinement of a schema made of `kindShape`: at least one kind must be named. */
export function namesKind(kinds: readonly Check[]): [(value: object) => boolean, string] {
  const names = kinds.map(check => check.kind);
  return [value => names.some(name => name in value), needsOneOf(names)];
}

/** The checks that the parameters ask for, in the order written. */
export function askedChecks(kinds: readonly Check[], parameters: object): readonly AskedCheck[] {
  return Object.entries(parameters).flatMap(([kind, value]: [string, unknown]) => {
    const check = kinds.find(one => one.kind === kind);
    return check === undefined || value === undefined ? [] : [{ check, parameters: value }];
  });
}

export function planChecks(
  asked: readonly AskedCheck[],
  context: ActionPlanContext,
  services: ActionServices,
): CheckPlan[] {
  return asked.map(({ check, parameters }) => check.plan(parameters, context, services));
}

export interface Examination {
  readonly seen: readonly string[];
  /** What the findings amount to; `undefined` where all is well. */
  readonly problem?: Problem;
}

/** Makes all checks, also after one that found something: the operator sees everything at once. */
export async function examineAll(
  asked: readonly AskedCheck[],
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Examination> {
  const seen: string[] = [];
  const findings: Finding[] = [];
  const failedKinds: string[] = [];
  for (const { check, parameters } of asked) {
    context.signal.throwIfAborted();
    const report = await check.examine(parameters, context, services);
    seen.push(...report.seen);
    findings.push(...report.findings);
    if (report.findings.length > 0) failedKinds.push(check.kind);
  }
  if (findings.length === 0) return { seen };
  const problem = failedKinds.includes('clean-install')
    ? serverNotClean(failedKinds, findings)
    : checkFailed(failedKinds, findings);
  return { seen, problem };
}

/** After an interruption: a check is done where it would find nothing now. */
export async function lookAgain(
  asked: readonly AskedCheck[],
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Reconciliation> {
  const { seen, problem } = await examineAll(asked, context, services);
  return problem === undefined
    ? { finding: 'done', lines: seen }
    : { finding: 'not-done', lines: [...seen, problem.data.what] };
}
