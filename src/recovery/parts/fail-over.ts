import * as l10n from '@vscode/l10n';
import type { SqlInstance } from '../../estate/model.ts';
import type { SectionDraft, StepDraft } from '../draft.ts';
import { powershellLiteral } from '../writing/literals.ts';
import type { Named } from '../writing/named.ts';
import { activeMaster } from './central-store.ts';
import { shellStep } from './part.ts';

/** A pool that is down, and its partner, which takes its users. */
export interface PairPlace {
  /** A Front End of the partner. */
  readonly at: Named;
  readonly pool: Named;
  readonly partner: Named;
  /** The partner's back end: the half that the topology names first, and its mirror. */
  readonly ends: readonly SqlInstance[];
  /** Whether the Central Management store was on the pool that is down. */
  readonly central: boolean;
  /** Edge pools whose next hop is the pool that is down. */
  readonly edges: readonly Named[];
}

function failOverCentral({ at, ends, partner }: PairPlace): StepDraft {
  const [first, mirror] = ends;
  const half = (one: SqlInstance | undefined, prefix: string): string =>
    one === undefined
      ? ''
      : ` -Backup${prefix}SqlServerFqdn ${powershellLiteral(one.host)} -Backup${prefix}SqlInstanceName ${powershellLiteral(one.instance)}`;
  return shellStep(
    'fail-over-central-store',
    [
      l10n.t(
        'The Central Management store goes to {0} **before** the users: nothing can be changed while it is gone. Location data and response groups do not go with it.',
        partner.prose,
      ),
    ],
    [
      `Invoke-CsManagementServerFailover${half(first, '')}${half(mirror, 'Mirror')} -Force -Confirm:$false`,
    ],
    { target: at.cell, confirm: true, timeout: '1h' },
  );
}

function turnEdges({ at, edges, partner }: PairPlace): StepDraft[] {
  return edges.map((edge, i) =>
    shellStep(
      i === 0 ? 'turn-edge' : `turn-edge-${i + 1}`,
      [
        l10n.t(
          'The Edge {0} hands everything to the pool that is down. It is turned to {1} before that pool fails over.',
          edge.prose,
          partner.prose,
        ),
      ],
      [
        `$edge = ${edge.script}`,
        `$partner = ${partner.script}`,
        'Set-CsEdgeServer -Identity "EdgeServer:$edge" -Registrar "Registrar:$partner" -Confirm:$false',
      ],
      { target: at.cell, confirm: true, timeout: '15m' },
    ),
  );
}

function failOverPool({ at, partner }: PairPlace): StepDraft {
  return shellStep(
    'fail-over-pool',
    [
      l10n.t(
        'The users of the lost pool are served by {0} with the data that the Backup Service brought there. This is what gives them service again; the rebuild can take its time.',
        partner.prose,
      ),
    ],
    ['Invoke-CsPoolFailOver -PoolFqdn $Pool -DisasterMode -Confirm:$false'],
    { target: at.cell, confirm: true, timeout: '2h' },
  );
}

/** Service first: store, Edge, users, in this order. */
export function failOverSection(place: PairPlace): SectionDraft {
  const { at, central, partner } = place;
  return {
    heading: l10n.t('The partner takes over'),
    say: [],
    steps: [
      ...(central ? [failOverCentral(place), activeMaster({ at, pool: partner })] : []),
      ...turnEdges(place),
      failOverPool(place),
    ],
  };
}

/** Users and their data come back from the partner; never from a backup. */
export function failBackSection({ at, pool, partner }: PairPlace): SectionDraft {
  return {
    heading: l10n.t('The users come back'),
    say: [
      l10n.t(
        '**No user data is imported from the set**: {0} has what the users changed since, and an older state would be carried over it.',
        partner.prose,
      ),
    ],
    steps: [
      shellStep(
        'backup-service',
        [
          l10n.t(
            'The Backup Service of both pools runs and has nothing left to carry. You should see a steady state for each module.',
          ),
        ],
        [
          `$partner = ${partner.script}`,
          'Invoke-CsBackupServiceSync -PoolFqdn $partner',
          'Get-CsBackupServiceStatus -PoolFqdn $partner',
        ],
        { target: at.cell, timeout: '1h' },
      ),
      shellStep(
        'fail-back',
        [
          l10n.t(
            'The users go back to {0}, with everything that they did on the partner. With 20,000 users this can take an hour.',
            pool.prose,
          ),
        ],
        ['Invoke-CsPoolFailBack -PoolFqdn $Pool -Confirm:$false'],
        { target: at.cell, confirm: true, timeout: '3h' },
      ),
    ],
  };
}
