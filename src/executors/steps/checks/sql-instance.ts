import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { findSqlInstance, sameName } from '../../../estate/lookup.ts';
import type { ActionPlanContext, ActionServices } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, CheckReport, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    instance: nonEmpty(l10n.t('SQL Server instance, host\\instance, or host for the default one.')),
    collation: nonEmpty(
      l10n.t('Collation that it must have; by default that of the estate file.'),
    ).optional(),
    version: nonEmpty(
      l10n.t(
        'Oldest version that is allowed, as in 2012 or 11.0; by default that of the estate file.',
      ),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

const installed = z.looseObject({
  Name: z.string(),
  Version: z.string(),
  Collation: z.string(),
  State: z.string(),
});

type Installed = z.output<typeof installed>;

/** What setup wrote into the registry; where there is none, services and installed products. */
const script = `
$names = 'HKLM:\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\Instance Names\\SQL'
function Get-State([string]$Instance) {
  $service = "MSSQL$" + $Instance
  if ($Instance -eq 'MSSQLSERVER') { $service = 'MSSQLSERVER' }
  "$(@(Get-Service -Name $service -ErrorAction SilentlyContinue)[0].Status)"
}
if (Test-Path -Path $names) {
  $key = Get-Item -Path $names
  foreach ($name in $key.GetValueNames()) {
    $setup = Get-ItemProperty -Path "HKLM:\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\$($key.GetValue($name))\\Setup"
    @{ Name = $name; Version = "$($setup.Version)"; Collation = "$($setup.Collation)"; State = (Get-State $name) }
  }
} elseif (-not (Test-Path -Path 'HKLM:\\SOFTWARE')) {
  Get-WmiObject -Class Win32_Product | Where-Object { $_.Name -match '^Microsoft SQL Server .*\\((.+)\\)$' } |
    ForEach-Object {
      $name = $_.Name -replace '^.*\\((.+)\\)$', '$1'
      @{ Name = $name; Version = "$($_.Version)"; Collation = "$($_.Collation)"; State = (Get-State $name) }
    }
}
`;

/** Major version numbers of the product years (Microsoft, build list of SQL Server). */
const majorOfYear: Readonly<Record<string, number>> = {
  '2008': 10,
  '2008 R2': 10,
  '2012': 11,
  '2014': 12,
  '2016': 13,
  '2017': 14,
  '2019': 15,
  '2022': 16,
};

function majorOf(version: string): number {
  return majorOfYear[version.trim()] ?? Number.parseInt(version, 10);
}

interface Wanted {
  readonly host: string;
  readonly instance: string;
  readonly collation: string | undefined;
  readonly version: string | undefined;
}

function wantedOf(
  { instance, collation, version }: Parameters,
  { estate }: ActionServices,
): Wanted {
  const described = findSqlInstance(estate, instance);
  const [host = instance, name = ''] = instance.split('\\');
  return {
    host: requireServer(estate, described?.host ?? host).fqdn,
    instance: name === '' ? 'MSSQLSERVER' : name,
    collation: collation ?? described?.collation,
    version: version ?? described?.version,
  };
}

function missing(where: string, wanted: Wanted, all: readonly Installed[]): Finding {
  return {
    where,
    expected: l10n.t('an instance {0}', wanted.instance),
    found:
      all.length === 0
        ? l10n.t('no SQL Server')
        : l10n.t('only {0}', all.map(one => one.Name).join(', ')),
    why: l10n.t('The topology and the connection of every Front End name the instance.'),
    mend: [
      l10n.t('install SQL Server on {0} with the instance name {1}.', wanted.host, wanted.instance),
    ],
  };
}

function findingsFor(where: string, wanted: Wanted, found: Installed): Finding[] {
  const findings: Finding[] = [];
  const { collation, version } = wanted;
  if (collation !== undefined && found.Collation !== '' && !sameName(collation, found.Collation)) {
    findings.push({
      where,
      expected: collation,
      found: found.Collation,
      why: l10n.t(
        'Databases of another collation compare names in another way; setup and queries across databases fail.',
      ),
      mend: [l10n.t('install the instance again with the collation {0}.', collation)],
    });
  }
  if (version !== undefined && found.Version !== '' && majorOf(found.Version) < majorOf(version)) {
    findings.push({
      where,
      expected: l10n.t('version {0} or newer', version),
      found: found.Version,
      why: l10n.t('SQL Server restores no backup of a newer version than its own.'),
      mend: [l10n.t('install SQL Server {0} on {1}.', version, wanted.host)],
    });
  }
  if (found.State !== '' && found.State !== 'Running') {
    findings.push({
      where,
      expected: l10n.t('the service running'),
      found: found.State,
      why: l10n.t('Databases cannot be made on an instance that does not run.'),
      mend: [l10n.t('start the service of {0} on {1}.', wanted.instance, wanted.host)],
    });
  }
  return findings;
}

async function examine(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const wanted = wantedOf(parameters, services);
  const doing = l10n.t('reading the installed instances of SQL Server');
  const asked = { server: wanted.host, doing, changed: unchanged(), text: script };
  const all = await ask(asked, installed, context, services);
  const found = all.find(one => sameName(one.Name, wanted.instance));
  if (found === undefined) {
    return { findings: [missing(parameters.instance, wanted, all)], seen: [] };
  }
  const findings = findingsFor(parameters.instance, wanted, found);
  const facts = [found.Version, found.Collation, found.State].filter(one => one !== '').join(', ');
  return {
    findings,
    seen: findings.length > 0 ? [] : [l10n.t('{0}: {1}.', parameters.instance, facts)],
  };
}

/** An instance as it must come back, as its host's registry tells; no login is needed. */
export function sqlInstanceCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'sql-instance',
    description: l10n.t(
      'An instance of SQL Server has its old name, collation and version, and runs.',
    ),
    schema: schema(),
    plan: (parameters, _context, services) => {
      const { host, instance } = wantedOf(parameters, services);
      return { servers: [host], line: l10n.t('Look on {0} for the instance {1}.', host, instance) };
    },
    examine,
  };
}
