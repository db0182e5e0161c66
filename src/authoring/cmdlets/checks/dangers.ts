import * as l10n from '@vscode/l10n';
import { dangerousParameter } from '../../../errors/cmdlets.ts';
import type { Binding } from '../binding.ts';
import { over, type CheckInput, type SpanFinding } from './finding.ts';

interface Danger {
  readonly cmdlet: RegExp;
  readonly parameter: string;
  readonly severity: 'information' | 'warning';
  /** Only where this parameter is given too. */
  readonly together?: string;
  what(): string;
}

/** Parameters that remove, disable or skip a safeguard; the first that fits speaks. */
const dangers: readonly Danger[] = [
  {
    cmdlet: /^Install-CsDatabase$/u,
    parameter: 'Clean',
    together: 'ConfiguredDatabases',
    severity: 'warning',
    what: () =>
      l10n.t(
        'it deletes and recreates every database of that SQL Server that the topology knows, not only the one that is lost.',
      ),
  },
  {
    cmdlet: /^Install-CsDatabase$/u,
    parameter: 'Clean',
    severity: 'information',
    what: () =>
      l10n.t('it deletes and recreates the databases. Without it existing ones are left alone.'),
  },
  {
    cmdlet: /CsMirrorDatabase$/u,
    parameter: 'DropExistingDatabasesOnMirror',
    severity: 'information',
    what: () => l10n.t('the databases on the mirror are dropped.'),
  },
  {
    cmdlet: /^Export-CsRgsConfiguration$/u,
    parameter: 'RemoveExportedConfiguration',
    severity: 'warning',
    what: () => l10n.t('the response groups are removed from the pool once they are exported.'),
  },
  {
    cmdlet: /^Export-CsPersistentChatData$/u,
    parameter: 'DisableExportedNodes',
    severity: 'warning',
    what: () => l10n.t('the exported rooms are disabled. Never in a backup.'),
  },
  {
    cmdlet: /^Import-CsRgsConfiguration$/u,
    parameter: 'ReplaceExistingRgsSettings',
    severity: 'information',
    what: () => l10n.t('the settings of the application on the destination are replaced.'),
  },
  {
    cmdlet: /^Disable-CsComputer$/u,
    parameter: 'Scorch',
    severity: 'warning',
    what: () => l10n.t('it removes the components and their databases from the computer.'),
  },
  {
    cmdlet: /^Set-CsConfigurationStoreLocation$/u,
    parameter: 'SkipLookup',
    severity: 'information',
    what: () => l10n.t('nothing looks whether that SQL Server answers.'),
  },
  {
    cmdlet: /^(?:Move-CsUser|Move-CsApplicationEndpoint|Move-CsLegacyUser)$/u,
    parameter: 'IgnoreBackendStoreException',
    severity: 'information',
    what: () => l10n.t('data of the users that cannot be read is left behind.'),
  },
  {
    cmdlet: /^Export-CsArchivingData$/u,
    parameter: 'Purge',
    severity: 'warning',
    what: () => l10n.t('what is exported is deleted from the database.'),
  },
  {
    cmdlet: /^Move-Cs(?:User|LegacyUser|ApplicationEndpoint)$/u,
    parameter: 'Force',
    severity: 'warning',
    what: () => l10n.t('the users are moved without their contacts and conferences.'),
  },
  {
    cmdlet: /./u,
    parameter: 'Force',
    severity: 'information',
    what: () => l10n.t('it leaves out questions and checks.'),
  },
];

function isMandatory({ cmdlet }: Binding, name: string): boolean {
  return cmdlet.sets.some(set => set.mandatory.includes(name));
}

/** Marks parameters that remove, disable or skip a safeguard. */
export function checkDangers({ binding }: CheckInput): readonly SpanFinding[] {
  const { cmdlet, given } = binding;
  const on = given.filter(
    ({ value }) => !(value?.kind === 'variable' && value.name.toLowerCase() === 'false'),
  );
  return on.flatMap(parameter => {
    const { name } = parameter.parameter;
    const danger = dangers.find(
      each =>
        each.parameter === name &&
        each.cmdlet.test(cmdlet.name) &&
        (each.together === undefined || on.some(other => other.parameter.name === each.together)),
    );
    if (danger === undefined || isMandatory(binding, name)) return [];
    return [over(parameter, dangerousParameter(name, danger.what(), danger.severity))];
  });
}

/** What is dangerous about a parameter by itself; `undefined` where nothing is. */
export function dangerOf(cmdlet: string, parameter: string): string | undefined {
  const found = dangers.find(
    each => each.parameter === parameter && each.together === undefined && each.cmdlet.test(cmdlet),
  );
  return found?.what();
}
