import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    at: nonEmpty(
      l10n.t('Server whose shell asks DHCP; by default the target of the step.'),
    ).optional(),
    server: nonEmpty(
      l10n.t('Name of the DHCP server; by default those that the directory has authorized.'),
    ).optional(),
    options: z
      .array(nonEmpty(l10n.t('Number of an option.')))
      .default(['120', '43'])
      .describe(
        l10n.t('Options that must be there: 120 (SIP servers) and 43 (certificate service).'),
      ),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const answer = z.looseObject({
  Kind: z.enum(['tools', 'option']),
  Option: z.string(),
  Where: z.string(),
  Value: z.string(),
});

/** Options of the server and of every scope. Without the module nothing can be said, and that is told. */
const script = `
param([string]$Server, [string[]]$Options)
if (-not (Get-Command -Name Get-DhcpServerv4OptionValue -ErrorAction SilentlyContinue)) {
  @{ Kind = 'tools'; Option = ''; Where = ''; Value = '' }
} else {
  $servers = @($Server)
  if (-not $Server) { $servers = @(Get-DhcpServerInDC -ErrorAction SilentlyContinue | ForEach-Object { "$($_.DnsName)" }) }
  foreach ($one in $servers) {
    foreach ($option in $Options) {
      $found = @(Get-DhcpServerv4OptionValue -ComputerName $one -OptionId $option -ErrorAction SilentlyContinue)
      foreach ($scope in @(Get-DhcpServerv4Scope -ComputerName $one -ErrorAction SilentlyContinue)) {
        $found += @(Get-DhcpServerv4OptionValue -ComputerName $one -ScopeId $scope.ScopeId -OptionId $option -ErrorAction SilentlyContinue)
      }
      foreach ($value in $found) {
        @{ Kind = 'option'; Option = "$option"; Where = $one; Value = (@($value.Value) -join ' ') }
      }
    }
  }
}
`;

function findingFor(option: string): Finding {
  return {
    where: l10n.t('DHCP option {0}', option),
    expected: l10n.t('a value'),
    found: l10n.t('none on any DHCP server that was asked'),
    why: l10n.t(
      'Telephones find their pool and its certificate service by DHCP options 120 and 43; without them they do not come back.',
    ),
    mend: [
      l10n.t('set the option as DHCPUtil.exe on a Front End prints it;'),
      l10n.t('if no telephones use DHCP, override this step with that reason.'),
    ],
  };
}

async function examine(
  { at, server, options }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { fqdn } = requireServer(services.estate, at, context.target);
  const asked = {
    server: fqdn,
    doing: l10n.t('reading DHCP options'),
    changed: unchanged(),
    text: script,
    parameters: { Server: server ?? '', Options: options },
  };
  const found = await ask(asked, answer, context, services);
  if (found.some(one => one.Kind === 'tools')) {
    const seen = l10n.t(
      'DHCP options were not looked at: {0} has no DHCP tools. Look at options 120 and 43 yourself.',
      fqdn,
    );
    return { findings: [], seen: [seen] };
  }
  const there = found.filter(one => one.Kind === 'option' && one.Value !== '');
  const missing = options.filter(option => !there.some(one => one.Option === option));
  const seen = there.map(one =>
    l10n.t('DHCP option {0}: {1} ({2}).', one.Option, one.Value, one.Where),
  );
  return { findings: missing.map(findingFor), seen };
}

/** DHCP options by which telephones find the pool (domain facts, 5.1). */
export function dhcpOptionsCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'dhcp-options',
    description: l10n.t('The DHCP options that telephones need are set.'),
    schema: schema(),
    plan: ({ at }, context, { estate }) => {
      const { fqdn } = requireServer(estate, at, context.target);
      return { servers: [fqdn], line: l10n.t('Ask from {0} for DHCP options.', fqdn) };
    },
    examine,
  };
}
