import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { poolOf, sameName } from '../../../estate/lookup.ts';
import type { Estate } from '../../../estate/model.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    at: nonEmpty(
      l10n.t(
        'Server whose management shell reads the topology; by default the target of the step.',
      ),
    ).optional(),
    servers: z
      .array(nonEmpty(l10n.t('FQDN of a server.')))
      .default([])
      .describe(l10n.t('Servers that must be in the topology, in the pool of the estate file.')),
    'file-stores': z
      .array(nonEmpty(l10n.t('Path of a file store.')))
      .default([])
      .describe(l10n.t('File stores that the topology must name by exactly this path.')),
    sql: z
      .array(nonEmpty(l10n.t('SQL Server instance, host\\instance.')))
      .default([])
      .describe(l10n.t('Instances that the topology must name.')),
    'sip-domains': z
      .boolean()
      .default(false)
      .describe(l10n.t('Whether the SIP domains must be those of the estate file.')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const named = z.looseObject({
  Kind: z.enum(['computer', 'file-store', 'sql', 'sip-domain']),
  Name: z.string(),
  Of: z.string(),
});

type Named = z.output<typeof named>;

/**
 * Names as the published topology has them. Instances, those of mirrors among them, stand in its document
 * alone: an element with a name and the cluster that it is on.
 */
const script = `
Get-CsComputer | ForEach-Object { @{ Kind = 'computer'; Name = "$($_.Fqdn)"; Of = "$($_.Pool)" } }
Get-CsService -FileStore | ForEach-Object { @{ Kind = 'file-store'; Name = "$($_.UncPath)"; Of = '' } }
$document = [xml](Get-CsTopology -AsXml).ToString()
$hosts = @{}
foreach ($cluster in @($document.SelectNodes("//*[local-name()='Cluster' and @Fqdn]"))) {
  $id = $cluster.SelectSingleNode("*[local-name()='ClusterId']")
  if ($id) { $hosts["$($id.GetAttribute('SiteId')):$($id.GetAttribute('Number'))"] = $cluster.GetAttribute('Fqdn') }
}
foreach ($instance in @($document.SelectNodes("//*[@Name and *[local-name()='ClusterId']]"))) {
  $id = $instance.SelectSingleNode("*[local-name()='ClusterId']")
  $name = $hosts["$($id.GetAttribute('SiteId')):$($id.GetAttribute('Number'))"]
  if ($name) { @{ Kind = 'sql'; Name = "$name"; Of = $instance.GetAttribute('Name') } }
}
Get-CsSipDomain | ForEach-Object { @{ Kind = 'sip-domain'; Name = "$($_.Name)"; Of = '' } }
`;

function why(): string {
  return l10n.t(
    'Setup installs what the topology says, under the names that it says; data under another name is not found.',
  );
}

function plainPath(path: string): string {
  return path.replaceAll('/', '\\').replace(/\\+$/u, '').toLowerCase();
}

function mendTopology(): string[] {
  return [
    l10n.t('if the estate file is wrong, import it again (estate import) and make the plan anew;'),
    l10n.t('if the topology is wrong, restore or publish the right one first.'),
  ];
}

function finding(where: string, expected: string, found: string): Finding {
  return { where, expected, found, why: why(), mend: mendTopology() };
}

function computerFindings(
  servers: readonly string[],
  all: readonly Named[],
  estate: Estate,
): Finding[] {
  const computers = all.filter(one => one.Kind === 'computer');
  return servers.flatMap(fqdn => {
    const pool = poolOf(estate, fqdn);
    if (pool === undefined) return [];
    const found = computers.find(one => sameName(one.Name, fqdn));
    const expected = l10n.t('in the topology, in the pool {0}', pool.fqdn);
    if (found === undefined) return [finding(fqdn, expected, l10n.t('not in the topology'))];
    const inPool = found.Of === '' || sameName(found.Of, pool.fqdn);
    return inPool ? [] : [finding(fqdn, expected, l10n.t('in the pool {0}', found.Of))];
  });
}

function listFindings(
  wanted: readonly string[],
  found: readonly string[],
  same: (a: string, b: string) => boolean,
  what: string,
): Finding[] {
  return wanted
    .filter(one => !found.some(other => same(one, other)))
    .map(one =>
      finding(one, l10n.t('{0} in the topology', what), found.join(', ') || l10n.t('none')),
    );
}

function instanceName({ Name, Of }: Named): string {
  return Of === '' || sameName(Of, 'MSSQLSERVER') || sameName(Of, 'default')
    ? Name
    : `${Name}\\${Of}`;
}

function domainFindings(all: readonly Named[], { sipDomains }: Estate): Finding[] {
  const found = all.filter(one => one.Kind === 'sip-domain').map(one => one.Name);
  const where = l10n.t('SIP domains');
  const same =
    sipDomains.every(one => found.some(other => sameName(one, other))) &&
    found.every(one => sipDomains.some(other => sameName(one, other)));
  if (same || sipDomains.length === 0) return [];
  return [
    {
      where,
      expected: sipDomains.join(', '),
      found: found.join(', ') || l10n.t('none'),
      why: l10n.t('Users, certificates and conference links carry the SIP domains.'),
      mend: mendTopology(),
    },
  ];
}

async function examine(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { estate } = services;
  const { fqdn } = requireServer(estate, parameters.at, context.target);
  const doing = l10n.t('reading the names of the topology');
  const asked = { server: fqdn, doing, changed: unchanged(), text: script };
  const all = await ask(asked, named, context, services);
  const of = (kind: Named['Kind']): Named[] => all.filter(one => one.Kind === kind);
  const findings = [
    ...computerFindings(parameters.servers, all, estate),
    ...listFindings(
      parameters['file-stores'],
      of('file-store').map(one => one.Name),
      (a, b) => plainPath(a) === plainPath(b),
      l10n.t('this file store'),
    ),
    ...listFindings(parameters.sql, of('sql').map(instanceName), sameName, l10n.t('this instance')),
    ...(parameters['sip-domains'] ? domainFindings(all, estate) : []),
  ];
  const counted = l10n.t(
    'The topology that {0} reads names {1} computers, {2} file stores, {3} SIP domains, as the estate file does.',
    fqdn,
    of('computer').length,
    of('file-store').length,
    of('sip-domain').length,
  );
  return { findings, seen: findings.length > 0 ? [] : [counted] };
}

/** The names of the published topology against those of the estate file (domain facts, 5.1). */
export function topologyCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'topology',
    description: l10n.t(
      'The published topology names servers, file stores, instances and SIP domains as the estate file does.',
    ),
    schema: schema(),
    plan: ({ at }, context, { estate }) => {
      const { fqdn } = requireServer(estate, at, context.target);
      return {
        servers: [fqdn],
        line: l10n.t('Compare the topology that {0} reads with the estate file.', fqdn),
      };
    },
    examine,
  };
}
