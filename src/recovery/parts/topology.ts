import * as l10n from '@vscode/l10n';
import type { CellValue, SectionDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep } from './part.ts';

/** Names that the topology must have exactly so. */
export interface TopologyNames {
  readonly servers: readonly Named[];
  readonly fileStores: readonly Named[];
  readonly sql: readonly Named[];
}

/** The published topology is read: it decides what is rebuilt. */
export function topologySection(at: Named, names: TopologyNames): SectionDraft {
  const list = (key: string, all: readonly Named[]): Record<string, CellValue> =>
    all.length === 0 ? {} : { [key]: all.map(one => one.cell) };
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
      actionStep(
        'topology-as-before',
        [
          l10n.t(
            'You should see that the topology names servers, file stores, instances and SIP domains as the estate file does. Setup installs what the topology says, whatever you meant.',
          ),
        ],
        [
          'check',
          {
            topology: {
              at: at.cell,
              ...list('servers', names.servers),
              ...list('file-stores', names.fileStores),
              ...list('sql', names.sql),
              'sip-domains': true,
            },
          },
        ],
      ),
    ],
  };
}
