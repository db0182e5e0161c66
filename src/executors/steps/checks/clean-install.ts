import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { unchanged } from '../../../errors/steps.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { ask } from '../shell.ts';
import type { Check, Finding } from './check.ts';
import {
  anyLike,
  localInstances,
  productPatterns,
  servicePatterns,
  toolComponents,
} from './lync-names.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(
      l10n.t('Server that must be new or clean; by default the target of the step.'),
    ).optional(),
  }),
);

const trace = z.looseObject({
  Kind: z.enum(['component', 'service', 'instance', 'database']),
  Name: z.string(),
  Detail: z.string().nullish(),
});

type Trace = z.output<typeof trace>;

/**
 * Everything by which Lync leaves its state on a computer. Components come from the registry:
 * `Win32_Product` would make Windows Installer check, and mend, every package. It serves where there
 * is no registry to read. Databases can be listed only where the management shell is installed.
 */
const script = `
param([string]$Server)
$found = @()
if (Test-Path -Path 'HKLM:\\SOFTWARE') {
  $found += Get-ItemProperty -Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*' -ErrorAction SilentlyContinue |
    Where-Object { ${anyLike('$_.DisplayName', productPatterns)} } |
    ForEach-Object { @{ Kind = 'component'; Name = "$($_.DisplayName)"; Detail = "$($_.DisplayVersion)" } }
} else {
  $found += Get-WmiObject -Class Win32_Product |
    Where-Object { ${anyLike('$_.Name', productPatterns)} } |
    ForEach-Object { @{ Kind = 'component'; Name = "$($_.Name)"; Detail = "$($_.Version)" } }
}
$found += Get-Service |
  Where-Object { ${anyLike('$_.DisplayName', servicePatterns)} } |
  ForEach-Object { @{ Kind = 'service'; Name = "$($_.Name)"; Detail = "$($_.Status)" } }
$found += Get-Service -Name ${localInstances.map(name => `'MSSQL$${name}'`).join(', ')} -ErrorAction SilentlyContinue |
  ForEach-Object { @{ Kind = 'instance'; Name = "$($_.Name)"; Detail = "$($_.Status)" } }
if (Get-Command -Name Test-CsDatabase -ErrorAction SilentlyContinue) {
  try {
    $found += Test-CsDatabase -ConfiguredDatabases -SqlServerFqdn $Server -ErrorAction SilentlyContinue |
      Where-Object { $_.DatabaseName -and $_.Succeed } |
      ForEach-Object { @{ Kind = 'database'; Name = "$($_.DatabaseName)"; Detail = "$($_.SqlInstanceName)" } }
  } catch { }
}
$found
`;

function label({ Name, Detail }: Trace): string {
  return Detail === undefined || Detail === null || Detail === '' ? Name : `${Name} (${Detail})`;
}

function textsOf(traces: readonly Trace[]): string[] {
  const of = (kind: Trace['Kind']): string =>
    traces
      .filter(one => one.Kind === kind)
      .map(label)
      .join(', ');
  return [
    [l10n.t('installed components'), of('component')],
    [l10n.t('services'), of('service')],
    [l10n.t('local store'), of('instance')],
    [l10n.t('databases'), of('database')],
  ].flatMap(([what = '', names = '']) => (names === '' ? [] : [`${what}: ${names}`]));
}

function findingFor(server: string, traces: readonly Trace[]): Finding {
  return {
    where: server,
    expected: l10n.t('no components, services, local store or databases of Lync'),
    found: l10n.t('{0} of them', traces.length),
    why: l10n.t(
      'A restore is no merge: what is there would be overwritten, or would mix with what is restored.',
    ),
    mend: [
      l10n.t(
        'make sure that {0} is the server to be recovered, and not one that still works;',
        server,
      ),
      l10n.t(
        'install it anew under the same name with the same computer account, then run this step again.',
      ),
    ],
    theirs: textsOf(traces).map(text => ({ source: server, text })),
  };
}

/** Restore goes only onto new or clean servers (domain facts, section 0). */
export function cleanInstallCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'clean-install',
    description: l10n.t(
      'The server is new or clean: it holds nothing of Lync that a restore would destroy.',
    ),
    schema: schema(),
    plan: ({ server }, context, { estate }) => {
      const { fqdn } = requireServer(estate, server, context.target);
      return {
        servers: [fqdn],
        line: l10n.t(
          'Look for components, services, local store and databases of Lync on {0}.',
          fqdn,
        ),
      };
    },
    examine: async ({ server }, context, services) => {
      const { fqdn } = requireServer(services.estate, server, context.target);
      const traces = await ask(
        {
          server: fqdn,
          doing: l10n.t('looking for what is installed'),
          changed: unchanged(),
          text: script,
          parameters: { Server: fqdn },
        },
        trace,
        context,
        services,
      );
      const state = traces.filter(
        one => one.Kind !== 'component' || !toolComponents.test(one.Name),
      );
      if (state.length > 0) return { findings: [findingFor(fqdn, state)], seen: [] };
      const tools = traces.map(label).join(', ');
      const seen =
        tools === ''
          ? l10n.t('{0} holds nothing of Lync.', fqdn)
          : l10n.t('{0} holds only management tools: {1}.', fqdn, tools);
      return { findings: [], seen: [seen] };
    },
  };
}
