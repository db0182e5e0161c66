import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { findPool } from '../../../estate/lookup.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { findServer, requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose copy of the configuration must be current; by default all.'),
    ).optional(),
    at: nonEmpty(
      l10n.t('Server that is asked; by default one of the pool with the Central Management store.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const replica = z.looseObject({
  ReplicaFqdn: z.string(),
  UpToDate: z.boolean(),
  Reported: z.string().nullish(),
});

const script = `
param([string]$Replica)
$asked = @{}
if ($Replica) { $asked = @{ ReplicaFqdn = $Replica } }
Get-CsManagementStoreReplicationStatus @asked |
  Select-Object -Property @{ Name = 'ReplicaFqdn'; Expression = { "$($_.ReplicaFqdn)" } }, UpToDate,
    @{ Name = 'Reported'; Expression = { "$($_.LastStatusReport)" } }
`;

function askedServer(
  { at, server }: Parameters,
  context: ActionPlanContext,
  { estate }: ActionServices,
): string {
  if (at !== undefined) return requireServer(estate, at).fqdn;
  const central = estate.centralManagement;
  const member = central === undefined ? undefined : findPool(estate, central)?.servers[0];
  const found = member === undefined ? undefined : findServer(estate, member);
  return (found ?? requireServer(estate, server, context.target)).fqdn;
}

function findingFor(where: string, found: string): Finding {
  return {
    where,
    expected: l10n.t('UpToDate True'),
    found,
    why: l10n.t(
      'A server with an old copy of the configuration does not know the topology that was published.',
    ),
    mend: [
      l10n.t(
        'wait some minutes, or run Invoke-CsManagementStoreReplication -ReplicaFqdn {0};',
        where,
      ),
      l10n.t(
        'check that REPLICA runs on {0}, and MASTER and FTA on the Central Management server.',
        where,
      ),
    ],
  };
}

/** `Get-CsManagementStoreReplicationStatus` (domain facts, 4.12). */
export function replicationCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'replication',
    description: l10n.t('The configuration has reached a server, or all of them.'),
    schema: schema(),
    plan: (parameters, context, services) => {
      const at = askedServer(parameters, context, services);
      const { server } = parameters;
      const line =
        server === undefined
          ? l10n.t('Ask {0} whether every copy of the configuration is current.', at)
          : l10n.t(
              'Ask {0} whether the copy of {1} is current.',
              at,
              requireServer(services.estate, server).fqdn,
            );
      return { servers: [at], line };
    },
    examine: async (parameters, context, services) => {
      const at = askedServer(parameters, context, services);
      const name =
        parameters.server === undefined
          ? ''
          : requireServer(services.estate, parameters.server).fqdn;
      const doing = l10n.t('reading the state of replication');
      const asked = {
        server: at,
        doing,
        changed: unchanged(),
        text: script,
        parameters: { Replica: name },
      };
      const found = await ask(asked, replica, context, services);
      if (found.length === 0) {
        return { findings: [findingFor(name === '' ? at : name, l10n.t('no replica'))], seen: [] };
      }
      const findings = found
        .filter(one => !one.UpToDate)
        .map(one =>
          findingFor(
            one.ReplicaFqdn,
            l10n.t('UpToDate False, last report {0}', one.Reported ?? '-'),
          ),
        );
      const seen = found.map(
        one => `${one.ReplicaFqdn} UpToDate ${one.UpToDate ? 'True' : 'False'}`,
      );
      return { findings, seen: findings.length > 0 ? [] : seen };
    },
  };
}
