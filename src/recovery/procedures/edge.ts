import * as l10n from '@vscode/l10n';
import type { RunbookDraft, SectionDraft, StepDraft } from '../draft.ts';
import { certificatesSection } from '../parts/certificates.ts';
import { computerSection } from '../parts/computer.ts';
import { groundSection } from '../parts/ground.ts';
import { actionStep, idOf, shellStep, type Rebuilt } from '../parts/part.ts';
import { prerequisitesSection } from '../parts/prerequisites.ts';
import { topologySection } from '../parts/topology.ts';
import { caseVariable } from '../parts/variables.ts';
import {
  certificatesGood,
  forPeople,
  replicaCurrent,
  servicesRunning,
  trustAsBefore,
  verificationSection,
} from '../parts/verification.ts';
import { wizardSection } from '../parts/wizard.ts';
import { procedureOf } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { codeSpan } from '../writing/literals.ts';
import type { Named } from '../writing/named.ts';
import { memberCast, memberOf, type MemberCase, type MemberCast } from './member-draft.ts';

/** The file by which an Edge learns the configuration, as both computers name it. */
const configurationFile = 'C:\\EdgeConfig.zip';

function exportConfiguration(at: Named): StepDraft {
  return shellStep(
    'export-configuration',
    [
      l10n.t(
        'An Edge reads no Central Management store. It gets the configuration of **this moment** as a file: one from a backup set may know another topology.',
      ),
    ],
    [
      `if (Test-Path -LiteralPath '${configurationFile}') { Remove-Item -LiteralPath '${configurationFile}' }`,
      `Export-CsConfiguration -FileName '${configurationFile}'`,
      `Get-Item -LiteralPath '${configurationFile}' | Select-Object Name, Length`,
    ],
    { target: at.cell, confirm: true, timeout: '30m' },
  );
}

function carry(at: Named, rebuilt: Rebuilt): StepDraft {
  return actionStep(
    idOf('carry-configuration', rebuilt),
    [l10n.t('The file goes to the Edge on a medium: no share leads there.')],
    [
      'manual',
      {
        task: 'carry-file',
        server: rebuilt.server.cell,
        instruction: l10n.t(
          'Carry {0} of {1} to the same place on {2}.',
          configurationFile,
          at.cell,
          rebuilt.server.cell,
        ),
        evidence: [l10n.t('Size of the file on the Edge')],
        parameters: { from: at.cell, file: configurationFile },
      },
    ],
  );
}

function edgeSections(rebuilt: Rebuilt, { at }: MemberCast): SectionDraft[] {
  return [
    computerSection(rebuilt, true),
    certificatesSection(rebuilt, [
      l10n.t(
        'The certificate of the internal side, and that of the external side. **The certificate for audio and video authentication is the same, with its private key, on every Edge of the pool.** The chain of the internal authority lies among the trusted roots.',
      ),
    ]),
    prerequisitesSection(rebuilt, [carry(at, rebuilt)]),
    wizardSection(rebuilt, { source: configurationFile }),
  ];
}

function draft(found: MemberCase, situation: Situation): RunbookDraft {
  const { server } = found;
  const cast = memberCast(situation, found);
  const { lost, at, helper } = cast;
  const names = lost.map(one => one.server);
  return {
    title: l10n.t('Recover the Edge server {0}', server.fqdn),
    description: l10n.t('Rebuilds {0}, an Edge server of {1}.', server.fqdn, found.pool.fqdn),
    roles: ['Edge'],
    productVersion: situation.estate.productVersion,
    opening: [
      l10n.t(
        '**What this does.** It makes a clean computer outside the domain into {0} again, with a configuration that is exported now.',
        codeSpan(server.fqdn),
      ),
      l10n.t(
        '**It comes last**: the Central Management store must work, and the pool that is its next hop. If that pool is lost, turn the Edge to another one first: *Set-CsEdgeServer* with *-Registrar*. Certificates and services of an Edge are worked on at the Edge itself.',
      ),
    ],
    variables: [caseVariable('Server', 'server', l10n.t('FQDN of the lost Edge.'), server.fqdn)],
    sections: [
      groundSection({ servers: names, at: helper, set: false }),
      topologySection(at, { servers: names, fileStores: [], sql: [] }),
      {
        heading: l10n.t('Configuration for the Edge'),
        say: [],
        steps: [exportConfiguration(at)],
      },
      ...lost.flatMap(rebuilt => edgeSections(rebuilt, cast)),
      verificationSection(
        [
          ...lost.map(servicesRunning),
          ...lost.flatMap(rebuilt => replicaCurrent(rebuilt, at)),
          ...lost.map(certificatesGood),
          ...lost.map(trustAsBefore),
        ],
        [
          forPeople(
            l10n.t(
              'sign in from outside, place a call with sound, write to a federated partner (*Test-CsFederatedPartner*, *Test-CsAVEdgeConnectivity* with test users). The first state of replication is False for some minutes; TCP 4443 leads from the Central Management server to the Edge.',
            ),
          ),
        ],
      ),
    ],
  };
}

export const edge = procedureOf({
  id: 'edge',
  find: situation => memberOf(situation, 'edge'),
  choose: ({ server, pool }, situation) => {
    return {
      reasons: [
        l10n.t('{0} is an Edge server of {1}.', codeSpan(server.fqdn), codeSpan(pool.fqdn)),
        l10n.t(
          'It stands outside the domain: it is set up from a file with the configuration of this moment, and holds nothing but certificates.',
        ),
      ],
      meanwhile: [
        situation.survivingMembers(pool).length > 0
          ? l10n.t('The other Edge servers of the pool serve users outside and partners.')
          : l10n.t('Users outside and federated partners are cut off; inside all works.'),
      ],
    };
  },
  draft,
});
