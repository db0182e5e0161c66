import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { findPool, sameName } from '../../../estate/lookup.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    pool: nonEmpty(
      l10n.t('Pool that must host the active master; by default that of the estate file.'),
    ).optional(),
    at: nonEmpty(l10n.t('Server that is asked; by default the target of the step.')).optional(),
    state: z
      .enum(['present', 'lost'])
      .default('present')
      .describe(
        l10n.t(
          'present: the one active master is on the pool; lost: nobody answers as the active master.',
        ),
      ),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const status = z.looseObject({
  Master: z.string(),
  Agents: z.array(z.string()),
  Words: z.string(),
});

/** A store that is lost makes the cmdlet fail, and that is an answer. */
const script = `
try {
  $status = Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus -ErrorAction Stop
  @{ Master = "$($status.ActiveMasterFQDN)"; Agents = @($status.ActiveFileTransferAgents | ForEach-Object { "$_" }); Words = '' }
} catch { @{ Master = ''; Agents = @(); Words = "$_" } }
`;

function membersOf(pool: string, { estate }: ActionServices): readonly string[] {
  return [pool, ...(findPool(estate, pool)?.servers ?? [])];
}

function lostFinding(at: string, master: string): Finding {
  return {
    where: at,
    expected: l10n.t('no active master, because the store is lost'),
    found: l10n.t('{0} answers as the active master', master),
    why: l10n.t(
      'A store that answers is not lost: making it anew would delete topology, policies and every setting.',
    ),
    mend: [
      l10n.t(
        'find out where the store is: Get-CsConfigurationStoreLocation and Get-CsService -CentralManagement;',
      ),
      l10n.t('make the plan again with what is really lost.'),
    ],
  };
}

function masterFinding(pool: string, found: string, words: string): Finding {
  return {
    where: pool,
    expected: l10n.t('the active master on {0}', pool),
    found: found === '' ? l10n.t('no active master') : found,
    why: l10n.t(
      'Only the active master publishes and replicates. After a move or a failover two servers have been seen that both took themselves for it.',
    ),
    mend: [
      l10n.t('check that MASTER and FTA run on {0}, and on no other pool;', pool),
      l10n.t('check where Active Directory points: Get-CsConfigurationStoreLocation.'),
    ],
    ...(words === '' ? {} : { theirs: [{ source: pool, text: words }] }),
  };
}

async function examine(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { fqdn } = requireServer(services.estate, parameters.at, context.target);
  const asked = {
    server: fqdn,
    doing: l10n.t('asking for the active master'),
    changed: unchanged(),
    text: script,
  };
  const [found] = await ask(asked, status, context, services);
  const { Master = '', Agents = [], Words = '' } = found ?? {};
  if (parameters.state === 'lost') {
    if (Master !== '') return { findings: [lostFinding(fqdn, Master)], seen: [] };
    const seen = l10n.t('{0} finds no active master: {1}', fqdn, Words === '' ? '-' : Words);
    return { findings: [], seen: [seen] };
  }
  const pool = parameters.pool ?? services.estate.centralManagement ?? '';
  const own = membersOf(pool, services);
  const strangers = [Master, ...Agents].filter(
    name => name !== '' && !own.some(one => sameName(one, name)),
  );
  if (Master === '' || strangers.length > 0) {
    const names = [...new Set(strangers)].join(', ');
    return { findings: [masterFinding(pool, names, Words)], seen: [] };
  }
  return {
    findings: [],
    seen: [
      l10n.t('The active master is {0}; file transfer agents: {1}.', Master, Agents.join(', ')),
    ],
  };
}

/** `Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus` (domain facts, 4.5). */
export function activeMasterCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'active-master',
    description: l10n.t(
      'The Central Management store has its one active master on the right pool.',
    ),
    schema: schema(),
    plan: ({ at, pool, state }, context, { estate }) => {
      const { fqdn } = requireServer(estate, at, context.target);
      const line =
        state === 'lost'
          ? l10n.t('Ask {0} whether the Central Management store still has an active master.', fqdn)
          : l10n.t(
              'Ask {0} whether the active master is on {1}.',
              fqdn,
              pool ?? estate.centralManagement ?? '-',
            );
      return { servers: [fqdn], line };
    },
    examine,
  };
}
