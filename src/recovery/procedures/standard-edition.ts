import * as l10n from '@vscode/l10n';
import type { Pool, Server } from '../../estate/model.ts';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import { standardEditionDraft } from './standard-edition-draft.ts';

export interface StandardEditionCase {
  readonly server: Server;
  readonly pool: Pool;
}

/** The Standard Edition server that is asked for, by its own name or as a pool of one. */
export function standardEditionOf(situation: Situation): StandardEditionCase | undefined {
  const { asked } = situation;
  const pool =
    asked.kind === 'server'
      ? situation.poolOf(asked.server)
      : asked.kind === 'pool'
        ? asked.pool
        : undefined;
  if (pool?.type !== 'standard-edition') return undefined;
  const server = situation.server(pool.servers[0] ?? pool.fqdn);
  return server === undefined ? undefined : { server, pool };
}

function caseOf(situation: Situation): StandardEditionCase | undefined {
  const found = standardEditionOf(situation);
  return found === undefined || situation.isCentral(found.pool) ? undefined : found;
}

function choose({ pool }: StandardEditionCase, situation: Situation): Choice {
  const central = situation.estate.centralManagement;
  return {
    reasons: [
      l10n.t('{0} is a Standard Edition server, a pool of its own.', codeSpan(pool.fqdn)),
      central === undefined
        ? l10n.t('It does not hold the Central Management store, as far as the estate file says.')
        : l10n.t('The Central Management store is on {0}, not on it.', codeSpan(central)),
    ],
    meanwhile: [l10n.t('Its users are down. Other pools work, and configuration can be changed.')],
  };
}

export const standardEdition = procedureOf({
  id: 'standard-edition',
  find: caseOf,
  choose,
  draft: ({ server, pool }, situation) => standardEditionDraft(situation, server, pool),
});
