import * as l10n from '@vscode/l10n';
import { sameName } from '../../estate/lookup.ts';
import type { Pool } from '../../estate/model.ts';
import type { RunbookDraft, SectionDraft, VariableDraft } from '../draft.ts';
import { locationsSection } from '../parts/central-store.ts';
import { failBackSection, failOverSection, type PairPlace } from '../parts/fail-over.ts';
import { fileStorePermissions } from '../parts/file-store.ts';
import { groundSection, type Ground } from '../parts/ground.ts';
import { responseGroupsSection } from '../parts/response-groups.ts';
import { procedureOf, type Choice } from '../procedure.ts';
import { halvesOf, type Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import { known, knownAs, type Named } from '../writing/named.ts';
import { backEndCase } from './back-end-case.ts';
import {
  poolCase,
  poolGround,
  poolVariables,
  poolVerification,
  rebuildSections,
} from './pool-draft.ts';
import { standardEditionParts } from './standard-edition-draft.ts';

interface Case {
  readonly pool: Pool;
  readonly partner: Pool;
}

function poolsAsked(situation: Situation): readonly Pool[] {
  const { asked } = situation;
  if (asked.kind === 'pool') return [asked.pool];
  const ends = backEndCase(situation)?.pools ?? [];
  if (asked.kind !== 'server') return ends;
  const own = situation.poolOf(asked.server);
  return own === undefined ? ends : [own, ...ends];
}

/** The pool that is down altogether while its partner is left. */
function caseOf(situation: Situation): Case | undefined {
  if (!situation.failOver) return undefined;
  for (const pool of poolsAsked(situation)) {
    if (!['standard-edition', 'enterprise'].includes(pool.type)) continue;
    if (!situation.wholePoolLost(pool) && !situation.backEndLost(pool)) continue;
    const partner = situation.survivingPair(pool);
    if (partner !== undefined) return { pool, partner };
  }
  return undefined;
}

function centralLost(situation: Situation, pool: Pool): boolean {
  if (!situation.isCentral(pool)) return false;
  const ends = situation.backEnds(pool, ['central-management']);
  return ends.every(halves => halves.every(half => situation.instanceLost(half)));
}

function choose(found: Case, situation: Situation): Choice {
  const { pool, partner } = found;
  return {
    reasons: [
      l10n.t(
        '{0} is down, and its partner {1} is left.',
        codeSpan(pool.fqdn),
        codeSpan(partner.fqdn),
      ),
      l10n.t(
        'The partner has newer data than any backup: its users are failed over now, the pool is rebuilt, and they come back with what they have. No user data is imported.',
      ),
      ...(centralLost(situation, pool)
        ? [l10n.t('The Central Management store was on it, and is failed over first.')]
        : []),
      l10n.t(
        'To restore from the backup set instead, make the plan with --no-fail-over; never after a failover.',
      ),
    ],
    meanwhile: [
      l10n.t(
        'Until the failover its users can sign in but little more; after it they work on {0}. Response groups stay down until they are imported.',
        codeSpan(partner.fqdn),
      ),
    ],
  };
}

interface Parts {
  readonly ground: Ground;
  readonly rebuild: readonly SectionDraft[];
  readonly verification: SectionDraft;
  readonly variables: readonly VariableDraft[];
}

function partsOf(situation: Situation, pool: Pool, at: Named): Parts {
  const server = situation.server(pool.servers[0] ?? pool.fqdn);
  if (pool.type === 'standard-edition' && server !== undefined) {
    return standardEditionParts(situation, server, pool);
  }
  // The store is on the partner by the time that this pool is rebuilt.
  const one = { ...poolCase(situation, pool), central: false };
  return {
    ground: poolGround(one, at),
    rebuild: rebuildSections(one, true),
    verification: poolVerification(one),
    variables: poolVariables(one),
  };
}

function placeOf(situation: Situation, { pool, partner }: Case): PairPlace {
  const { estate } = situation;
  const [member = partner.fqdn] = situation.survivingMembers(partner);
  const store = partner.stores.find(({ kind }) => kind === 'user');
  return {
    at: known(member),
    pool: knownAs('Pool', pool.fqdn),
    partner: known(partner.fqdn),
    ends: store === undefined ? [] : halvesOf(estate, store),
    central: centralLost(situation, pool),
    edges: estate.pools
      .filter(({ type, nextHop }) => type === 'edge' && sameName(nextHop ?? '', pool.fqdn))
      .map(({ fqdn }) => known(fqdn)),
  };
}

/**
 * File stores that came back while the Central Management store was gone have no permissions yet; their own
 * recovery leaves that to the recovery of the store.
 */
function permissionsSections(situation: Situation, { at, central }: PairPlace): SectionDraft[] {
  const gone = situation.estate.fileStores.some(
    ({ server }) => server !== undefined && situation.serverLost(server),
  );
  if (!central || gone) return [];
  return [{ heading: l10n.t('Permissions'), say: [], steps: [fileStorePermissions(at)] }];
}

function draft(found: Case, situation: Situation): RunbookDraft {
  const { pool, partner } = found;
  const place = placeOf(situation, found);
  const { ground, rebuild, verification, variables } = partsOf(situation, pool, place.at);
  const rgs = pool.services.includes('response-groups');
  const [first] = situation.survivingMembers(pool);
  const shell =
    pool.type === 'standard-edition' ? known(pool.fqdn) : known(first ?? pool.servers[0] ?? '');
  return {
    title: l10n.t('Recover the pool {0} by its partner {1}', pool.fqdn, partner.fqdn),
    description: l10n.t(
      'Fails the users of {0} over to {1}, rebuilds the pool, and brings them back.',
      pool.fqdn,
      partner.fqdn,
    ),
    roles: pool.type === 'standard-edition' ? ['StandardEdition'] : ['FrontEnd', 'BackEnd'],
    productVersion: situation.estate.productVersion,
    opening: [
      l10n.t(
        '**What this does.** {0} takes the users of {1} over at once; then {1} is rebuilt without data, and the users come back with everything that they did meanwhile.',
        codeSpan(partner.fqdn),
        codeSpan(pool.fqdn),
      ),
      l10n.t(
        '**Restoring is not failing over.** From the set come only what the pair does not carry: response groups, and location data where the store was on this pool.',
      ),
    ],
    variables,
    sections: [
      groundSection({ ...ground, at: place.at, central: place.central, set: true }),
      failOverSection(place),
      ...(place.central ? [locationsSection(place.at)] : []),
      ...permissionsSections(situation, place),
      ...rebuild,
      failBackSection(place),
      ...(rgs ? [responseGroupsSection(shell)] : []),
      {
        ...verification,
        close: [
          ...(verification.close ?? []),
          ...(place.central
            ? [
                l10n.t(
                  'The Central Management store stays on {0}: correct `central-management` in the estate file, or move it back with *Move-CsManagementServer* on a quiet day, and look at the active master again.',
                  codeSpan(partner.fqdn),
                ),
              ]
            : []),
          ...(place.edges.length > 0
            ? [
                l10n.t(
                  'Turn the Edge back to {0} when the pool has proved itself.',
                  codeSpan(pool.fqdn),
                ),
              ]
            : []),
        ],
      },
    ],
  };
}

export const pairedPool = procedureOf({
  id: 'paired-pool',
  find: caseOf,
  choose,
  draft,
});
