import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Estates } from '../estate/estates.ts';
import { ServerChecks } from '../estate/server-checks.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import { counted } from '../words.ts';
import type { TreeNode } from './node.ts';
import { filtered, serverCount } from './server-filter.ts';
import { serverNodes } from './servers.ts';
import { setBadge, type Tree } from './tree.ts';

export interface ServerListParts {
  readonly estates: Estates;
  readonly desk: RunDesk;
  readonly load: LoadServices;
}

/** Results of checks come in one by one; the tree is drawn anew this often at most, ms. */
const drawMs = 300;

/** What the Servers view shows: the estate, what is known of its servers, and a filter. */
export class ServerList implements vscode.Disposable {
  readonly checks: ServerChecks;
  readonly #parts: ServerListParts;
  readonly #subscription: vscode.Disposable;
  #tree: Tree | undefined;
  #filter = '';
  #drawing: NodeJS.Timeout | undefined;

  constructor(parts: ServerListParts) {
    this.#parts = parts;
    this.checks = new ServerChecks(parts);
    this.#subscription = this.checks.onDidChange(() => {
      this.#drawing ??= setTimeout(() => {
        this.#drawing = undefined;
        this.#tree?.refresh();
      }, drawMs);
    });
  }

  /** The view that the list is shown in. */
  showIn(tree: Tree): void {
    this.#tree = tree;
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only what has the words; all of it for an empty text. */
  setFilter(filter: string): void {
    this.#filter = filter.trim();
    const isOn = this.#filter !== '';
    void vscode.commands.executeCommand('setContext', 'recoveryRunbooks.serversFiltered', isOn);
    this.#tree?.refresh();
  }

  /** The items of the view. Asks no server. Throws a `Problem` where the estate file has errors. */
  async load(): Promise<TreeNode[]> {
    const estate = await this.#parts.estates.readIfAny();
    if (estate === undefined) return [];
    const services = await this.#parts.load();
    const states = this.checks.merged(await services.serverStates(estate));
    const lost = [...states.values()].filter(({ state }) => state === 'lost').length;
    const all = serverNodes(estate, states, this.checks.instances);
    const shown = filtered(all, this.#filter);
    const tree = this.#tree;
    if (tree !== undefined) {
      setBadge(
        tree,
        lost,
        counted(lost, l10n.t('1 server lost'), l10n.t('{0} servers lost', lost)),
      );
      tree.view.description =
        this.#filter === ''
          ? ''
          : l10n.t('{0} of {1}: {2}', serverCount(shown), serverCount(all), this.#filter);
    }
    return shown;
  }

  dispose(): void {
    if (this.#drawing !== undefined) clearTimeout(this.#drawing);
    this.#subscription.dispose();
    this.checks.dispose();
  }
}
