import * as l10n from '@vscode/l10n';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan, codeSpans } from '../writing/literals.ts';
import { backEndCase, holdsCentralStore, partnerAlive, type BackEndCase } from './back-end-case.ts';
import { poolCase, poolDraft } from './pool-draft.ts';

function caseOf(situation: Situation): BackEndCase | undefined {
  const found = backEndCase(situation);
  if (found === undefined || partnerAlive(situation, found)) return undefined;
  return holdsCentralStore(situation, found) ? found : undefined;
}

function choose(found: BackEndCase): Choice {
  return {
    reasons: [
      l10n.t(
        '{0} holds the back end of {1} and the Central Management store.',
        codeSpans(found.instances.map(({ name }) => name)),
        codeSpans(found.pools.map(({ fqdn }) => fqdn)),
      ),
      l10n.t(
        'No copy of it is left, so the store is made anew and filled from the set; only then can databases be created from the topology.',
      ),
    ],
    meanwhile: [
      l10n.t('The pool on it is down: its users cannot sign in.'),
      l10n.t('No configuration can be changed or published anywhere.'),
    ],
  };
}

export const centralBackEnd = procedureOf({
  id: 'central-back-end',
  find: caseOf,
  choose,
  draft: (found, situation) => {
    const { pools } = found;
    const pool = pools.find(one => situation.isCentral(one)) ?? pools[0];
    return poolDraft(poolCase(situation, pool), {
      title: l10n.t('Recover the back end {0} with the Central Management store', found.host),
      description: l10n.t(
        'Rebuilds the SQL Server {0}, the Central Management store on it, the databases of {1}, and brings settings and users’ data back from a backup set.',
        found.host,
        pool.fqdn,
      ),
      roles: ['BackEnd'],
      opening: [
        l10n.t(
          '**What this does.** SQL Server comes back under the same instance names; the Central Management store is made, Active Directory is pointed at it, and settings and topology are imported; then the other databases of {0} are made and the users’ data comes back.',
          codeSpan(pool.fqdn),
        ),
        l10n.t(
          'The store comes first: without it nobody can publish, and no setup knows what to install.',
        ),
      ],
    });
  },
});
