import * as l10n from '@vscode/l10n';
import { ThemeIcon } from 'vscode';
import type { RunState } from '../../log/state.ts';
import { outcomeText } from '../notebook/header-panel.ts';
import type { LogEntry } from '../services.ts';
import { clockText, localMinute, modeWord } from '../words.ts';
import type { TreeNode } from './node.ts';

interface Words {
  readonly outcome: string;
  readonly icon: string;
}

function progress(state: RunState): string | undefined {
  const ended = [...state.steps.values()].filter(step => step.outcome === 'succeeded').length;
  return ended === 0 ? undefined : l10n.t('{0} steps done', ended);
}

function wordsOf(entry: LogEntry, state: RunState): Words {
  const { finished } = state;
  if (finished !== undefined) {
    const good = finished.outcome === 'succeeded' || finished.outcome === 'rehearsed';
    return { outcome: outcomeText(finished.outcome), icon: good ? 'pass' : 'error' };
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

function logNode(entry: LogEntry): TreeNode {
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
  const took = state.finished?.summary.durationMs;
  const words = [
    outcome,
    localMinute(state.started ?? ''),
    modeWord(state.mode),
    ...(took === undefined ? [] : [clockText(took)]),
    ...(state.finished === undefined ? [progress(state) ?? ''] : []),
  ].filter(text => text !== '');
  return {
    ...shared,
    label: state.runbook.title,
    description: words.join(' · '),
    tooltip: [state.runbook.file, ...words, state.operator.user, file].join('\n'),
    icon: new ThemeIcon(icon),
    context: state.finished === undefined ? 'log-open' : 'log-finished',
  };
}

/** Runs, newest first, with how they ended. */
export function logNodes(entries: readonly LogEntry[]): TreeNode[] {
  return entries.map(logNode);
}
