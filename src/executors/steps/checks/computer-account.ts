import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { sameName } from '../../../estate/lookup.ts';
import type { Server } from '../../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server whose computer account is looked at; by default the target of the step.'),
    ).optional(),
    at: nonEmpty(
      l10n.t('Server whose shell asks the directory; by default the server itself.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const account = z.looseObject({
  DNSHostName: z.string().nullish(),
  Enabled: z.boolean(),
  Groups: z.array(z.string()).nullish(),
  Joined: z.boolean(),
});

/**
 * The account by the name that DNS has for it. The module of Active Directory where it is installed,
 * else the searcher that every computer of a domain has. Values reach the filter escaped (RFC 4515).
 */
const script = `
param([string]$Fqdn)
$joined = $true
if ($Fqdn -like "$env:COMPUTERNAME.*") { $joined = [bool](Test-ComputerSecureChannel -ErrorAction SilentlyContinue) }
$name = $Fqdn.Split('.')[0]
if (Get-Command -Name Get-ADComputer -ErrorAction SilentlyContinue) {
  $found = @(Get-ADComputer -LDAPFilter "(sAMAccountName=$($name)$)" -Properties DNSHostName, Enabled, MemberOf)
  foreach ($one in $found) {
    @{ DNSHostName = "$($one.DNSHostName)"; Enabled = [bool]$one.Enabled; Joined = $joined
       Groups = @($one.MemberOf | ForEach-Object { "$_" -replace '^CN=([^,]+),.*$', '$1' }) }
  }
} else {
  $escaped = -join ($name.ToCharArray() | ForEach-Object { if ('*()\\'.Contains("$_")) { '\\{0:x2}' -f [int]$_ } else { "$_" } })
  $searcher = New-Object -TypeName System.DirectoryServices.DirectorySearcher -ArgumentList "(&(objectCategory=computer)(sAMAccountName=$escaped$))"
  foreach ($one in @($searcher.FindAll())) {
    $control = [int]"$($one.Properties['useraccountcontrol'])"
    @{ DNSHostName = "$($one.Properties['dnshostname'])"; Enabled = (($control -band 2) -eq 0); Joined = $joined
       Groups = @($one.Properties['memberof'] | ForEach-Object { "$_" -replace '^CN=([^,]+),.*$', '$1' }) }
  }
}
`;

/** Roles of the domain whose setup puts the computer into groups of Lync. */
const inGroups = new Set([
  'StandardEdition',
  'FrontEnd',
  'Director',
  'Mediation',
  'PersistentChat',
]);

function why(): string {
  return l10n.t(
    'The rights that setup once gave to the server belong to its computer account; a new account of the same name has none of them.',
  );
}

function findingsFor(server: Server, found: z.output<typeof account> | undefined): Finding[] {
  const at = { where: server.fqdn, why: why() };
  if (found === undefined) {
    const mend = [
      l10n.t(
        'restore the account of {0} from the recycle bin or a backup of the directory; only where that fails make a new one, and run Enable-CsTopology.',
        server.fqdn,
      ),
    ];
    const expected = l10n.t('a computer account');
    return [{ ...at, expected, found: l10n.t('none in the directory'), mend }];
  }
  const findings: Finding[] = [];
  if (!found.Enabled) {
    findings.push({
      ...at,
      expected: l10n.t('an enabled computer account'),
      found: l10n.t('it is disabled'),
      mend: [l10n.t('enable the account; do not delete it.')],
    });
  }
  if (!sameName(found.DNSHostName ?? server.fqdn, server.fqdn) && found.DNSHostName !== '') {
    findings.push({
      ...at,
      expected: l10n.t('an account for {0}', server.fqdn),
      found: l10n.t('an account for {0}', found.DNSHostName ?? ''),
      mend: [l10n.t('join the computer under the name {0}.', server.fqdn)],
    });
  }
  if (!found.Joined) {
    findings.push({
      ...at,
      expected: l10n.t('the computer is joined with this account'),
      found: l10n.t('the secure channel to the domain does not work'),
      mend: [
        l10n.t('run Test-ComputerSecureChannel -Repair on {0}, or join it again.', server.fqdn),
      ],
    });
  }
  const groups = found.Groups ?? [];
  if (server.roles.some(role => inGroups.has(role)) && !groups.some(one => /^RTC/iu.test(one))) {
    findings.push({
      ...at,
      expected: l10n.t('membership of groups whose names begin with RTC'),
      found: groups.length === 0 ? l10n.t('no group') : groups.join(', '),
      mend: [
        l10n.t(
          'the account is new: restore the old one, or put it into the groups with Enable-CsTopology after the server is in the topology.',
        ),
      ],
    });
  }
  return findings;
}

async function examine(
  { server: name, at }: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const server = requireServer(services.estate, name, context.target);
  const asked = at === undefined ? server : requireServer(services.estate, at);
  const [found] = await ask(
    {
      server: asked.fqdn,
      doing: l10n.t('reading the computer account'),
      changed: unchanged(),
      text: script,
      parameters: { Fqdn: server.fqdn },
    },
    account,
    context,
    services,
  );
  const findings = findingsFor(server, found);
  const groups = (found?.Groups ?? []).join(', ');
  const seen =
    groups === ''
      ? l10n.t('{0} has its computer account.', server.fqdn)
      : l10n.t('{0} has its computer account, in {1}.', server.fqdn, groups);
  return { findings, seen: findings.length > 0 ? [] : [seen] };
}

/** The account in Active Directory (domain facts, 2 and 5.1). */
export function computerAccountCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'computer-account',
    description: l10n.t('The computer account is there, enabled, and in its groups.'),
    schema: schema(),
    plan: ({ server, at }, context, { estate }) => {
      const { fqdn } = requireServer(estate, server, context.target);
      const asked = at === undefined ? fqdn : requireServer(estate, at).fqdn;
      return {
        servers: [asked],
        line: l10n.t('Ask the directory from {0} for the computer account of {1}.', asked, fqdn),
      };
    },
    examine,
  };
}
