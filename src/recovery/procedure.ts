import type { RunbookDraft } from './draft.ts';
import type { Situation } from './situation.ts';

/** Why a procedure is the one, in words for the person who has to decide. */
export interface Choice {
  /** One sentence each: what of the estate and of the loss leads here. */
  readonly reasons: readonly string[];
  /** One sentence each: what does not work until it is done, and what does. */
  readonly meanwhile: readonly string[];
}

/**
 * One way of recovering something: a file below `procedures/`, a line in its catalogue. Pure: the
 * same situation gives the same choice and the same bytes.
 */
export interface Procedure {
  /** Stable, lower case with dashes; begins the name of the file. */
  readonly id: string;
  /** What it recovers, a few words. */
  title(): string;
  /** `undefined` where it is not for this situation. */
  choose(situation: Situation): Choice | undefined;
  /** The runbook for exactly this situation; called only where `choose` gave a choice. */
  draft(situation: Situation): RunbookDraft;
}
