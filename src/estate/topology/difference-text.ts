import * as l10n from '@vscode/l10n';
import type { DifferenceKind, EstateDifference } from './differences.ts';

function kindText(kind: DifferenceKind): string {
  switch (kind) {
    case 'estate':
      return l10n.t('Estate');
    case 'site':
      return l10n.t('Site');
    case 'pool':
      return l10n.t('Pool');
    case 'server':
      return l10n.t('Server');
    case 'sql':
      return l10n.t('SQL Server instance');
    case 'file-store':
      return l10n.t('File store');
    case 'external':
      return l10n.t('System outside Lync');
  }
}

/** One difference as a line: `+` only in the topology, `-` only in the file, `~` in both, with other values. */
export function differenceLine({
  change,
  kind,
  name,
  key,
  file,
  topology,
}: EstateDifference): string {
  const what = `${kindText(kind)} ${name}`;
  switch (change) {
    case 'added':
      return `+ ${l10n.t('{0}: in the topology, not in the file.', what)}`;
    case 'removed':
      return `- ${l10n.t('{0}: in the file, not in the topology.', what)}`;
    case 'changed': {
      const none = l10n.t('nothing');
      const own = file === undefined || file === '' ? none : file;
      const theirs = topology === undefined || topology === '' ? none : topology;
      return `~ ${l10n.t('{0}, {1}: the file says {2}, the topology {3}.', what, key ?? '', own, theirs)}`;
    }
  }
}
