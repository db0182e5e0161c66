import * as l10n from '@vscode/l10n';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan, codeSpans } from '../writing/literals.ts';
import { backEndCase, holdsCentralStore, partnerAlive, type BackEndCase } from './back-end-case.ts';
import { poolCase, poolDraft } from './pool-draft.ts';

function caseOf(situation: Situation): BackEndCase | undefined {
  const found = backEndCase(situation);
  if (found === undefined || partnerAlive(situation, found)) return undefined;
  return holdsCentralStore(situation, found) ? undefined : found;
}

function choose(found: BackEndCase): Choice {
  const pools = found.pools.map(({ fqdn }) => fqdn);
  const mirrored = found.instances.some(({ mirror }) => mirror !== undefined);
  return {
    reasons: [
      l10n.t(
        '{0} holds the back end of {1}.',
        codeSpans(found.instances.map(({ name }) => name)),
        codeSpans(pools),
      ),
      mirrored
        ? l10n.t('It was mirrored, and both copies are lost: nothing is left to fail over to.')
        : l10n.t('It is not mirrored: there is no other copy.'),
      l10n.t('The Central Management store is not on it, so topology and settings can be read.'),
    ],
    meanwhile: [l10n.t('The pool {0} is down: its users cannot sign in.', codeSpans(pools))],
  };
}

export const backEnd = procedureOf({
  id: 'back-end',
  find: caseOf,
  choose,
  draft: (found, situation) => {
    const [pool] = found.pools;
    return poolDraft(poolCase(situation, pool), {
      title: l10n.t('Recover the back end {0} of {1}', found.host, pool.fqdn),
      description: l10n.t(
        'Rebuilds the SQL Server {0}, makes the databases of {1} again and brings the users’ data back from a backup set.',
        found.host,
        pool.fqdn,
      ),
      roles: ['BackEnd'],
      opening: [
        l10n.t(
          '**What this does.** SQL Server comes back under the same instance names, the databases are made empty, and the users’ data and response groups are imported from the set, while every Front End of {0} is stopped.',
          codeSpan(pool.fqdn),
        ),
        l10n.t(
          'If the pool is paired and was failed over, stop here: the other pool has newer data, and an old import would destroy it.',
        ),
      ],
    });
  },
});
