import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, idOf, shellStep, type Rebuilt } from './part.ts';

/** The address book files of these pools, made again in their file store. */
export function addressBook(at: Named, pools: readonly Named[]): StepDraft {
  return shellStep(
    'address-book',
    [l10n.t('The address book is made again from Active Directory, for the pools that came back.')],
    pools.map(pool => `Update-CsAddressBook -Fqdn ${pool.script}`),
    { target: at.cell, timeout: '30m', aside: true },
  );
}

export function servicesRunning(rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('services-running', rebuilt),
    [l10n.t('Every service of {0} runs.', rebuilt.server.prose)],
    ['wait-for', { service: { server: rebuilt.server.cell }, timeout: '60m' }],
    { timeout: '70m' },
  );
}

/** The services of all members, those that were not rebuilt among them. */
export function poolRunning(pool: Named): StepDraft {
  return actionStep(
    'pool-running',
    [l10n.t('Every service runs on every server of {0}.', pool.prose)],
    ['wait-for', { 'pool-services': { pool: pool.cell, state: 'running' }, timeout: '70m' }],
    { timeout: '75m' },
  );
}

/** Pushes the configuration, and waits until the server has it. */
export function replicaCurrent(rebuilt: Rebuilt, at: Named): readonly StepDraft[] {
  const { server } = rebuilt;
  return [
    shellStep(
      idOf('push-replication', rebuilt),
      [l10n.t('The copy of the configuration on {0} becomes current.', server.prose)],
      [`Invoke-CsManagementStoreReplication -ReplicaFqdn ${server.script}`],
      { target: at.cell, timeout: '10m' },
    ),
    actionStep(
      idOf('replica-current', rebuilt),
      [
        l10n.t(
          'Right after a start it may take some minutes. You should see `UpToDate True`. Where it stays False: REPLICA must run there, MASTER and FTA on the Central Management server.',
        ),
      ],
      ['wait-for', { replication: { server: server.cell, at: at.cell }, timeout: '30m' }],
      { timeout: '35m' },
    ),
  ];
}

export function certificatesGood(rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('certificates-good', rebuilt),
    [l10n.t('Every use has its certificate, and it is good for some time.')],
    ['check', { certificate: { server: rebuilt.server.cell, 'valid-for': '7d' } }],
  );
}

/** A wrong root among the trusted ones breaks TLS on Windows Server 2012 and later. */
export function trustAsBefore(rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('trust-as-before', rebuilt),
    [
      l10n.t(
        'The issuers of the certificates are trusted, and no certificate that did not sign itself lies among the trusted roots: one such stops the Front End service.',
      ),
    ],
    ['check', { 'trusted-roots': { server: rebuilt.server.cell } }],
  );
}

/** The users are on the pool. */
export function usersBack(at: Named, poolText: string): StepDraft {
  return shellStep(
    'users-back',
    [l10n.t('The users are on {0} and enabled. Compare the number with what you know.', poolText)],
    [
      `$users = @(Get-CsUser -OnLyncServer | Where-Object { "$($_.RegistrarPool)" -eq $Pool })`,
      '"$($users.Count) users are homed on $Pool."',
      'if ($users.Count -eq 0) { throw "No user is homed on $Pool." }',
    ],
    { target: at.cell, timeout: '30m' },
  );
}

/** What only people can see, as one paragraph. */
export function forPeople(...what: readonly string[]): string {
  return [l10n.t('What is left for people:'), ...what].join(' ');
}

export function verificationSection(
  steps: readonly StepDraft[],
  close: readonly string[],
): SectionDraft {
  return {
    heading: l10n.t('Is it back'),
    say: [l10n.t('These are the checks that end the recovery time.')],
    steps,
    close,
  };
}
