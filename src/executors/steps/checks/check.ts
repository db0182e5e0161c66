import type { z } from 'zod';
import type { TheirWords } from '../../../errors/problem.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';

/** Something that is not as it must be. */
export interface Finding {
  /** What was looked at: server, share, name. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  /** Why it matters for a recovery. */
  readonly why: string;
  /** How to mend it, most likely remedy first. */
  readonly mend: readonly string[];
  readonly theirs?: readonly TheirWords[];
}

export interface CheckReport {
  /** Empty where all is well. */
  readonly findings: readonly Finding[];
  /** What was seen, one line a fact. */
  readonly seen: readonly string[];
}

/** What a check would look at. */
export interface CheckPlan {
  /** FQDNs of the servers whose shell is asked. */
  readonly servers: readonly string[];
  /** One line: what is held against what. */
  readonly line: string;
}

/**
 * A kind of check: one key below `check` and `wait-for`, one module. Reads only. Modules export a
 * function that makes it, so that its texts are in the language chosen.
 */
export interface Check<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  /** One sentence. */
  readonly description: string;
  readonly schema: S;
  /** Sends nothing. Throws a `Problem` for names that the estate does not have. */
  plan(parameters: z.output<S>, context: ActionPlanContext, services: ActionServices): CheckPlan;
  /** What is wrong is a finding; a `Problem` is thrown where it could not be looked at. */
  examine(
    parameters: z.output<S>,
    context: ActionPlanContext,
    services: ActionServices,
  ): Promise<CheckReport>;
}
