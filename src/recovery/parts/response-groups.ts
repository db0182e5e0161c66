import * as l10n from '@vscode/l10n';
import type { SectionDraft } from '../draft.ts';
import { powershellLiteral } from '../writing/literals.ts';
import type { Named } from '../writing/named.ts';
import { shellStep } from './part.ts';

/** Response groups of the pool, which exist only in their own export. */
export function responseGroupsSection(at: Named): SectionDraft {
  return {
    heading: l10n.t('Response groups'),
    say: [
      l10n.t(
        '`-OverwriteOwner` is needed although the name of the pool is the same: the contact objects are in Active Directory already and belong to the old pool. Application settings and default music come back with `-ReplaceExistingRgsSettings`. A name that exists twice in the deployment fails the whole import.',
      ),
    ],
    steps: [
      shellStep(
        'import-response-groups',
        [
          l10n.t(
            'You should see the names of the workflows. Agents of formal groups have to sign in again afterwards.',
          ),
        ],
        [
          `$file = Join-Path $Backup "$Pool-Rgs.zip"`,
          'if (Test-Path $file) {',
          `  Import-CsRgsConfiguration -Destination "service:ApplicationServer:$Pool" -OverwriteOwner -ReplaceExistingRgsSettings -FileName $file`,
          `  Get-CsRgsWorkflow -Identity "service:ApplicationServer:$Pool" -ShowAll | Select-Object Name`,
          '} else {',
          `  ${powershellLiteral(l10n.t('The set holds no response groups of this pool.'))}`,
          '}',
        ],
        { target: at.cell, confirm: true, timeout: '1h' },
      ),
    ],
  };
}
