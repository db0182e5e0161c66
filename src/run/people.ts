import type { LoggedPlan } from '../log/events.ts';
import type { ManualAnswer, ManualForm, Reconciliation } from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';

/** Who answered and how: `typed`, `button`, `--yes`, `--destroy`. */
export interface Answered {
  readonly by: string;
  readonly how: string;
}

/** A plan put before the operator. */
export interface ConfirmationRequest {
  readonly step: Step;
  readonly plan: LoggedPlan;
  /** Servers whose names have to be typed (or given by `--destroy`), because the plan destroys there. */
  readonly destroys: readonly string[];
}

export type ConfirmationAnswer = Answered & {
  readonly answer: 'yes' | 'no';
  /** Servers of `destroys` that were not named; the step is refused for them. */
  readonly unnamed?: readonly string[];
};

/** A rule that stands in the way of a step, which the operator may set aside with a reason. */
export interface OverrideRequest {
  readonly step: Step;
  readonly rule: 'requires' | 'when' | 'changed-step';
  /** What the rule found, one line each. */
  readonly detail: readonly string[];
}

export type OverrideAnswer = Answered & { readonly reason: string };

/** A step that began and whose end was never recorded. */
export interface InterruptedRequest {
  readonly stepId: string;
  readonly attempt: number;
  readonly reconciliation: Reconciliation;
  /** Whether running it again can destroy something. */
  readonly destroys: boolean;
}

export type InterruptedAnswer = Answered & {
  readonly decision: 'run-again' | 'taken-as-done' | 'left-open';
};

export interface ApprovalRequest {
  readonly step: Step;
  readonly command: readonly string[];
  readonly purpose: string;
}

export type ApprovalAnswer = Answered & { readonly answer: 'yes' | 'no' };

/**
 * The people beside a run. Every method resolves to `undefined` where nobody is there to ask, and
 * rejects only when the signal fires.
 */
export interface RunPeople {
  confirm(
    request: ConfirmationRequest,
    signal: AbortSignal,
  ): Promise<ConfirmationAnswer | undefined>;
  override(request: OverrideRequest, signal: AbortSignal): Promise<OverrideAnswer | undefined>;
  interrupted(
    request: InterruptedRequest,
    signal: AbortSignal,
  ): Promise<InterruptedAnswer | undefined>;
  approve(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer | undefined>;
  manual(step: Step, form: ManualForm, signal: AbortSignal): Promise<ManualAnswer | undefined>;
}
