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
    pool: nonEmpty(l10n.t('Pool whose user data is to be imported.')),
    at: nonEmpty(
      l10n.t('Server whose management shell is asked; by default the target of the step.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const state = z.looseObject({
  Partner: z.string(),
  Users: z.number(),
  ServedBy: z.array(z.string()),
  Words: z.string(),
});

/**
 * A pool without a partner makes the first cmdlet fail or give nothing. Who serves a user now is told for
 * each user; a few stand for the pool, which fails over as a whole. Read from the local copy of the
 * configuration, so that it works while the Central Management store is lost.
 */
const script = `
param([string]$Pool)
$partner = ''; $served = @(); $users = @(); $words = ''
try {
  $relation = @(Get-CsPoolBackupRelationship -PoolFqdn $Pool -LocalStore -ErrorAction Stop)
  if ($relation.Count -gt 0) { $partner = "$($relation[0].BackupPoolFqdn)" }
} catch { $words = "$_" }
try {
  $users = @(Get-CsUser -OnLyncServer -ErrorAction Stop | Where-Object { "$($_.RegistrarPool)" -eq $Pool } | Select-Object -First 3)
  foreach ($user in $users) { $served += "$((Get-CsUserPoolInfo -Identity $user.SipAddress -LocalStore -ErrorAction Stop).UserServicesPoolFqdn)" }
} catch { $words = "$words $_" }
@{ Partner = $partner; Users = $users.Count; ServedBy = @($served | Where-Object { $_ } | Select-Object -Unique); Words = $words }
`;

function findingFor(pool: string, partner: string, found: string, theirs: string): Finding {
  return {
    where: pool,
    expected: l10n.t('a pool that is not failed over'),
    found,
    why: l10n.t(
      'While it was failed over, {0} took what its users changed. An import of an older backup would overwrite that, and the pair would carry the old state back.',
      partner,
    ),
    mend: [
      l10n.t(
        'import nothing: rebuild the pool, let the Backup Service bring the data back, then Invoke-CsPoolFailBack -PoolFqdn {0};',
        pool,
      ),
      l10n.t('if it was never failed over, override this step with that reason.'),
    ],
    ...(theirs.trim() === '' ? {} : { theirs: [{ source: pool, text: theirs.trim() }] }),
  };
}

function findingOf(
  pool: string,
  paired: string | undefined,
  { Partner, Users, ServedBy, Words }: z.output<typeof state>,
): Finding | undefined {
  const partner = Partner === '' ? (paired ?? '') : Partner;
  if (partner === '') return undefined;
  const elsewhere = ServedBy.filter(one => !sameName(one, pool));
  if (elsewhere.length > 0) {
    const words = l10n.t('its users are served by {0}', elsewhere.join(', '));
    return findingFor(pool, partner, words, Words);
  }
  if (ServedBy.length > 0 || (Users === 0 && Words.trim() === '')) return undefined;
  const words = l10n.t('it is paired with {0}, and nothing says who serves its users', partner);
  return findingFor(pool, partner, words, Words);
}

async function examine(
  { pool, at }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { estate } = services;
  const { fqdn } = requireServer(estate, at, context.target);
  const asked = {
    server: fqdn,
    doing: l10n.t('asking whether the pool was failed over'),
    changed: unchanged(),
    text: script,
    parameters: { Pool: pool },
  };
  const [found] = await ask(asked, state, context, services);
  const finding =
    found === undefined ? undefined : findingOf(pool, findPool(estate, pool)?.pairedWith, found);
  if (finding !== undefined) return { findings: [finding], seen: [] };
  const partner = found?.Partner ?? '';
  const seen =
    partner === ''
      ? l10n.t('{0} is not paired with another pool.', pool)
      : l10n.t('{0} is paired with {1} and not failed over.', pool, partner);
  return { findings: [], seen: [seen] };
}

/** The guard against an old import into a pool whose users live on its pair (domain facts, 5.3). */
export function notFailedOverCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'not-failed-over',
    description: l10n.t('A pool whose user data is to be imported is not failed over to its pair.'),
    schema: schema(),
    plan: ({ pool, at }, context, { estate }) => {
      const { fqdn } = requireServer(estate, at, context.target);
      return {
        servers: [fqdn],
        line: l10n.t('Ask {0} whether {1} was failed over.', fqdn, pool),
      };
    },
    examine,
  };
}
