import * as l10n from '@vscode/l10n';
import { computerSection } from '../parts/computer.ts';
import { groundSection } from '../parts/ground.ts';
import { actionStep } from '../parts/part.ts';
import { sqlServerSection } from '../parts/sql-server.ts';
import { caseVariable } from '../parts/variables.ts';
import { verificationSection } from '../parts/verification.ts';
import { procedureOf } from '../procedure.ts';
import { codeSpan } from '../writing/literals.ts';
import { known, knownAs } from '../writing/named.ts';

/** Servers without a procedure of their own: witness, backup host, and what others make. */
export const plainServer = procedureOf({
  id: 'plain-server',
  find: ({ asked }) => (asked.kind === 'server' ? asked.server : undefined),
  choose: ({ fqdn, roles }) => {
    const witness = roles.includes('Witness');
    return {
      reasons: [
        l10n.t(
          '{0} is: {1}.',
          codeSpan(fqdn),
          roles.join(', ') || l10n.t('a server without a role'),
        ),
        l10n.t(
          'No data of Lync is restored to it: it gets its name back and is set up by its own procedure.',
        ),
      ],
      meanwhile: [
        witness
          ? l10n.t('The back end works, but does not fail over by itself.')
          : l10n.t('Pools go on; what it does for them is not there.'),
      ],
    };
  },
  draft: (found, situation) => {
    const { estate } = situation;
    const server = knownAs('Server', found.fqdn);
    const helper = situation.helper();
    const instances = estate.sqlInstances
      .filter(({ host }) => host.toLowerCase() === found.fqdn.toLowerCase())
      .map(({ name }) => known(name));
    return {
      title: l10n.t('Recover the server {0}', found.fqdn),
      description: l10n.t(
        'Gives {0} its name back; what it did is set up by its own procedure.',
        found.fqdn,
      ),
      roles: found.roles,
      productVersion: estate.productVersion,
      opening: [
        l10n.t(
          '**What this does.** It makes a clean computer into {0} again and leaves the rest to the procedure of its product.',
          codeSpan(found.fqdn),
        ),
      ],
      variables: [caseVariable('Server', 'server', l10n.t('FQDN of the lost server.'), found.fqdn)],
      sections: [
        groundSection({
          servers: [server],
          at: helper === undefined ? undefined : known(helper.fqdn),
          set: false,
        }),
        computerSection({ server, many: false }),
        ...(instances.length === 0 ? [] : [sqlServerSection({ server, many: false }, instances)]),
        {
          heading: l10n.t('What it did'),
          say: [],
          steps: [
            actionStep(
              'set-up',
              [
                l10n.t(
                  'A backup host gets its share back and a copy of the newest set; a witness gets its endpoint (port 7022) and is named again with *Install-CsMirrorDatabase*; an Office Web Apps server or an application is set up by its own procedure.',
                ),
              ],
              [
                'manual',
                {
                  task: 'set-up-server',
                  server: server.cell,
                  instruction: l10n.t('Set up on {0} what it did before.', server.cell),
                  evidence: [l10n.t('What was set up, and how it was tried')],
                },
              ],
            ),
          ],
        },
        verificationSection(
          [
            actionStep(
              'name-still-right',
              [l10n.t('DNS leads to it, under its own name.')],
              ['check', { dns: { name: server.cell }, fqdn: { server: server.cell } }],
            ),
          ],
          [],
        ),
      ],
    };
  },
});
