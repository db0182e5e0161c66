import * as l10n from '@vscode/l10n';
import type { SectionDraft } from '../draft.ts';
import { actionStep, idOf, type Rebuilt } from './part.ts';

/** Certificates into the computer's store; step 3 of the wizard assigns them. */
export function certificatesSection(rebuilt: Rebuilt, more: readonly string[] = []): SectionDraft {
  const { server } = rebuilt;
  return {
    heading: rebuilt.many ? l10n.t('{0}: certificates', server.prose) : l10n.t('Certificates'),
    say: [],
    steps: [
      actionStep(
        idOf('certificates', rebuilt),
        [
          l10n.t(
            "Put the server's certificates back from their export, or have them issued again with the same subject and the same names, and its chain into the trusted stores. `certificates/` in the backup set lists what was there, with thumbprints and uses. They are only put into the store now; step 3 of the Deployment Wizard assigns them.",
          ),
          ...more,
        ],
        [
          'manual',
          {
            task: 'reissue-certificates',
            server: server.cell,
            instruction: l10n.t(
              'Import the certificates of {0} with their private keys into LocalMachine\\My, or request them again from the certification authority with the same subject and alternative names.',
              server.cell,
            ),
            evidence: [l10n.t('Thumbprints and expiry')],
          },
        ],
      ),
    ],
  };
}
