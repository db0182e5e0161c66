import * as l10n from '@vscode/l10n';
import type { SectionDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { shellStep } from './part.ts';

/** Brings a pool that lost its quorum back to life with the Front Ends that are left. */
export function quorumLossSection(at: Named, pool: Named): SectionDraft {
  return {
    heading: l10n.t('The pool works again with what is left'),
    say: [],
    steps: [
      shellStep(
        'quorum-loss-recovery',
        [
          l10n.t(
            'Too few Front Ends of {0} are left, so their services wait for each other. *QuorumLossRecovery* loads the users from the back end again. **What had not been written to the back end is lost.** Pass over this step if you would rather wait for the rebuilt Front Ends.',
            pool.prose,
          ),
        ],
        [
          'Reset-CsPoolRegistrarState -PoolFqdn $Pool -ResetType QuorumLossRecovery -Confirm:$false',
        ],
        { target: at.cell, confirm: true, timeout: '1h', aside: true, onError: 'continue' },
      ),
    ],
  };
}
