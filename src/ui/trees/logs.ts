import * as l10n from '@vscode/l10n';
import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { RunOutcome } from '../../log/events.ts';
import type { OverdueDrill } from '../../log/folder/overdue.ts';
import type { RunState } from '../../log/state.ts';
import type { LogIntegrity } from '../log-services.ts';
import { outcomeText } from '../notebook/header-panel.ts';
import type { LogEntry } from '../services.ts';
import { clockText, counted, localMinute, modeWord } from '../words.ts';
import type { TreeNode } from './node.ts';

interface Words {
  readonly outcome: string;
  readonly icon: string;
}

/** What the view shows beside the logs themselves. */
export interface LogsAround {
  /** Logs that come from the team's folder. */
  readonly team: ReadonlySet<string>;
  readonly integrity: ReadonlyMap<string, LogIntegrity>;
  readonly overdue: readonly OverdueDrill[];
  /** What is to be said above all, for example that the team's folder cannot be reached. */
  readonly remark?: string;
}

function progress(state: RunState): string | undefined {
  const ended = [...state.steps.values()].filter(step => step.outcome === 'succeeded').length;
  return ended === 0
    ? undefined
    : counted(ended, l10n.t('1 step done'), l10n.t('{0} steps done', ended));
}

function iconOf(outcome: RunOutcome): string {
  switch (outcome) {
    case 'succeeded':
    case 'rehearsed':
      return 'pass';
    case 'cancelled':
    case 'abandoned':
      return 'circle-slash';
    case 'failed':
    case 'refused':
      return 'error';
  }
}

function wordsOf(entry: LogEntry, state: RunState): Words {
  const { finished } = state;
  if (finished !== undefined) {
    return { outcome: outcomeText(finished.outcome), icon: iconOf(finished.outcome) };
  }
  if (state.waiting !== undefined && entry.held) {
    return { outcome: l10n.t('waits for you in {0}', state.waiting.step), icon: 'bell' };
  }
  if (state.open !== undefined) {
    return entry.held
      ? { outcome: l10n.t('running: {0}', state.open), icon: 'sync' }
      : { outcome: l10n.t('interrupted in {0}', state.open), icon: 'warning' };
  }
  return { outcome: l10n.t('open'), icon: 'circle-large-outline' };
}

function open(file: string): TreeNode['command'] {
  return {
    command: 'recoveryRunbooks.openLog',
    title: l10n.t('Open recovery log'),
    arguments: [{ target: file }],
  };
}

function logNode(entry: LogEntry, around: LogsAround): TreeNode {
  const { file, state } = entry;
  const name = file.replace(/^.*[\\/]/, '');
  const command = open(file);
  const shared = { id: `log/${file}`, target: file, ...(command === undefined ? {} : { command }) };
  if (state === undefined) {
    return {
      ...shared,
      label: name,
      description: l10n.t('cannot be read: {0}', entry.problem ?? ''),
      icon: new ThemeIcon('error'),
      context: 'log-unreadable',
    };
  }
  const { outcome, icon } = wordsOf(entry, state);
  const integrity = around.integrity.get(file);
  const took = state.finished?.summary.durationMs;
  const isBad = integrity?.bad === true;
  const words = [
    // what is not as it was written is said first: a narrow view cuts the rest off
    isBad ? integrity.text : '',
    outcome,
    modeWord(state.mode),
    ...(took === undefined ? [] : [clockText(took)]),
    ...(state.finished === undefined ? [progress(state) ?? ''] : []),
    isBad ? '' : (integrity?.text ?? ''),
    ...(around.team.has(file) ? [l10n.t('team, by {0}', state.operator.user)] : []),
  ].filter(text => text !== '');
  return {
    ...shared,
    label: localMinute(state.started ?? ''),
    description: words.join(' · '),
    tooltip: [state.runbook.title, state.runbook.file, ...words, state.operator.user, file].join(
      '\n',
    ),
    icon: new ThemeIcon(isBad ? 'workspace-untrusted' : icon),
    context: state.finished === undefined ? 'log-open' : 'log-finished',
  };
}

function monthOf(iso: string): string {
  return localMinute(iso).slice(0, 7);
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function titleOf({ file, state }: LogEntry): string {
  return state?.runbook.title ?? file.replace(/^.*[\\/]/, '');
}

function monthNodes(entries: readonly LogEntry[], around: LogsAround): TreeNode[] {
  const months = grouped(entries, entry => monthOf(entry.state?.started ?? ''));
  return [...months].map(([month, runs], at) => ({
    id: `month/${month}`,
    label: month === '' ? l10n.t('unreadable') : month,
    description: runsText(runs, around),
    state: at === 0 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
    children: [...grouped(runs, titleOf)].map(([title, same]) =>
      runbookNode(`month/${month}/${title}`, title, same, around),
    ),
  }));
}

/** How many runs there are, and how many of them are not as they were written. */
function runsText(runs: readonly LogEntry[], { integrity }: LogsAround): string {
  const count = counted(runs.length, l10n.t('1 run'), l10n.t('{0} runs', runs.length));
  const bad = runs.filter(({ file }) => integrity.get(file)?.bad === true).length;
  return bad === 0 ? count : l10n.t('{0} NOT AS WRITTEN · {1}', bad, count);
}

/** More runs of a runbook than this are folded: the newest stands beside its title anyway. */
const unfolded = 3;

/** A runbook's runs; how the newest of them came out stands beside its title. */
function runbookNode(
  id: string,
  title: string,
  runs: readonly LogEntry[],
  around: LogsAround,
): TreeNode {
  const [newest, ...older] = runs.map(entry => logNode(entry, around));
  const outcome = newest?.description ?? '';
  if (newest !== undefined && older.length === 0) {
    return { ...newest, label: title, description: `${outcome} · ${newest.label}` };
  }
  return {
    id,
    label: title,
    description: `${runsText(runs, around)} · ${outcome}`,
    icon: new ThemeIcon('notebook'),
    state:
      runs.length > unfolded
        ? TreeItemCollapsibleState.Collapsed
        : TreeItemCollapsibleState.Expanded,
    children: newest === undefined ? older : [newest, ...older],
  };
}

function overdueNode(overdue: readonly OverdueDrill[]): TreeNode[] {
  if (overdue.length === 0) return [];
  return [
    {
      id: 'overdue',
      label: l10n.t('Overdue drills'),
      description: String(overdue.length),
      icon: new ThemeIcon('warning'),
      state: TreeItemCollapsibleState.Collapsed,
      children: overdue.map(({ title, file, last }) => ({
        id: `overdue/${file}`,
        label: title,
        description:
          last === undefined
            ? l10n.t('never done')
            : l10n.t('last done {0}', localMinute(last).slice(0, 10)),
        tooltip: file,
        icon: new ThemeIcon('calendar'),
      })),
    },
  ];
}

/**
 * What needs a person first: the team's folder where it is away, overdue drills, runs that are not
 * finished. Then all finished runs by month and runbook, newest first.
 */
export function logNodes(entries: readonly LogEntry[], around: LogsAround): TreeNode[] {
  const isOpen = ({ state }: LogEntry): boolean =>
    state !== undefined && state.finished === undefined;
  const remark: TreeNode[] =
    around.remark === undefined
      ? []
      : [{ id: 'remark', label: around.remark, icon: new ThemeIcon('cloud-offline') }];
  const unfinished = entries.filter(isOpen).map((entry): TreeNode => {
    const node = logNode(entry, around);
    return {
      ...node,
      label: titleOf(entry),
      description: `${node.label} · ${node.description ?? ''}`,
    };
  });
  return [
    ...remark,
    ...unfinished,
    ...overdueNode(around.overdue),
    ...monthNodes(
      entries.filter(entry => !isOpen(entry)),
      around,
    ),
  ];
}
