import * as l10n from '@vscode/l10n';
import type { SectionDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { shellStep } from './part.ts';

/** Front Ends without a back end are stopped, so that none of them writes while it is made anew. */
export function stopAll(target: string): SectionDraft {
  return {
    heading: l10n.t('The Front Ends stop'),
    say: [],
    steps: [
      shellStep(
        'stop-front-ends',
        [
          l10n.t(
            'The back end of these Front Ends is gone. Their services are stopped on all of them, so that none writes into databases that are being made. You should see every service stopped.',
          ),
        ],
        [
          'Stop-CsWindowsService -Confirm:$false',
          'Get-CsWindowsService | Select-Object Name, Status',
        ],
        { target, timeout: '30m' },
      ),
    ],
  };
}

/** Every Front End at once: the first start of a pool needs nearly all of them. */
export function startTogether(pool: Named, hasData: boolean): SectionDraft {
  return {
    heading: l10n.t('All Front Ends start together'),
    say: [],
    steps: [
      shellStep(
        'start-services',
        [
          ...(hasData
            ? [l10n.t('The back end still has the users’ data, and nothing is imported.')]
            : []),
          l10n.t(
            'All Front Ends start together: the first start of a pool needs nearly all of them, and it can sit in *Starting* for up to an hour.',
          ),
        ],
        [
          'Start-CsWindowsService -Confirm:$false',
          'Get-CsWindowsService | Select-Object Name, Status',
        ],
        { target: pool.cell, timeout: '90m', expect: '10m' },
      ),
    ],
  };
}
