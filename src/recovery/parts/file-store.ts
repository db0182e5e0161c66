import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep, shellStep } from './part.ts';

/** A file store that comes back. */
export interface StorePlace {
  /** Server that has the share. */
  readonly server: Named;
  /** UNC path, exactly as the topology has it. */
  readonly path: Named;
  /** Where the set holds it, as a step cell writes it. */
  readonly saved: string;
}

/** Folder inside the set that holds a file store: server and share. */
export function savedFolder(path: string): string {
  return path.replace(/^[\\/]+/u, '').replaceAll('\\', '/');
}

/** The share under its old name, then its content. */
export function fileStoreSteps(place: StorePlace): readonly StepDraft[] {
  const { server, path, saved } = place;
  return [
    actionStep(
      'share-file-store',
      [
        l10n.t(
          'The folder is shared under the same name at the same path: the topology knows no other.',
        ),
      ],
      [
        'manual',
        {
          task: 'place-file-share',
          server: server.cell,
          instruction: l10n.t(
            'Create the folder of the file store on {0} and share it as {1}, Administrators: Full Control.',
            server.cell,
            path.cell,
          ),
          evidence: [l10n.t('Path and share')],
        },
      ],
    ),
    actionStep(
      'share-as-before',
      [l10n.t('You should see the share {0} on its server.', path.prose)],
      ['check', { share: { path: path.cell } }],
    ),
    actionStep(
      'restore-file-store',
      [
        l10n.t(
          'Then the content comes back: nothing that is there is deleted. Permissions are set by *Enable-CsTopology* or by publishing; do not set them by hand, and bring none with the copy.',
        ),
      ],
      ['copy-files', { from: saved, to: path.cell }],
      { timeout: '8h' },
    ),
  ];
}

export function fileStoreSection(place: StorePlace): SectionDraft {
  return { heading: l10n.t('File store'), say: [], steps: fileStoreSteps(place) };
}

/** Sets the permissions of file stores: needed where nothing was published in this recovery. */
export function fileStorePermissions(at: Named): StepDraft {
  return shellStep(
    'file-store-permissions',
    [
      l10n.t(
        'Nothing in this recovery has set the permissions of the file store yet. *Enable-CsTopology* does it; editing them by hand is how they break.',
      ),
    ],
    ['Enable-CsTopology -Confirm:$false'],
    { target: at.cell, timeout: '1h' },
  );
}
