import type { RunbookDraft } from './draft.ts';
import type { Situation } from './situation.ts';

/** Why a procedure is the one, in words for the person who has to decide. */
export interface Choice {
  /** One sentence each: what of the estate and of the loss leads here. */
  readonly reasons: readonly string[];
  /** One sentence each: what does not work until it is done, and what does. */
  readonly meanwhile: readonly string[];
}

/** A procedure that is for a situation. */
export interface Fit {
  readonly choice: Choice;
  /** The runbook for exactly this situation. */
  readonly draft: () => RunbookDraft;
}

/**
 * One way of recovering something: a file below `procedures/`, a line in its catalogue. Pure: the
 * same situation gives the same choice and the same bytes.
 */
export interface Procedure {
  /** Stable, lower case with dashes; begins the name of the file. */
  readonly id: string;
  /** `undefined` where it is not for this situation. */
  readonly fit: (situation: Situation) => Fit | undefined;
}

/** A procedure as its file writes it: what it looks for, and what follows from what it found. */
export interface ProcedureParts<Case> {
  readonly id: string;
  /** What of the situation it is about; `undefined` where it is not for this situation. */
  readonly find: (situation: Situation) => Case | undefined;
  readonly choose: (found: Case, situation: Situation) => Choice;
  readonly draft: (found: Case, situation: Situation) => RunbookDraft;
}

/** The procedure of its parts. */
export function procedureOf<Case>(parts: ProcedureParts<Case>): Procedure {
  const { id, find, choose, draft } = parts;
  return {
    id,
    fit: situation => {
      const found = find(situation);
      if (found === undefined) return undefined;
      return { choice: choose(found, situation), draft: () => draft(found, situation) };
    },
  };
}
