import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, idOf, shellStep, type Rebuilt } from './part.ts';

function installSql({ server }: Rebuilt, id: string, instances: readonly Named[]): StepDraft {
  const names = instances.map(one => one.cell).join(', ');
  return actionStep(
    id,
    [
      l10n.t(
        'SQL Server with **the same instance names** ({0}), the same collation, the same version or a newer one, and the logins that it had. The topology knows the instances by these names only.',
        instances.map(one => one.prose).join(', '),
      ),
    ],
    [
      'manual',
      {
        task: 'install-sql',
        server: server.cell,
        instruction: l10n.t(
          'Install SQL Server on {0} with the instances {1}, collation and version as before, TCP/IP on, the SQL Browser service running, firewall open. Make the account that recovers a sysadmin.',
          server.cell,
          names,
        ),
        evidence: [l10n.t('Instances, version, edition and collation')],
      },
    ],
  );
}

/** SQL Server under its old instance names, on a rebuilt host. */
export function sqlServerSection(rebuilt: Rebuilt, instances: readonly Named[]): SectionDraft {
  return {
    heading: rebuilt.many ? l10n.t('{0}: SQL Server', rebuilt.server.prose) : l10n.t('SQL Server'),
    say: [],
    steps: [
      installSql(rebuilt, idOf('install-sql', rebuilt), instances),
      ...instances.map((instance, i) =>
        actionStep(
          idOf(i === 0 ? 'sql-as-before' : `sql-as-before-${i + 1}`, rebuilt),
          [l10n.t('You should see {0} with its version and its collation.', instance.prose)],
          ['check', { 'sql-instance': { instance: instance.cell } }],
        ),
      ),
    ],
  };
}

/** Where the databases of the topology are made again. */
export interface DatabaseHost {
  /** Server whose management shell does it. */
  readonly at: Named;
  /** FQDN of the SQL Server. */
  readonly sql: Named;
}

/** The databases that the topology gives to the host, empty; never with `-Clean`. */
export function createDatabases({ at, sql }: DatabaseHost, id = 'create-databases'): StepDraft {
  return actionStep(
    id,
    [
      l10n.t(
        'The databases that the topology gives to {0} are made where they are missing. What is there already is left alone: this never uses `-Clean`, which deletes. On a SQL Server cluster give the folders with `paths`.',
        sql.prose,
      ),
    ],
    ['topology-builder', { task: 'create-databases', server: at.cell, 'sql-server': sql.cell }],
    { timeout: '2h', expect: '10m' },
  );
}

/** A mirror made of a principal and a second host. */
export interface MirrorPlace {
  readonly at: Named;
  /** FQDN of the principal: the instance that holds the data. */
  readonly principal: Named;
  readonly fileShare: string;
}

/** Mirror databases made anew from the principal. */
export function createMirror({ at, principal, fileShare }: MirrorPlace): StepDraft {
  return shellStep(
    'create-mirror',
    [
      l10n.t(
        'Each database of {0} is backed up to the share, restored on the other host and mirrored. **What lies on the mirror host under the same names is dropped**: it is the new copy, and the principal is the one with the data. The service accounts of both need read and write on {1}; ports 5022 and, for the witness, 7022 must be open.',
        principal.prose,
        fileShare,
      ),
    ],
    [
      `Install-CsMirrorDatabase -ConfiguredDatabases -SqlServerFqdn ${principal.script} -FileShare $MirrorShare -DropExistingDatabasesOnMirror -Confirm:$false`,
    ],
    { target: at.cell, confirm: true, timeout: '4h' },
  );
}
