import * as l10n from '@vscode/l10n';
import type { RunbookDraft, SectionDraft, StepDraft } from '../draft.ts';
import { activeMaster } from '../parts/central-store.ts';
import { computerSection } from '../parts/computer.ts';
import { groundSection } from '../parts/ground.ts';
import {
  changeTopology,
  endMirroring,
  failOver,
  mirrorSection,
  mirrorState,
  restartFrontEnds,
  typesOf,
  type HalfPlace,
} from '../parts/mirror.ts';
import { testDatabases } from '../parts/pool-checks.ts';
import { createMirror, sqlServerSection } from '../parts/sql-server.ts';
import { caseVariable } from '../parts/variables.ts';
import { forPeople, poolRunning, usersBack, verificationSection } from '../parts/verification.ts';
import type { Situation } from '../situation.ts';
import { cellLiteral, codeSpan } from '../writing/literals.ts';
import { known, knownAs } from '../writing/named.ts';
import type { MirrorCase } from './mirror-case.ts';

interface Cast extends HalfPlace {
  readonly lost: ReturnType<typeof known>;
}

function castOf(situation: Situation, one: MirrorCase): Cast {
  const [member] = situation.survivingMembers(one.pool);
  return {
    at: known(member ?? situation.helper(one.pool)?.fqdn ?? one.pool.fqdn),
    pool: knownAs('Pool', one.pool.fqdn),
    principal: knownAs('SqlServer', one.left.host),
    instance: knownAs('SqlInstance', one.left.instance),
    types: typesOf(one.kinds),
    lost: knownAs('Server', one.lost.host),
  };
}

function withoutMirror({ pool, left }: MirrorCase, cast: Cast): StepDraft {
  return changeTopology(
    'topology-without-mirror',
    l10n.t(
      'The topology names the lost half first. Mirroring is taken out and the half that is left becomes the store, so that everything goes by what is there.',
    ),
    l10n.t(
      'In Topology Builder, properties of {0}: clear Enable SQL Server store mirroring (for archiving and monitoring as well), publish; then set the SQL store to {1} and publish again.',
      cellLiteral(pool.fqdn),
      cellLiteral(left.name),
    ),
    {
      change: 'store-without-mirror',
      pool: cellLiteral(pool.fqdn),
      sql: cellLiteral(left.name),
    },
    cast.at,
  );
}

function withMirror({ pool, left, lost }: MirrorCase, cast: Cast): StepDraft {
  const { witness } = left;
  return changeTopology(
    'topology-with-mirror',
    l10n.t('The rebuilt server becomes the **mirror**: the data is on the other one now.'),
    l10n.t(
      'In Topology Builder, properties of {0}: enable SQL Server store mirroring with {1} as the mirror of {2}, and publish.',
      cellLiteral(pool.fqdn),
      cellLiteral(lost.name),
      cellLiteral(left.name),
    ),
    {
      change: 'store-with-mirror',
      pool: cellLiteral(pool.fqdn),
      sql: cellLiteral(left.name),
      mirror: cellLiteral(lost.name),
      ...(witness === undefined ? {} : { witness: cellLiteral(witness) }),
    },
    cast.at,
  );
}

/** The half that is left takes over, before anything else. */
function takeOver(one: MirrorCase, cast: Cast): SectionDraft[] {
  if (!one.primaryLost) {
    return [mirrorSection(l10n.t('Mirroring ends'), [endMirroring(cast)])];
  }
  return [
    mirrorSection(l10n.t('The mirror takes over'), [
      failOver(cast),
      ...(one.central ? [activeMaster({ at: cast.at, pool: cast.pool })] : []),
    ]),
    mirrorSection(l10n.t('The topology without the lost half'), [
      withoutMirror(one, cast),
      restartFrontEnds(cast.pool),
      endMirroring(cast),
    ]),
  ];
}

function again(one: MirrorCase, cast: Cast): SectionDraft {
  return mirrorSection(l10n.t('Mirrored again'), [
    ...(one.primaryLost ? [withMirror(one, cast)] : []),
    createMirror({ at: cast.at, principal: cast.principal, fileShare: codeSpan('$MirrorShare') }),
    restartFrontEnds(cast.pool, 'restart-front-ends-again'),
  ]);
}

/** The runbook for a lost half of a mirror: its primary, or its mirror. */
export function mirrorDraft(
  situation: Situation,
  one: MirrorCase,
  words: Pick<RunbookDraft, 'title' | 'description' | 'opening'>,
): RunbookDraft {
  const cast = castOf(situation, one);
  const rebuilt = { server: cast.lost, many: false };
  return {
    ...words,
    roles: ['BackEnd'],
    productVersion: situation.estate.productVersion,
    variables: [
      caseVariable('Server', 'server', l10n.t('FQDN of the lost SQL Server.'), one.lost.host),
      caseVariable('Pool', 'fqdn', l10n.t('FQDN of the pool.'), one.pool.fqdn),
      caseVariable('SqlServer', 'fqdn', l10n.t('The half that is left.'), one.left.host),
      caseVariable('SqlInstance', 'string', l10n.t('Name of its instance.'), one.left.instance),
      caseVariable(
        'MirrorShare',
        'path',
        l10n.t('Share that both SQL Servers write to while the mirror is made.'),
        situation.estate.backup?.location,
      ),
    ],
    sections: [
      groundSection({
        servers: one.hostLost ? [cast.lost] : [],
        at: cast.at,
        set: false,
        runningSql: [known(one.left.name)],
      }),
      ...takeOver(one, cast),
      ...(one.hostLost ? [computerSection(rebuilt)] : []),
      sqlServerSection(rebuilt, [known(one.lost.name)]),
      again(one, cast),
      verificationSection(
        [
          mirrorState(cast),
          testDatabases(cast.at, cast.principal),
          poolRunning(cast.pool),
          usersBack(cast.at, cast.pool.prose),
        ],
        [
          forPeople(
            l10n.t(
              'backups of the log run again: a mirrored database is in the full recovery model, and its log grows until it is backed up.',
            ),
          ),
        ],
      ),
    ],
  };
}
