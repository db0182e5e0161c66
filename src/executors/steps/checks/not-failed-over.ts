import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { findPool } from '../../../estate/lookup.ts';
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

const state = z.looseObject({ Partner: z.string(), Pool: z.string(), Words: z.string() });

/** A pool without a partner makes the first cmdlet fail or give nothing. */
const script = `
param([string]$Pool)
$partner = ''; $state = ''; $words = ''
try {
  $relation = @(Get-CsPoolBackupRelationship -PoolFqdn $Pool -ErrorAction Stop)
  if ($relation.Count -gt 0) { $partner = "$($relation[0].BackupPoolFqdn)" }
} catch { $words = "$_" }
try {
  $registrar = @(Get-CsRegistrarConfiguration -ErrorAction Stop | Where-Object { "$($_.Identity)" -like "*:$Pool" })
  if ($registrar.Count -gt 0) { $state = "$($registrar[0].PoolState)" }
} catch { $words = "$words $_" }
@{ Partner = $partner; Pool = $state; Words = $words }
`;

function findingFor(pool: string, partner: string, found: string): Finding {
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
  };
}

function findingOf(
  pool: string,
  paired: string | undefined,
  found: z.output<typeof state>,
): Finding | undefined {
  const partner = found.Partner === '' ? (paired ?? '') : found.Partner;
  if (partner === '') return undefined;
  if (/^active$/iu.test(found.Pool)) return undefined;
  const words =
    found.Pool === ''
      ? l10n.t('it is paired with {0}, and nothing says whether it was failed over', partner)
      : l10n.t('it is paired with {0}, and its state is {1}', partner, found.Pool);
  return findingFor(pool, partner, words);
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
