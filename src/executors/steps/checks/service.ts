import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose services are read; by default the target of the step.'),
    ).optional(),
    names: z
      .array(nonEmpty(l10n.t('Name of a Windows service.')))
      .min(1)
      .optional()
      .describe(
        l10n.t(
          'Windows services to look at, as in RTCSRV or MSSQL$$RTC ($$ stands for a dollar sign); by default every Lync service of the server.',
        ),
      ),
    state: z
      .enum(['running', 'stopped'])
      .default('running')
      .describe(l10n.t('What each of them must be.')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

export const windowsService = z.looseObject({ Name: z.string(), Status: z.string() });
export type WindowsService = z.output<typeof windowsService>;

const namedScript = `
param([string[]]$Names)
Get-Service -Name $Names -ErrorAction SilentlyContinue |
  Select-Object -Property Name, @{ Name = 'Status'; Expression = { "$($_.Status)" } }
`;

const lyncScript = `
Get-CsWindowsService -ExcludeActivityLevel |
  Select-Object -Property Name, @{ Name = 'Status'; Expression = { "$($_.Status)" } }
`;

function findingsFor(
  fqdn: string,
  { names, state }: Parameters,
  found: readonly WindowsService[],
): Finding[] {
  const why = l10n.t(
    'A recovery is over when the services run, and user data is imported while they are stopped.',
  );
  const expected = state === 'running' ? 'Running' : 'Stopped';
  const known = new Set(found.map(one => one.Name.toLowerCase()));
  const missing = (names ?? []).filter(name => !known.has(name.toLowerCase()));
  const findings: Finding[] = [];
  if (missing.length > 0 || found.length === 0) {
    findings.push({
      where: fqdn,
      expected:
        names === undefined
          ? l10n.t('Lync services')
          : l10n.t('the services {0}', names.join(', ')),
      found:
        missing.length > 0
          ? l10n.t('no service {0}', missing.join(', '))
          : l10n.t('no Lync service'),
      why,
      mend: [
        l10n.t('install the components of {0} with steps 1 and 2 of the deployment wizard.', fqdn),
      ],
    });
  }
  const wrong = found.filter(one => one.Status !== expected);
  if (wrong.length > 0) {
    findings.push({
      where: fqdn,
      expected: l10n.t('every service {0}', expected),
      found: wrong.map(one => `${one.Name} ${one.Status}`).join(', '),
      why,
      mend: [
        state === 'running'
          ? l10n.t('look into the event log of {0}, then run Start-CsWindowsService there.', fqdn)
          : l10n.t('run Stop-CsWindowsService on {0}.', fqdn),
      ],
    });
  }
  return findings;
}

/** Windows services of a server. */
export function serviceCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'service',
    description: l10n.t('Services of a server run, or are stopped.'),
    schema: schema(),
    plan: ({ server, names, state }, context, { estate }) => {
      const { fqdn } = requireServer(estate, server, context.target);
      const which = names?.join(', ') ?? l10n.t('every Lync service');
      const line =
        state === 'running'
          ? l10n.t('Check on {0} that these run: {1}.', fqdn, which)
          : l10n.t('Check on {0} that these are stopped: {1}.', fqdn, which);
      return { servers: [fqdn], line };
    },
    examine: async (parameters, context, services) => {
      const { fqdn } = requireServer(services.estate, parameters.server, context.target);
      const { names } = parameters;
      const script = {
        server: fqdn,
        doing: l10n.t('reading the services'),
        changed: unchanged(),
        ...(names === undefined
          ? { text: lyncScript }
          : { text: namedScript, parameters: { Names: names } }),
      };
      const found = await ask(script, windowsService, context, services);
      const findings = findingsFor(fqdn, parameters, found);
      const states = found.map(one => `${one.Name} ${one.Status}`).join(', ');
      return { findings, seen: findings.length > 0 ? [] : [`${fqdn}: ${states}`] };
    },
  };
}
