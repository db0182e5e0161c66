import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import { powershellLiteral } from '../writing/literals.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, shellStep } from './part.ts';

/** Where the Central Management store is rebuilt. */
export interface CentralPlace {
  /** Server whose management shell does it. */
  readonly at: Named;
  /** FQDN of the SQL Server. */
  readonly sql: Named;
  /** Instance without the host; always a variable or a constant of ours. */
  readonly instance: Named;
  /** The other half of its mirror, where it has one. */
  readonly mirror?: { readonly host: string; readonly instance: string };
  /** Pool that hosts the store. */
  readonly pool: Named;
}

/** `-Clean` is for a store that is lost: one that answers is not. */
function storeIsLost({ at, pool }: CentralPlace): StepDraft {
  return actionStep(
    'store-is-lost',
    [
      l10n.t(
        'The next step deletes. So the store is asked once more: nobody may answer as its active master. If somebody does, it is not lost, and this runbook is the wrong one.',
      ),
    ],
    ['check', { 'active-master': { pool: pool.cell, at: at.cell, state: 'lost' } }],
  );
}

function createStore({ at, sql, instance }: CentralPlace): StepDraft {
  return shellStep(
    'create-store',
    [
      l10n.t(
        '`-Clean` deletes the databases of the Central Management store on {0}, instance {1}, and makes them again. That instance is new and has none worth keeping: make sure that it is, which is why this step asks.',
        sql.prose,
        instance.prose,
      ),
    ],
    [
      `Install-CsDatabase -CentralManagementDatabase -Clean -SqlServerFqdn ${sql.script} -SqlInstanceName ${instance.script} -Confirm:$false`,
    ],
    { target: at.cell, confirm: true, timeout: '1h' },
  );
}

function pointDirectory({ at, sql, instance, mirror }: CentralPlace): StepDraft {
  const other =
    mirror === undefined
      ? ''
      : ` -MirrorSqlServerFqdn ${powershellLiteral(mirror.host)} -MirrorSqlInstanceName ${powershellLiteral(mirror.instance)}`;
  return shellStep(
    'point-directory',
    [
      l10n.t(
        'Active Directory holds one pointer to the store. It gets its old value again, and is checked to lead to a store that answers. With several domain controllers, wait until it has replicated.',
      ),
    ],
    [
      `Set-CsConfigurationStoreLocation -SqlServerFqdn ${sql.script} -SqlInstanceName ${instance.script}${other} -Confirm:$false`,
      'Get-CsConfigurationStoreLocation',
    ],
    { target: at.cell, confirm: true },
  );
}

function importConfiguration({ at }: CentralPlace): StepDraft {
  return shellStep(
    'import-configuration',
    [l10n.t('Settings and topology come back from the set, for every server of the deployment.')],
    [`Import-CsConfiguration -FileName (Join-Path $Backup 'CsConfig.zip')`],
    { target: at.cell, confirm: true, timeout: '1h' },
  );
}

function enableTopology({ at }: CentralPlace): StepDraft {
  return shellStep(
    'enable-topology',
    [
      l10n.t(
        'What the topology needs is set again: entries in the directory, groups, and the permissions of the file stores, which must be there by now.',
      ),
    ],
    ['Enable-CsTopology -Confirm:$false'],
    { target: at.cell, timeout: '1h' },
  );
}

/** The store made, pointed at, filled, enabled: nothing can be published before. */
export function centralStoreSection(
  place: CentralPlace,
  first: readonly StepDraft[] = [],
): SectionDraft {
  return {
    heading: l10n.t('Central Management store'),
    say: [
      l10n.t(
        'Until this is done, nobody can change or publish any configuration; the services of other pools go on with the copies that they have.',
      ),
    ],
    steps: [
      storeIsLost(place),
      ...first,
      createStore(place),
      pointDirectory(place),
      importConfiguration(place),
      enableTopology(place),
    ],
  };
}

/** SQL Server Express with the instance RTC and an empty store, on a Standard Edition server. */
export function prepareFirstServer(server: Named): StepDraft {
  return shellStep(
    'prepare-first-server',
    [
      l10n.t(
        'SQL Server Express with the instance RTC and an empty store: what the Deployment Wizard calls *Prepare first Standard Edition server*.',
      ),
    ],
    [`& $Bootstrapper '/BootstrapSqlExpress' "/SourceDirectory:$Media"`],
    { target: server.cell, timeout: '1h', expect: '15m' },
  );
}

/** Location data: imported, then published, or no client sees it. */
export function locationsSection(at: Named): SectionDraft {
  return {
    heading: l10n.t('Location data'),
    say: [],
    steps: [
      shellStep(
        'import-locations',
        [
          l10n.t(
            'The addresses for emergency calls are a database of their own. Importing is not enough: until it is published, no client sees a location.',
          ),
        ],
        [
          `Import-CsLisConfiguration -FileName (Join-Path $Backup 'CsLis.zip')`,
          'Publish-CsLisConfiguration -Confirm:$false',
        ],
        { target: at.cell, timeout: '30m' },
      ),
    ],
  };
}

/** One master, the right one, with a fresh heartbeat: two were seen after a failover. */
export function activeMaster({ at, pool }: Pick<CentralPlace, 'at' | 'pool'>): StepDraft {
  return actionStep(
    'active-master',
    [
      l10n.t(
        'The active master must be on {0}. After a store was moved or failed over, two servers have been seen that both took themselves for it.',
        pool.prose,
      ),
    ],
    ['wait-for', { 'active-master': { pool: pool.cell, at: at.cell }, timeout: '15m' }],
    { timeout: '20m' },
  );
}
