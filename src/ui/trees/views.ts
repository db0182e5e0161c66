import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunState } from '../../log/state.ts';
import type { Background } from '../background.ts';
import type { Estates } from '../estate/estates.ts';
import type { RunbookReader } from '../notebook/open-runbook.ts';
import type { Asks } from '../run/asks.ts';
import type { RunDesk } from '../run/run-desk.ts';
import { usedSet } from '../run/set-status.ts';
import type { LoadServices } from '../services.ts';
import { counted } from '../words.ts';
import { LogList } from './log-list.ts';
import type { TreeNode } from './node.ts';
import { ServerList } from './server-list.ts';
import { isLate, setNodes } from './sets.ts';
import { setBadge, Tree } from './tree.ts';
import { variableNodes, type ShownVariable } from './variables.ts';

export interface ViewParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly reader: RunbookReader;
  readonly asks: Asks;
  readonly load: LoadServices;
  readonly background: Background;
}

/** Changes wait this long for more before a view reads again: what a run tells, and what it does. */
const tellMs = 700;
const doMs = 4000;

/** The four views of the *Recovery* container. Nothing is run by looking at them. */
export class Views implements vscode.Disposable {
  readonly servers: Tree;
  readonly serverList: ServerList;
  readonly sets: Tree;
  readonly logs: Tree;
  readonly variables: Tree;
  readonly #parts: ViewParts;
  readonly #logList: LogList;
  readonly #disposables: { dispose(): unknown }[];
  #shownValues: RunState['variables'] | undefined;
  readonly #timers = new Map<Tree, NodeJS.Timeout>();

  constructor(parts: ViewParts) {
    this.#parts = parts;
    const list = new ServerList(parts);
    this.serverList = list;
    this.servers = new Tree('recoveryRunbooks.servers', () => list.load());
    list.showIn(this.servers);
    this.sets = new Tree('recoveryRunbooks.sets', () => this.#loadSets());
    this.logs = new Tree('recoveryRunbooks.logs', () => this.#loadLogs());
    this.#logList = new LogList({
      load: parts.load,
      background: parts.background,
      live: () => liveRuns(parts.desk),
      changed: () => {
        this.#soon(tellMs, this.logs);
      },
    });
    this.variables = new Tree('recoveryRunbooks.variables', () => this.#loadVariables());
    const logFiles = vscode.workspace.createFileSystemWatcher('**/*.recovery-log.jsonl');
    const refreshLogs = (): void => {
      this.#soon(tellMs, this.logs);
    };
    this.#disposables = [
      list,
      this.servers,
      this.sets,
      this.logs,
      this.variables,
      logFiles,
      logFiles.onDidCreate(refreshLogs),
      logFiles.onDidDelete(refreshLogs),
      parts.estates.onDidChange(() => {
        this.#soon(tellMs, this.servers, this.sets, this.variables);
        parts.background(this.noteEstate());
      }),
      parts.desk.onDidChange(({ run, what }) => {
        this.#soon(tellMs, this.logs);
        const values = run.driver?.state.variables;
        if (what === 'run' || values !== this.#shownValues) this.#soon(tellMs, this.variables);
        this.#shownValues = values;
        this.#soon(what === 'run' ? tellMs : doMs, this.sets, this.servers);
      }),
      vscode.window.onDidChangeActiveNotebookEditor(() => {
        this.#soon(tellMs, this.variables);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#soon(0, this.servers, this.sets, this.variables);
      }),
      {
        dispose: parts.asks.onChange(() => {
          this.#badge();
        }),
      },
    ];
    parts.background(this.noteEstate());
  }

  /** Tells the welcome views and menus whether there is an estate, and of which kind. */
  async noteEstate(): Promise<void> {
    const { file } = await this.#parts.estates.find();
    const set = (key: string, value: boolean): void => {
      void vscode.commands.executeCommand('setContext', `recoveryRunbooks.${key}`, value);
    };
    set('hasEstate', file !== undefined);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #soon(waitMs: number, ...trees: readonly Tree[]): void {
    for (const tree of trees) {
      if (this.#timers.has(tree)) continue;
      const timer = setTimeout(() => {
        this.#timers.delete(tree);
        tree.refresh();
      }, waitMs);
      this.#timers.set(tree, timer);
    }
  }

  #badge(): void {
    const waiting = this.#parts.asks.open.length;
    const { overdue } = this.#logList;
    const words = [
      ...(waiting > 0
        ? [
            counted(
              waiting,
              l10n.t('1 step waits for an answer'),
              l10n.t('{0} steps wait for an answer', waiting),
            ),
          ]
        : []),
      ...(overdue > 0
        ? [
            counted(
              overdue,
              l10n.t('1 drill is overdue'),
              l10n.t('{0} drills are overdue', overdue),
            ),
          ]
        : []),
    ];
    setBadge(this.logs, waiting + overdue, words.join(', '));
  }

  async #loadSets(): Promise<TreeNode[]> {
    const estate = await this.#parts.estates.readIfAny();
    if (estate === undefined) return [];
    const services = await this.#parts.load();
    const sets = await services.listSets(estate).catch((thrown: unknown) => {
      // What was counted before is no longer known; that nothing can be seen needs a person, too.
      setBadge(this.sets, 1, l10n.t('the backup sets cannot be seen'));
      throw thrown;
    });
    const now = Date.now();
    const rpoMs = estate.backup?.rpoMs;
    const bad = sets.filter(set => set.state === 'damaged').length;
    const late = sets.length > 0 && isLate(sets, rpoMs, now) ? 1 : 0;
    setBadge(
      this.sets,
      bad + late,
      counted(
        bad + late,
        l10n.t('1 backup set needs attention'),
        l10n.t('{0} backup sets need attention', bad + late),
      ),
    );
    const used = usedSet(this.#parts.desk);
    return setNodes(sets, { rpoMs, used, nowMs: now });
  }

  async #loadLogs(): Promise<TreeNode[]> {
    const nodes = await this.#logList.load();
    this.#badge();
    return nodes;
  }

  async #loadVariables(): Promise<TreeNode[]> {
    const run = this.#parts.desk.front;
    if (run === undefined) return [];
    const { runbook } = await this.#parts.reader.of(run.notebook);
    const services = await this.#parts.load();
    const estate = await this.#parts.estates.readIfAny(run.notebook.uri);
    const defaults = await services.defaultValues(runbook, estate, run.given);
    const shown = runbook.variables.map((declaration): ShownVariable => {
      const { name } = declaration;
      const logged = run.driver?.state.variables.get(name);
      const kept = typeof logged === 'object' ? '' : logged;
      return { declaration, value: kept ?? run.given.get(name) ?? defaults.get(name) };
    });
    return variableNodes(shown);
  }
}

/** Runs that this window drives, by the file of their log. */
function liveRuns(desk: RunDesk): ReadonlyMap<string, RunState> {
  return new Map(
    desk.all.flatMap(({ driver }) =>
      driver === undefined ? [] : [[driver.log.file, driver.state] as const],
    ),
  );
}
