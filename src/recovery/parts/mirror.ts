import * as l10n from '@vscode/l10n';
import type { StoreKind } from '../../estate/model.ts';
import type { CellValue, SectionDraft, StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, shellStep } from './part.ts';

/** `-DatabaseType` of each kind of store; constants of the cmdlets. */
const databaseTypes: Readonly<Record<StoreKind, string>> = {
  user: 'User',
  application: 'Application',
  'central-management': 'CentralMgmt',
  archiving: 'Archiving',
  monitoring: 'Monitoring',
  'persistent-chat': 'PersistentChat',
  'persistent-chat-compliance': 'PersistentChatCompliance',
};

/** The types of the stores, the Central Management store first: publishing needs it. */
export function typesOf(kinds: readonly StoreKind[]): readonly string[] {
  const order = ['CentralMgmt', 'User', 'Application'];
  const rank = (type: string): number => {
    const at = order.indexOf(type);
    return at < 0 ? order.length : at;
  };
  return [...new Set(kinds.map(kind => databaseTypes[kind]))].sort((a, b) => rank(a) - rank(b));
}

/** A mirror of which one half is left. */
export interface HalfPlace {
  readonly at: Named;
  readonly pool: Named;
  /** The half with the data: FQDN of its host, and its instance. */
  readonly principal: Named;
  readonly instance: Named;
  readonly types: readonly string[];
}

function loop(types: readonly string[], command: string): string[] {
  const list = types.map(type => `'${type}'`).join(', ');
  return [`foreach ($type in ${list}) {`, `  ${command}`, '}'];
}

/** The mirror becomes the principal; where a witness did it already, nothing changes. */
export function failOver({ at, types }: HalfPlace): StepDraft {
  return shellStep(
    'fail-over',
    [
      l10n.t(
        'The mirror becomes the principal, one kind of store after the other. With a witness this has happened by itself, and the step changes nothing. What the lost half had not sent yet is lost.',
      ),
    ],
    [
      ...loop(
        types,
        'Invoke-CsDatabaseFailover -PoolFqdn $Pool -DatabaseType $type -NewPrincipal Mirror -Force -Confirm:$false',
      ),
      'Get-CsDatabaseMirrorState -PoolFqdn $Pool | Select-Object DatabaseName, StateOnPrimary, StateOnMirror',
    ],
    { target: at.cell, confirm: true, timeout: '1h' },
  );
}

/** Mirroring taken away from the half that is left, so that a new mirror can be made. */
export function endMirroring({ at, principal, instance, types }: HalfPlace): StepDraft {
  return shellStep(
    'end-mirroring',
    [
      l10n.t(
        'The databases on {0} still wait for the half that is lost. Mirroring is taken away from the **principal**, which is the one with the data; the databases stay.',
        principal.prose,
      ),
    ],
    loop(
      types,
      `Uninstall-CsMirrorDatabase -DatabaseType $type -SqlServerFqdn ${principal.script} -SqlInstanceName ${instance.script} -Confirm:$false`,
    ),
    { target: at.cell, confirm: true, timeout: '1h' },
  );
}

/** Every database is principal on one half and mirror on the other, and both are synchronized. */
export function mirrorState({ at, types }: Pick<HalfPlace, 'at' | 'types'>): StepDraft {
  return shellStep(
    'mirror-state',
    [
      l10n.t(
        'Every database is mirrored again. You should see `synchronized` on both halves; large databases take their time.',
      ),
    ],
    [
      // Without a type, stores of the pool that never had a mirror are listed as well.
      `$states = @(${types.map(type => `'${type}'`).join(', ')} | ForEach-Object { Get-CsDatabaseMirrorState -PoolFqdn $Pool -DatabaseType $_ })`,
      '$states | Select-Object DatabaseName, StateOnPrimary, MirroringStatusOnPrimary, StateOnMirror, MirroringStatusOnMirror',
      `$open = @($states | Where-Object { "$($_.MirroringStatusOnPrimary)" -ne 'synchronized' -or "$($_.MirroringStatusOnMirror)" -ne 'synchronized' })`,
      'if ($open.Count -gt 0) { throw "$($open.Count) databases are not synchronized." }',
    ],
    { target: at.cell, timeout: '30m', onError: 'retry:3' },
  );
}

/** A change that only Topology Builder makes, by a person. */
export function changeTopology(
  id: string,
  say: string,
  instruction: string,
  parameters: Readonly<Record<string, CellValue>>,
  server: Named,
): StepDraft {
  return actionStep(
    id,
    [say],
    [
      'manual',
      {
        task: 'change-topology',
        server: server.cell,
        instruction,
        evidence: [l10n.t('What the publishing wizard reported')],
        parameters,
      },
    ],
  );
}

/** Front Ends read the change of their store only when they start. */
export function restartFrontEnds(pool: Named, id = 'restart-front-ends'): StepDraft {
  return shellStep(
    id,
    [
      l10n.t(
        'Front Ends take up a change of their store only when they start. They are restarted one after the other, so that the pool goes on.',
      ),
    ],
    ['Stop-CsWindowsService -Confirm:$false', 'Start-CsWindowsService -Confirm:$false'],
    { target: pool.cell, rolling: true, timeout: '2h' },
  );
}

export function mirrorSection(heading: string, steps: readonly StepDraft[]): SectionDraft {
  return { heading, say: [], steps };
}
