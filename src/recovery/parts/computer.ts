import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import { actionStep, idOf, type Rebuilt } from './part.ts';

function installOs(rebuilt: Rebuilt, workgroup: boolean): StepDraft {
  const { server } = rebuilt;
  const instruction = workgroup
    ? l10n.t(
        'Install Windows Server on a new or clean computer, give it the name of {0} with its DNS suffix, and set addresses, static routes and hosts entries as they were. It joins no domain.',
        server.cell,
      )
    : l10n.t(
        'Install Windows Server on a new or clean computer, name it {0}, join it to the domain with the computer account that is there, and give it the address that it had.',
        server.cell,
      );
  const say = workgroup
    ? l10n.t(
        'A new or cleaned computer gets Windows Server and **the same name with the same DNS suffix**: without the suffix its own name is not the one that the topology knows.',
      )
    : l10n.t(
        'A new or cleaned computer gets Windows Server and **the same FQDN**, joined with the **existing** computer account: deleting the account would take its group memberships with it. Give it the same IP address where firewalls, gateways or load balancers name it.',
      );
  return actionStep(
    idOf('install-os', rebuilt),
    [say],
    [
      'manual',
      {
        task: 'install-os',
        server: server.cell,
        instruction,
        evidence: [l10n.t('Name and address of the computer'), l10n.t('Who installed it')],
        destroys: [l10n.t('Everything on the disks of the computer that becomes {0}', server.cell)],
      },
    ],
  );
}

function nameAsBefore(rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('name-as-before', rebuilt),
    [
      l10n.t(
        'The name decides everything that follows: topology, certificates and replication go by it. You should see the computer call itself {0}.',
        rebuilt.server.prose,
      ),
    ],
    ['check', { fqdn: { server: rebuilt.server.cell } }],
  );
}

function accountAsBefore(rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('account-as-before', rebuilt),
    [
      l10n.t(
        'The computer account is the one that it always was, with its groups, and the computer is joined with it. A new account has none of the rights that setup once gave to the old one.',
      ),
    ],
    ['check', { 'computer-account': { server: rebuilt.server.cell } }],
  );
}

function computerIsClean(rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('computer-is-clean', rebuilt),
    [
      l10n.t(
        'A restore goes onto a clean server only. What is found here would be overwritten: if it is the state of a server that is still in use, this is the wrong computer. You should see no Lync components, no services, no databases.',
      ),
    ],
    ['check', { 'clean-install': { server: rebuilt.server.cell } }],
  );
}

/** Operating system, name, account, nothing on it. */
export function computerSection(rebuilt: Rebuilt, workgroup = false): SectionDraft {
  const heading = rebuilt.many
    ? l10n.t('{0}: operating system, same name', rebuilt.server.prose)
    : l10n.t('Operating system, same name');
  return {
    heading,
    say: [],
    steps: [
      installOs(rebuilt, workgroup),
      nameAsBefore(rebuilt),
      ...(workgroup ? [] : [accountAsBefore(rebuilt)]),
      computerIsClean(rebuilt),
    ],
  };
}
