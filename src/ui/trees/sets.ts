import * as l10n from '@vscode/l10n';
import { ThemeIcon } from 'vscode';
import type { SetSummary } from '../../backup/sets.ts';
import { ageText, bytesText, localMinute } from '../words.ts';
import type { TreeNode } from './node.ts';

function stateText(set: SetSummary): string {
  switch (set.state) {
    case 'sealed':
      return set.verified === undefined
        ? l10n.t('sealed, not verified since')
        : l10n.t('sealed, verified {0}', localMinute(set.verified.at));
    case 'unfinished':
      return l10n.t('unfinished');
    case 'damaged':
      return l10n.t('damaged: {0}', set.findings[0] ?? l10n.t('see the set'));
  }
}

function iconOf(state: SetSummary['state']): string {
  switch (state) {
    case 'sealed':
      return 'archive';
    case 'unfinished':
      return 'circle-large-outline';
    case 'damaged':
      return 'error';
  }
}

/** Age of a set: since it was sealed, else since it was made, ms; `undefined` where unknown. */
function ageOf(set: SetSummary, nowMs: number): number | undefined {
  const time = Date.parse(set.sealed ?? set.created ?? '');
  return Number.isNaN(time) ? undefined : nowMs - time;
}

/** Whether the newest sealed set is older than the estate tolerates; without a set it is. */
export function isLate(
  sets: readonly SetSummary[],
  rpoMs: number | undefined,
  nowMs: number,
): boolean {
  if (rpoMs === undefined) return false;
  const ages = sets.filter(set => set.state === 'sealed').map(set => ageOf(set, nowMs) ?? Infinity);
  return Math.min(Infinity, ...ages) > rpoMs;
}

/** Backup sets, newest first, with their state in words. `used`: the value of `$Backup`, if any. */
export function setNodes(
  sets: readonly SetSummary[],
  rpoMs: number | undefined,
  used: string | undefined,
  nowMs: number,
): TreeNode[] {
  return sets.map(set => {
    const age = ageOf(set, nowMs);
    const late = set.state === 'sealed' && rpoMs !== undefined && age !== undefined && age > rpoMs;
    const words = [
      stateText(set),
      bytesText(set.bytes),
      ...(age === undefined ? [] : [l10n.t('age {0}', ageText(age))]),
      ...(late ? [l10n.t('older than the estate tolerates ({0})', ageText(rpoMs))] : []),
      ...(set.path === used ? [l10n.t('in use as $Backup')] : []),
    ];
    const lines = [set.path, words.join(', '), l10n.t('{0} files', set.files), ...set.findings];
    return {
      id: `set/${set.path}`,
      label: set.name,
      description: words.join(' · '),
      tooltip: lines.join('\n'),
      icon: new ThemeIcon(iconOf(set.state)),
      context: `set-${set.state}`,
      target: set.path,
      command: {
        command: 'recoveryRunbooks.openBackupSet',
        title: l10n.t('Open backup set'),
        arguments: [{ target: set.path }],
      },
    };
  });
}
