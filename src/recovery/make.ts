import * as l10n from '@vscode/l10n';
import { noProcedure } from '../errors/recovery.ts';
import type { Estate } from '../estate/model.ts';
import type { RunbookDraft } from './draft.ts';
import { findLoss, type Loss } from './loss.ts';
import type { Fit } from './procedure.ts';
import { procedures } from './procedures/catalogue.ts';
import { siteDraft, siteUnits } from './site.ts';
import { Situation } from './situation.ts';
import { codeSpan } from './writing/literals.ts';
import { runbookText } from './writing/markdown.ts';

/** A runbook made for one case, and why it is the one. */
export interface RecoveryRunbook {
  /** Stable id of the procedure, for example `front-end`. */
  readonly procedure: string;
  /** Title of the runbook. */
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

export interface RecoveryOptions {
  /** `false` restores a paired pool from the backup set, though its partner is left. */
  readonly failOver?: boolean;
}

/** The procedure for a situation; throws a `Problem` where none fits. */
function chooseProcedure(situation: Situation): Fit & { readonly id: string } {
  for (const { id, fit } of procedures) {
    const found = fit(situation);
    if (found !== undefined) return { id, ...found };
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
export function makeRecoveryRunbook(
  estate: Estate,
  lost: readonly string[],
  options: RecoveryOptions = {},
): RecoveryRunbook {
  const [asked, ...beside] = lost.map(name => findLoss(estate, name));
  if (asked === undefined) throw noProcedure('', []);
  const situation = new Situation(estate, asked, beside, options.failOver);
  if (asked.kind === 'site') return siteRunbook(situation, asked);
  return oneRunbook(situation);
}

/** The runbook for one case as it is thought, before it is text. Throws as `makeRecoveryRunbook` does. */
export function recoveryDraft(estate: Estate, lost: readonly string[]): RunbookDraft {
  const [asked, ...beside] = lost.map(name => findLoss(estate, name));
  if (asked === undefined) throw noProcedure('', []);
  const situation = new Situation(estate, asked, beside);
  return chooseProcedure(situation).draft();
}

function oneRunbook(situation: Situation): RecoveryRunbook {
  const { id, choice, ...procedure } = chooseProcedure(situation);
  const draft = procedure.draft();
  return {
    procedure: id,
    title: draft.title,
    reasons: [...choice.reasons, ...firstOthers(situation)],
    meanwhile: choice.meanwhile,
    runbook: runbookText(draft),
    fileName: fileNameOf(situation.asked.name),
    others: [],
  };
}

/** What has to be recovered before this, where the procedure itself does not do it. */
function firstOthers(situation: Situation): string[] {
  const central = situation.lostCentralPool();
  if (central === undefined || situation.concerns(central)) return [];
  return [
    l10n.t(
      'The Central Management store of {0} is lost as well: recover that first, nothing can be set up or published without it.',
      codeSpan(central.fqdn),
    ),
  ];
}

function siteRunbook(situation: Situation, asked: Loss): RecoveryRunbook {
  const { estate } = situation;
  const lost = situation.lostServers().map(({ fqdn }) => fqdn);
  const units = siteUnits(estate, lost, one => chooseProcedure(one).id).map(unit => ({
    ...unit,
    made: oneRunbook(unit.situation),
  }));
  const linked = units.map(unit => ({
    ...unit,
    title: unit.made.title,
    fileName: unit.made.fileName,
  }));
  const draft = siteDraft(estate, asked.name, linked);
  return {
    procedure: 'site',
    title: draft.title,
    reasons: [
      l10n.t(
        'Everything of {0} is lost, {1} servers: they come back in the order of what needs what, by {2} runbooks that this one links.',
        codeSpan(asked.name),
        lost.length,
        units.length,
      ),
    ],
    meanwhile: [l10n.t('Nothing of {0} works.', codeSpan(asked.name))],
    runbook: runbookText(draft),
    fileName: fileNameOf(asked.name),
    others: units.map(({ made }) => made),
  };
}
