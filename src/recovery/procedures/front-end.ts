import * as l10n from '@vscode/l10n';
import type { Pool } from '../../estate/model.ts';
import { quorumOf } from '../../estate/quorum.ts';
import type { RunbookDraft, SectionDraft } from '../draft.ts';
import { certificatesSection } from '../parts/certificates.ts';
import { computerSection } from '../parts/computer.ts';
import { groundSection } from '../parts/ground.ts';
import type { Rebuilt } from '../parts/part.ts';
import { fabricState, quorumCheck, testRegistration } from '../parts/pool-checks.ts';
import { prerequisitesSection } from '../parts/prerequisites.ts';
import { quorumLossSection } from '../parts/quorum-loss.ts';
import { topologySection } from '../parts/topology.ts';
import { caseVariable } from '../parts/variables.ts';
import {
  certificatesGood,
  forPeople,
  replicaCurrent,
  servicesRunning,
  trustAsBefore,
  verificationSection,
} from '../parts/verification.ts';
import { wizardSection } from '../parts/wizard.ts';
import { procedureOf, type Choice } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan, codeSpans } from '../writing/literals.ts';
import { known, knownAs, type Named } from '../writing/named.ts';

interface Case {
  readonly pool: Pool;
  readonly lost: readonly Rebuilt[];
  readonly lostNames: readonly string[];
  /** A Front End that is left. */
  readonly at: Named;
  readonly poolName: Named;
  /** Too few are left for the pool to stay functional. */
  readonly quorumLost: boolean;
}

function caseOf(situation: Situation): Case | undefined {
  const { asked } = situation;
  if (asked.kind !== 'server') return undefined;
  const pool = situation.poolOf(asked.server);
  if (pool?.type !== 'enterprise') return undefined;
  const [helper] = situation.survivingMembers(pool);
  if (helper === undefined || situation.backEndLost(pool)) return undefined;
  const lostNames = situation.lostMembers(pool);
  const many = lostNames.length > 1;
  const lost = lostNames.map(fqdn => ({
    server: many ? known(fqdn) : knownAs('Server', fqdn),
    many,
  }));
  const left = pool.servers.length - lostNames.length;
  return {
    pool,
    lost,
    lostNames,
    at: known(helper),
    poolName: knownAs('Pool', pool.fqdn),
    quorumLost: left < quorumOf(pool.servers.length).functional,
  };
}

function choose(found: Case, situation: Situation): Choice {
  const { pool, lostNames, quorumLost } = found;
  const left = situation.survivingMembers(pool);
  return {
    reasons: [
      l10n.t(
        '{0} is a Front End of the pool {1}.',
        codeSpan(situation.asked.name),
        codeSpan(pool.fqdn),
      ),
      l10n.t('Of the pool are left: {0}. Lost: {1}.', codeSpans(left), codeSpans(lostNames)),
      l10n.t(
        'The back end is there and holds the users’ data: a Front End that is rebuilt takes everything from it and from its peers, and nothing is imported.',
      ),
    ],
    meanwhile: quorumLost
      ? [
          l10n.t(
            'The pool is down: {0} of {1} Front Ends are too few. It needs {2} to stay functional.',
            left.length,
            pool.servers.length,
            quorumOf(pool.servers.length).functional,
          ),
        ]
      : [l10n.t('The pool serves its users with the Front Ends that are left, with less reserve.')],
  };
}

function memberSections(rebuilt: Rebuilt): SectionDraft[] {
  return [
    computerSection(rebuilt),
    certificatesSection(rebuilt),
    prerequisitesSection(rebuilt),
    wizardSection(rebuilt),
  ];
}

function draft(found: Case, situation: Situation): RunbookDraft {
  const { pool, lost, lostNames, at, poolName, quorumLost } = found;
  const checks = [
    ...lost.map(servicesRunning),
    ...lost.flatMap(one => replicaCurrent(one, at)),
    ...lost.map(certificatesGood),
    ...lost.map(trustAsBefore),
    quorumCheck(poolName, 'running'),
    fabricState(at),
    testRegistration(at, poolName),
  ];
  return {
    title: l10n.t('Recover the Front End {0}', lostNames.join(', ')),
    description: l10n.t(
      'Rebuilds {0} as a member of the pool {1}, whose other Front Ends and back end work.',
      lostNames.join(', '),
      pool.fqdn,
    ),
    variables: [
      caseVariable('Server', 'server', l10n.t('FQDN of the lost Front End.'), lostNames[0]),
      caseVariable('Pool', 'fqdn', l10n.t('The pool that it belongs to.'), pool.fqdn),
    ],
    roles: ['FrontEnd'],
    productVersion: situation.estate.productVersion,
    opening: [
      l10n.t(
        '**What this does.** It makes a clean computer into {0} again and lets it join its pool. No user data is imported: it comes from the back end and from the other Front Ends.',
        codeSpans(lostNames),
      ),
      l10n.t(
        '**If it will be missing for days**, take it out of the topology and publish instead, restart the other Front Ends one at a time, and add it again later.',
      ),
    ],
    sections: [
      groundSection({
        servers: lost.map(one => one.server),
        at,
        set: false,
        runningSql: situation
          .backEnds(pool, ['user', 'application'])
          .map(halves => halves.find(half => !situation.instanceLost(half)))
          .flatMap(half => (half === undefined ? [] : [known(half.name)])),
      }),
      ...(quorumLost ? [quorumLossSection(at, poolName)] : []),
      topologySection(at, { servers: lost.map(one => one.server), fileStores: [], sql: [] }),
      ...lost.flatMap(memberSections),
      verificationSection(checks, [
        forPeople(
          l10n.t('sign in as a user of this pool, look at the event log of the new Front End.'),
        ),
      ]),
    ],
  };
}

export const frontEnd = procedureOf({
  id: 'front-end',
  find: caseOf,
  choose,
  draft,
});
