import * as l10n from '@vscode/l10n';
import type { Pool } from '../../estate/model.ts';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan, codeSpans } from '../writing/literals.ts';
import { backEndCase } from './back-end-case.ts';
import { poolCase, poolDraft } from './pool-draft.ts';

/** The Enterprise pool of which nothing is left, or whose Front Ends are lost with the back end. */
function lostPool(situation: Situation): Pool | undefined {
  const { asked } = situation;
  const pools =
    asked.kind === 'pool'
      ? [asked.pool]
      : asked.kind === 'server'
        ? [situation.poolOf(asked.server), ...(backEndCase(situation)?.pools ?? [])]
        : asked.kind === 'instance'
          ? (backEndCase(situation)?.pools ?? [])
          : [];
  return pools.find(pool => {
    if (pool?.type !== 'enterprise') return false;
    const whole = situation.wholePoolLost(pool);
    return whole || (situation.backEndLost(pool) && situation.lostMembers(pool).length > 0);
  });
}

function choose(pool: Pool, situation: Situation): Choice {
  const { ends, lostMembers, central } = poolCase(situation, pool);
  return {
    reasons: [
      l10n.t(
        'Of the pool {0} these Front Ends are lost: {1}.',
        codeSpan(pool.fqdn),
        codeSpans(lostMembers),
      ),
      ends.length > 0
        ? l10n.t(
            'Its back end is lost as well ({0}), and comes first: Front Ends cannot start without it.',
            codeSpans(ends.flat().map(({ name }) => name)),
          )
        : l10n.t('Its back end is left and holds the users’ data, so nothing is imported.'),
      ...(central
        ? [
            l10n.t(
              'The Central Management store was on that back end and is made anew before everything else.',
            ),
          ]
        : []),
    ],
    meanwhile: [
      l10n.t('The pool is down: its users cannot sign in.'),
      ...(central ? [l10n.t('No configuration can be changed or published anywhere.')] : []),
    ],
  };
}

export const wholePool = procedureOf({
  id: 'pool',
  find: lostPool,
  choose,
  draft: (pool, situation) => {
    return poolDraft(poolCase(situation, pool), {
      title: l10n.t('Recover the pool {0}', pool.fqdn),
      description: l10n.t(
        'Rebuilds what is lost of the pool {0}, back end first, then every Front End, and starts them together.',
        pool.fqdn,
      ),
      roles: ['FrontEnd', 'BackEnd'],
      opening: [
        l10n.t(
          '**What this does.** The back end comes first, then each Front End is rebuilt up to its certificates, and all of them start together: a pool that was down altogether does not start with one.',
        ),
        l10n.t(
          'If the pool is paired and was failed over, stop here: the other pool has newer data, and an old import would destroy it.',
        ),
      ],
    });
  },
});
