import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';
import { membersOfPool } from './pool-members.ts';
import { windowsService } from './service.ts';

const schema = schemaOf(() =>
  z.strictObject({
    pool: nonEmpty(l10n.t('Pool whose members are asked, each of them.')),
    state: z
      .enum(['running', 'stopped'])
      .default('running')
      .describe(l10n.t('What every Lync service of every member must be.')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const script = `
Get-CsWindowsService -ExcludeActivityLevel |
  Select-Object -Property Name, @{ Name = 'Status'; Expression = { "$($_.Status)" } }
`;

async function wrongOn(
  fqdn: string,
  wanted: string,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<string[]> {
  const asked = {
    server: fqdn,
    doing: l10n.t('reading the services'),
    changed: unchanged(),
    text: script,
  };
  const found = await ask(asked, windowsService, context, services);
  return found.filter(one => one.Status !== wanted).map(one => `${one.Name} ${one.Status}`);
}

function findingFor(fqdn: string, state: Parameters['state'], found: readonly string[]): Finding {
  return {
    where: fqdn,
    expected:
      state === 'stopped' ? l10n.t('every service stopped') : l10n.t('every service running'),
    found: found.join(', '),
    why:
      state === 'stopped'
        ? l10n.t(
            'An import of user data is seen only when the services of all Front Ends start together afterwards; one that runs meanwhile goes on with what it had, and writes it back.',
          )
        : l10n.t('A pool serves its users when the services of its members run.'),
    mend: [
      state === 'stopped'
        ? l10n.t('run Stop-CsWindowsService on {0}.', fqdn)
        : l10n.t('look into the event log of {0}, then run Start-CsWindowsService there.', fqdn),
    ],
  };
}

async function examine(
  { pool, state }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const members = membersOfPool(pool, services);
  const wanted = state === 'running' ? 'Running' : 'Stopped';
  const wrong = await Promise.all(
    members.map(async ({ fqdn }) => ({
      fqdn,
      found: await wrongOn(fqdn, wanted, context, services),
    })),
  );
  const findings = wrong.flatMap(({ fqdn, found }) =>
    found.length === 0 ? [] : [findingFor(fqdn, state, found)],
  );
  const names = members.map(({ fqdn }) => fqdn).join(', ');
  const seen =
    state === 'running'
      ? l10n.t('Every service runs on {0}.', names)
      : l10n.t('Every service is stopped on {0}.', names);
  return { findings, seen: findings.length > 0 ? [] : [seen] };
}

/** Services of every member of a pool: what an import of user data rests on (domain facts, 5.3). */
export function poolServicesCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'pool-services',
    description: l10n.t('The services of every member of a pool run, or are stopped.'),
    schema: schema(),
    plan: ({ pool, state }, _context, services) => {
      const servers = membersOfPool(pool, services).map(({ fqdn }) => fqdn);
      const line =
        state === 'running'
          ? l10n.t('Check that every Lync service runs on {0}.', servers.join(', '))
          : l10n.t('Check that every Lync service is stopped on {0}.', servers.join(', '));
      return { servers, line };
    },
    examine,
  };
}
