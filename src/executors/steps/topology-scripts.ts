import * as l10n from '@vscode/l10n';
import type { ShellValue } from '../powershell/session.ts';

/** One command of a task: what it does, and its script. */
export interface TopologyCommand {
  readonly doing: string;
  readonly text: string;
  readonly parameters?: Readonly<Record<string, ShellValue>>;
}

/** Where databases are created. */
export interface DatabaseTarget {
  readonly sqlServer: string;
  readonly instance: string | undefined;
  readonly paths: readonly string[] | undefined;
}

/** The published topology, which shows that the Central Management store answers. */
export function download(file: string | undefined): TopologyCommand {
  if (file === undefined) {
    return {
      doing: l10n.t('read the published topology'),
      text: `
$topology = (Get-CsTopology -AsXml).ToString()
if (-not $topology) { throw 'No topology is published.' }
"$($topology.Length) characters"
`,
    };
  }
  return {
    doing: l10n.t('save the published topology as {0}', file),
    text: `
param([string]$File)
if (Test-Path -LiteralPath $File) { throw "$File exists already." }
$topology = (Get-CsTopology -AsXml).ToString()
if (-not $topology) { throw 'No topology is published.' }
$topology | Out-File -FilePath $File -Encoding UTF8
Get-Item -LiteralPath $File | Select-Object -Property Name, Length
`,
    parameters: { File: file },
  };
}

export function publish(file: string): TopologyCommand {
  return {
    doing: l10n.t('publish the topology of {0}', file),
    text: `
param([string]$File)
Publish-CsTopology -FileName $File -Force -Confirm:$false
`,
    parameters: { File: file },
  };
}

export function enable(): TopologyCommand {
  return {
    doing: l10n.t('enable the topology: permissions, groups and entries in the directory'),
    text: 'Enable-CsTopology -Force -Confirm:$false',
  };
}

/** Optional parameters are splatted, so that a missing one is not passed at all. */
const optional = `
$more = @{}
if ($Instance) { $more['SqlInstanceName'] = $Instance }
if ($Paths) { $more['DatabasePaths'] = $Paths }
`;

function values({ sqlServer, instance, paths }: DatabaseTarget): Record<string, ShellValue> {
  return { SqlServer: sqlServer, Instance: instance ?? '', Paths: paths ?? [] };
}

/** Never with -Clean: that deletes what is there (domain facts, 5.3). */
export function createDatabases(target: DatabaseTarget): TopologyCommand {
  return {
    doing: l10n.t('create the databases of the topology that are missing on {0}', target.sqlServer),
    text: `
param([string]$SqlServer, [string]$Instance, [string[]]$Paths)
$more = @{}
if ($Instance) { $more['ForInstance'] = $Instance }
if ($Paths) { $more['DatabasePaths'] = $Paths }
Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn $SqlServer @more -Confirm:$false
`,
    parameters: values(target),
  };
}

export function testDatabases(target: DatabaseTarget): TopologyCommand {
  return {
    doing: l10n.t('check that each database on {0} answers', target.sqlServer),
    text: `
param([string]$SqlServer)
Test-CsDatabase -ConfiguredDatabases -SqlServerFqdn $SqlServer
`,
    parameters: { SqlServer: target.sqlServer },
  };
}

export function createCentralStore(target: DatabaseTarget, clean: boolean): TopologyCommand {
  return {
    doing: clean
      ? l10n.t(
          'DELETE the Central Management store on {0} if it is there, and create it empty',
          target.sqlServer,
        )
      : l10n.t('create the Central Management store on {0} if it is missing', target.sqlServer),
    text: `
param([string]$SqlServer, [string]$Instance, [string[]]$Paths, [bool]$Clean)
${optional.trim()}
Install-CsDatabase -CentralManagementDatabase -SqlServerFqdn $SqlServer @more -Clean:$Clean -Confirm:$false
`,
    parameters: { ...values(target), Clean: clean },
  };
}

export function pointAtCentralStore(target: DatabaseTarget): TopologyCommand {
  return {
    doing: l10n.t('point the directory at the Central Management store on {0}', target.sqlServer),
    text: `
param([string]$SqlServer, [string]$Instance)
$more = @{}
if ($Instance) { $more['SqlInstanceName'] = $Instance }
Set-CsConfigurationStoreLocation -SqlServerFqdn $SqlServer @more -Confirm:$false
`,
    parameters: { SqlServer: target.sqlServer, Instance: target.instance ?? '' },
  };
}
