import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunState } from '../../log/state.ts';
import { modeWord } from '../words.ts';
import type { NotebookRun } from './notebook-run.ts';
import type { RunDesk } from './run-desk.ts';

const liveBackground = new vscode.ThemeColor('statusBarItem.warningBackground');
/** Modes look different without their colour, too. */
const icons = { rehearse: '$(beaker)', practice: '$(mortar-board)', live: '$(broadcast)' } as const;
const done: readonly string[] = ['succeeded', 'skipped', 'rehearsed'];

/** `practice: Recover se01 · step 9 of 18 restore-cdr`; before the first step, the file is named. */
function runText(mode: string, state: RunState | undefined, run: NotebookRun): string {
  const steps = run.stepCount;
  if (state === undefined) {
    const file = run.notebook.uri.path.replace(/^.*\//, '');
    return l10n.t('{0}: {1} · no step run yet', mode, file);
  }
  const name = `${mode}: ${state.runbook.title}`;
  const now = state.open ?? state.waiting?.step;
  const ended = [...state.steps.values()].filter(step => done.includes(step.outcome)).length;
  if (state.waiting !== undefined) {
    return l10n.t('{0} · waiting for you in {1}', name, state.waiting.step);
  }
  return now === undefined
    ? l10n.t('{0} · {1} of {2} steps done', name, ended, steps)
    : l10n.t('{0} · step {1} of {2}: {3}', name, Math.min(ended + 1, steps), steps, now);
}

/** The window's status bar: which run, which mode. `live` is warning-coloured, all else is plain. */
export class WindowStatus implements vscode.Disposable {
  readonly #desk: RunDesk;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  /** Context keys as they were told, because each telling is a call into the editor. */
  readonly #told = new Map<string, boolean>();
  #shown: NotebookRun | undefined;

  constructor(desk: RunDesk) {
    this.#desk = desk;
    const left = vscode.StatusBarAlignment.Left;
    this.#item = vscode.window.createStatusBarItem('recoveryRunbooks.run', left, 1000);
    this.#item.name = l10n.t('Recovery run');
    this.#item.command = 'recoveryRunbooks.showRun';
    this.#subscriptions = [
      this.#item,
      desk.onDidChange(() => {
        this.#update();
      }),
      vscode.window.onDidChangeActiveNotebookEditor(() => {
        this.#update();
      }),
    ];
  }

  /** Run that the item names. */
  get shown(): NotebookRun | undefined {
    return this.#shown;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** A running run goes before the one in front: what changes servers is never out of sight. */
  #update(): void {
    const busy = this.#desk.all.find(run => run.driver?.state.open !== undefined);
    const live = this.#desk.all.find(run => run.armed);
    const run = live ?? busy ?? this.#desk.front;
    this.#shown = run;
    const state = run?.driver?.state;
    if (run === undefined || (state === undefined && !run.armed)) {
      this.#item.hide();
      this.#context(run);
      return;
    }
    const isLive = run.armed;
    const mode = isLive ? modeWord('live') : modeWord(state?.mode ?? 'rehearse');
    const icon = isLive ? '$(broadcast)' : icons[state?.mode ?? 'rehearse'];
    this.#item.text = `${icon} ${runText(mode, state, run)}`;
    this.#item.tooltip = isLive
      ? l10n.t('This run changes real servers. Show it.')
      : l10n.t('Show this run');
    this.#item.backgroundColor = isLive ? liveBackground : undefined;
    this.#item.show();
    this.#context(run);
  }

  #context(run: NotebookRun | undefined): void {
    const front = this.#desk.front;
    const set = (key: string, value: boolean): void => {
      if (this.#told.get(key) === value) return;
      this.#told.set(key, value);
      void vscode.commands.executeCommand('setContext', `recoveryRunbooks.${key}`, value);
    };
    set('runOpen', front?.driver !== undefined || front?.resumable !== undefined);
    set('canResume', front?.driver !== undefined || front?.resumable !== undefined);
    set('live', front?.armed === true);
    set('mayGoLive', front?.mayGoLive === true);
    set('running', run?.driver?.state.open !== undefined);
  }
}
