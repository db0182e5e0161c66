import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { Problem } from '../../../errors/problem.ts';
import { unchanged } from '../../../errors/steps.ts';
import { quorumOf } from '../../../estate/quorum.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';
import { membersOfPool } from './pool-members.ts';
import { windowsService } from './service.ts';

const schema = schemaOf(() =>
  z.strictObject({
    pool: nonEmpty(l10n.t('Enterprise pool whose Front Ends are counted.')),
    start: z
      .enum(['first', 'running'])
      .default('running')
      .describe(
        l10n.t(
          'first: as many as the first start after all were down needs; running: as many as it needs to stay functional.',
        ),
      ),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const script = `
Get-Service -Name RTCSRV -ErrorAction SilentlyContinue |
  Select-Object -Property Name, @{ Name = 'Status'; Expression = { "$($_.Status)" } }
`;

/** A Front End that cannot be asked does not run. */
async function runsOn(
  fqdn: string,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<boolean> {
  const asked = {
    server: fqdn,
    doing: l10n.t('reading the Front End service'),
    changed: unchanged(),
    text: script,
  };
  try {
    const found = await ask(asked, windowsService, context, services);
    return found.some(one => one.Status === 'Running');
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (thrown instanceof Problem) return false;
    throw thrown;
  }
}

function findingFor(
  pool: string,
  needed: number,
  running: readonly string[],
  idle: readonly string[],
): Finding {
  return {
    where: pool,
    expected: l10n.t('{0} Front Ends running at least', needed),
    found: l10n.t('{0} running; not running: {1}', running.length, idle.join(', ')),
    why: l10n.t(
      'Fewer than that wait for each other: the pool serves nobody, however long they run.',
    ),
    mend: [
      l10n.t('start the services on {0}, together with the others;', idle.join(', ')),
      l10n.t(
        'where that cannot be, and only then: Reset-CsPoolRegistrarState -PoolFqdn {0} -ResetType QuorumLossRecovery (what was not yet in the back end is lost).',
        pool,
      ),
    ],
  };
}

async function examine(
  { pool, start }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const members = membersOfPool(pool, services).map(({ fqdn }) => fqdn);
  const states = await Promise.all(
    members.map(async fqdn => ({ fqdn, runs: await runsOn(fqdn, context, services) })),
  );
  const running = states.filter(one => one.runs).map(({ fqdn }) => fqdn);
  const idle = states.filter(one => !one.runs).map(({ fqdn }) => fqdn);
  const { firstStart, functional } = quorumOf(members.length);
  const needed = start === 'first' ? firstStart : functional;
  if (running.length < needed) {
    return { findings: [findingFor(pool, needed, running, idle)], seen: [] };
  }
  const seen = l10n.t(
    '{0} of {1} Front Ends of {2} run; {3} are needed.',
    running.length,
    members.length,
    pool,
    needed,
  );
  return { findings: [], seen: [seen] };
}

/** The quorum of a pool of Front Ends (domain facts, 4.3). */
export function quorumCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'quorum',
    description: l10n.t('As many Front Ends of a pool run as it needs.'),
    schema: schema(),
    plan: ({ pool, start }, _context, services) => {
      const servers = membersOfPool(pool, services).map(({ fqdn }) => fqdn);
      const { firstStart, functional } = quorumOf(servers.length);
      const needed = start === 'first' ? firstStart : functional;
      return {
        servers,
        line: l10n.t('Check that {0} of {1} run at least.', needed, servers.join(', ')),
      };
    },
    examine,
  };
}
