import * as l10n from '@vscode/l10n';
import type { SectionDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep } from './part.ts';

/** The published topology is read: it decides what is rebuilt. */
export function topologySection(at: Named): SectionDraft {
  return {
    heading: l10n.t('Topology'),
    say: [],
    steps: [
      actionStep(
        'download-topology',
        [
          l10n.t(
            'Topology Builder reads the topology from the Central Management store. What it says must be what you rebuild: names, roles, file store, instances.',
          ),
        ],
        ['topology-builder', { task: 'download', server: at.cell }],
        { timeout: '30m' },
      ),
    ],
  };
}
