import type { Diagnostic } from '../../errors/diagnostic.ts';
import type { Estate } from '../../estate/model.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { StepFacts } from '../step-facts.ts';

export interface RuleInput {
  readonly runbook: Runbook;
  /** In the order of the file. */
  readonly steps: readonly StepFacts[];
  /** The estate that the runbook would be run on, where one is known. */
  readonly estate?: Estate;
}

/**
 * Something that can be wrong with a runbook as a whole. One file a rule; places are in the file. A rule
 * never throws, whatever the runbook holds.
 */
export type RunbookRule = (input: RuleInput) => readonly Diagnostic[];

export { at } from '../../runbook/checks/findings.ts';
