import { noProcedure } from '../errors/recovery.ts';
import type { Estate } from '../estate/model.ts';
import { findLoss } from './loss.ts';
import type { Choice, Procedure } from './procedure.ts';
import { procedures } from './procedures/catalogue.ts';
import { Situation } from './situation.ts';
import { runbookText } from './writing/markdown.ts';

/** A runbook made for one case, and why it is the one. */
export interface RecoveryRunbook {
  /** Stable id of the procedure, for example `front-end`. */
  readonly procedure: string;
  /** What the procedure recovers, a few words. */
  readonly title: string;
  /** Why this procedure, one sentence each; Markdown code spans around names. */
  readonly reasons: readonly string[];
  /** What is affected until it is done, one sentence each. */
  readonly meanwhile: readonly string[];
  /** The file's text, LF line ends. */
  readonly runbook: string;
  /** Name for the file, without a folder: letters, digits, dashes and dots only. */
  readonly fileName: string;
  /** For a site: the runbooks that this one links, in the order in which they are run. */
  readonly others: readonly RecoveryRunbook[];
}

/** The procedure for a situation; throws a `Problem` where none fits. */
export function chooseProcedure(situation: Situation): {
  readonly procedure: Procedure;
  readonly choice: Choice;
} {
  for (const procedure of procedures) {
    const choice = procedure.choose(situation);
    if (choice !== undefined) return { procedure, choice };
  }
  const { asked } = situation;
  throw noProcedure(asked.name, asked.kind === 'server' ? asked.server.roles : []);
}

function fileNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/gu, '');
  return `recover-${plain === '' ? 'server' : plain.slice(0, 100)}.runbook.md`;
}

/**
 * Chooses the procedure for what is lost and writes the runbook for exactly this case. The first name
 * is what is to be recovered, the others what is lost beside it: servers (short names that are the
 * only ones too), pools, SQL Server instances, file stores, sites. Pure; throws a `Problem` (usage)
 * for names that the estate does not have.
 */
export function makeRecoveryRunbook(estate: Estate, lost: readonly string[]): RecoveryRunbook {
  const [asked, ...beside] = lost.map(name => findLoss(estate, name));
  if (asked === undefined) throw noProcedure('', []);
  const situation = new Situation(estate, asked, beside);
  const { procedure, choice } = chooseProcedure(situation);
  return {
    procedure: procedure.id,
    title: procedure.title(),
    reasons: choice.reasons,
    meanwhile: choice.meanwhile,
    runbook: runbookText(procedure.draft(situation)),
    fileName: fileNameOf(asked.name),
    others: [],
  };
}
