import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, shellStep } from './part.ts';

/** A pool whose users' data comes back. */
export interface UserPlace {
  readonly pool: Named;
  /** Server whose management shell imports. */
  readonly at: Named;
  /** Where services stop and start: the pool, so that every member is meant. */
  readonly members: string;
  /** Whether there are several Front Ends. */
  readonly many: boolean;
}

function stop({ members, many }: UserPlace): StepDraft {
  return shellStep(
    'stop-services',
    [
      many
        ? l10n.t(
            "The import writes into the pool's database and shows nothing until the services of **all** Front Ends have started again together. They are stopped on every one of them.",
          )
        : l10n.t(
            "The import writes into the pool's database and shows nothing until the services start again. It is done with the services stopped.",
          ),
    ],
    ['Stop-CsWindowsService -Confirm:$false', 'Get-CsWindowsService | Select-Object Name, Status'],
    { target: members, timeout: '30m' },
  );
}

/** The guard before an import: services that run during it would show nothing, or half of it. */
function allStopped({ members }: UserPlace): StepDraft {
  return actionStep(
    'services-stopped',
    [l10n.t('You should see every service stopped, on every server of the pool.')],
    ['check', { 'pool-services': { pool: members, state: 'stopped' } }],
  );
}

function importUsers({ at }: UserPlace): StepDraft {
  return shellStep(
    'import-users',
    [
      l10n.t(
        'Contacts, rights and conferences come back as they were in the set. **It overwrites**: on a pool that was failed over to its partner this would destroy what is newer there.',
      ),
    ],
    [`Import-CsUserData -PoolFqdn $Pool -FileName (Join-Path $Backup "$Pool-UserData.zip")`],
    { target: at.cell, confirm: true, timeout: '4h', expect: '5m' },
  );
}

function start({ members, many }: UserPlace): StepDraft {
  return shellStep(
    'start-services',
    [
      many
        ? l10n.t(
            'All Front Ends start together: the first start of a pool needs nearly all of them, and one that is alone waits. It can sit in *Starting* for up to an hour.',
          )
        : l10n.t('The services start again and show what was imported.'),
    ],
    ['Start-CsWindowsService -Confirm:$false', 'Get-CsWindowsService | Select-Object Name, Status'],
    { target: members, timeout: '90m', expect: '5m' },
  );
}

/** Stop, look, import, start; in this order and never otherwise. */
export function userDataSection(place: UserPlace): SectionDraft {
  return {
    heading: l10n.t('User data'),
    say: [],
    steps: [stop(place), allStopped(place), importUsers(place), start(place)],
  };
}
