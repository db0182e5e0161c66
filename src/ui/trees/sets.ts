import * as l10n from '@vscode/l10n';
import { ThemeColor, ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { MissingNeed, SetSummary } from '../../backup/sets.ts';
import {
  ageOfSet,
  standingOf,
  standingsOf,
  type SetStanding,
} from '../../backup/worth/standing.ts';
import { completeText, needText } from '../../errors/backup-worth.ts';
import { say } from '../../errors/language.ts';
import { ageText, bytesText, counted, localMinute } from '../words.ts';
import type { TreeNode } from './node.ts';

function stateText(set: SetSummary): string {
  switch (set.state) {
    case 'sealed':
      return set.verified === undefined
        ? l10n.t('sealed, never verified')
        : l10n.t('sealed, verified');
    case 'unfinished':
      return l10n.t('unfinished');
    case 'damaged':
      return l10n.t('damaged: {0}', set.findings[0] ?? l10n.t('see the set'));
  }
}

function iconOf(standing: SetStanding): ThemeIcon {
  switch (standing) {
    case 'good':
      return new ThemeIcon('pass-filled', new ThemeColor('testing.iconPassed'));
    case 'unverified':
      return new ThemeIcon('archive');
    case 'too-old':
      return new ThemeIcon('history');
    case 'incomplete':
      return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
    case 'damaged':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'unfinished':
      return new ThemeIcon('circle-large-outline');
  }
}

/** Whether the newest sealed set is older than the estate tolerates; without a set it is. */
export function isLate(
  sets: readonly SetSummary[],
  rpoMs: number | undefined,
  nowMs: number,
): boolean {
  if (rpoMs === undefined) return false;
  const ages = sets
    .filter(set => set.state === 'sealed')
    .map(set => ageOfSet(set, nowMs) ?? Infinity);
  return Math.min(Infinity, ...ages) > rpoMs;
}

/** Servers that a damage or a gap costs, in words; nothing where there are none. */
function costText(set: SetSummary): string[] {
  const { coverage } = set;
  if (coverage === undefined) return [];
  const lost = coverage.servers.length - coverage.complete.length;
  if (set.state !== 'damaged' || lost === 0) {
    return [say(completeText(coverage.complete.length, coverage.servers.length))];
  }
  return [lost === 1 ? l10n.t('1 server affected') : l10n.t('{0} servers affected', lost)];
}

/** All that the line of a set says, in words. */
function wordsOf(set: SetSummary, facts: SetFacts): string[] {
  const age = ageOfSet(set, facts.nowMs);
  const late = standingsOf(set, facts.rpoMs, facts.nowMs).includes('too-old');
  return [
    ...(set.path === facts.used ? [l10n.t('in use as $Backup')] : []),
    stateText(set),
    ...costText(set),
    bytesText(set.bytes),
    ...(age === undefined ? [] : [l10n.t('age {0}', ageText(age))]),
    ...(late ? [l10n.t('older than the estate tolerates ({0})', ageText(facts.rpoMs ?? 0))] : []),
  ];
}

function missingNode(set: SetSummary, need: MissingNeed): TreeNode {
  const servers = need.servers.join(', ');
  return {
    id: `set/${set.path}/missing/${need.kind}/${need.of}/${need.databases.join()}`,
    label: l10n.t('missing: {0}', say(needText(need))),
    description: servers,
    tooltip: l10n.t('Without it, these servers cannot be recovered from this set: {0}', servers),
    icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
    context: 'missing',
  };
}

function findingNode(set: SetSummary, finding: string, index: number): TreeNode {
  return {
    id: `set/${set.path}/finding/${index}`,
    label: finding,
    icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
    context: 'finding',
  };
}

/** What the view knows beside the sets themselves. */
export interface SetFacts {
  readonly rpoMs: number | undefined;
  /** The value of `$Backup`, if any. */
  readonly used: string | undefined;
  readonly nowMs: number;
}

function setNode(set: SetSummary, facts: SetFacts): TreeNode {
  const words = wordsOf(set, facts);
  const full =
    set.fullyVerified === undefined
      ? []
      : [l10n.t('last read whole, nothing found: {0}', localMinute(set.fullyVerified))];
  const { verified } = set;
  const last =
    verified === undefined
      ? []
      : [l10n.t('last verified {0} ({1})', localMinute(verified.at), verified.level)];
  const files = counted(set.files, l10n.t('1 file'), l10n.t('{0} files', set.files));
  const lines = [set.path, ...words, files, ...last, ...full, ...set.findings];
  const children = [
    ...set.findings.map((finding, index) => findingNode(set, finding, index)),
    ...(set.coverage?.missing ?? []).map(need => missingNode(set, need)),
  ];
  return {
    id: `set/${set.path}`,
    label: set.name,
    description: words.join(' · '),
    tooltip: lines.join('\n'),
    icon: iconOf(standingOf(set, facts.rpoMs, facts.nowMs)),
    context: `set-${set.state}`,
    target: set.path,
    children,
    ...(children.length > 0 ? { state: TreeItemCollapsibleState.Collapsed } : {}),
    command: {
      command: 'recoveryRunbooks.openBackupSet',
      title: l10n.t('Open backup set'),
      arguments: [{ target: set.path }],
    },
  };
}

/** Backup sets, newest first, with their state in words; below each what is to be said against it. */
export function setNodes(sets: readonly SetSummary[], facts: SetFacts): TreeNode[] {
  return sets.map(set => setNode(set, facts));
}
