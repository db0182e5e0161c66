import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { findPool, sameName } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import { hostsOfSite } from '../../estate/recovery-order.ts';
import type { ServerHealth } from '../../executors/powershell/server-health.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import type { CheckedInstance, InstanceStates } from '../trees/instance-states.ts';
import type { ServerState, ServerStates } from '../trees/server-states.ts';
import { localMinute } from '../words.ts';

export interface ServerCheckParts {
  readonly load: LoadServices;
  readonly desk: RunDesk;
}

/** Servers of a name from the tree: a site, a pool, a server; only those with a shell can be asked. */
export function askableServers(estate: Estate, name: string | undefined): readonly string[] {
  const site = estate.sites.find(each => name !== undefined && sameName(each.name, name));
  const named =
    name === undefined
      ? estate.servers.map(({ fqdn }) => fqdn)
      : site === undefined
        ? (findPool(estate, name)?.servers ?? [name])
        : hostsOfSite(estate, site.name);
  return estate.servers
    .filter(({ fqdn, shell }) => shell !== undefined && named.some(each => sameName(each, fqdn)))
    .map(({ fqdn }) => fqdn);
}

/** What checks found, kept for this window. Nothing is asked but when a person says so. */
export class ServerChecks implements vscode.Disposable {
  readonly #parts: ServerCheckParts;
  readonly #found = new Map<string, ServerState>();
  readonly #instances = new Map<string, CheckedInstance>();
  readonly #approved = new Set<string>();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;

  constructor(parts: ServerCheckParts) {
    this.#parts = parts;
  }

  /** What checks found of SQL Server instances. */
  get instances(): InstanceStates {
    return this.#instances;
  }

  /** Asks a SQL Server instance for its databases; can be cancelled. */
  async checkInstance(estate: Estate, instance: string): Promise<void> {
    const services = await this.#parts.load();
    const stop = new AbortController();
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: l10n.t('Checking {0}', instance),
        cancellable: true,
      },
      async (_progress, token) => {
        const subscription = token.onCancellationRequested(() => {
          stop.abort();
        });
        try {
          await services.servers.checkInstances({
            estate,
            instances: [instance],
            signal: stop.signal,
            onHealth: (name, health) => {
              const checked = localMinute(new Date().toISOString());
              this.#instances.set(name.toLowerCase(), { health, checked });
              this.#changed.fire(undefined);
            },
          });
        } finally {
          subscription.dispose();
        }
      },
    );
  }

  /** Asks the servers, with progress in the Servers view; can be cancelled. */
  async check(estate: Estate, servers: readonly string[]): Promise<void> {
    const services = await this.#parts.load();
    const stop = new AbortController();
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: l10n.t('Checking {0} servers', servers.length),
        cancellable: true,
      },
      async (progress, token) => {
        const subscription = token.onCancellationRequested(() => {
          stop.abort();
        });
        let done = 0;
        try {
          await services.servers.check({
            estate,
            servers,
            signal: stop.signal,
            approveCommand: (command, purpose) => this.#approve(command, purpose),
            onHealth: (server, health) => {
              done += 1;
              this.#note(server, health);
              progress.report({
                message: l10n.t('{0} of {1}: {2}', done, servers.length, server),
                increment: 100 / servers.length,
              });
            },
          });
        } finally {
          subscription.dispose();
        }
      },
    );
  }

  /**
   * What is known: the state of a practice estate, then what checks found, then the servers that a run
   * of this window is recovering.
   */
  merged(known: ServerStates): ServerStates {
    const states = new Map([...known, ...this.#found]);
    for (const server of this.#recovering()) {
      const before = states.get(server);
      if (before?.state === 'healthy') continue;
      states.set(server, {
        ...before,
        state: 'recovering',
        words: l10n.t('being recovered'),
      });
    }
    return states;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #note(server: string, { state, words, details }: ServerHealth): void {
    const checked = localMinute(new Date().toISOString());
    const shown = state === 'lost' ? l10n.t('LOST: {0}', words) : words;
    this.#found.set(server.toLowerCase(), { state, words: shown, details, checked });
    this.#changed.fire(undefined);
  }

  /** Values of `$Server` of the open runs that are no rehearsals. */
  #recovering(): string[] {
    return this.#parts.desk.all.flatMap(run => {
      const { driver } = run;
      if (driver === undefined || driver.mode === 'rehearse') return [];
      const server = driver.state.variables.get('Server');
      return typeof server === 'string' ? [server.toLowerCase()] : [];
    });
  }

  async #approve(command: readonly string[], purpose: string): Promise<boolean> {
    const text = command.join(' ');
    if (command[0] === 'recovery-runbooks' || this.#approved.has(text)) return true;
    const yes = l10n.t('Start');
    const answer = await vscode.window.showWarningMessage(
      l10n.t('The estate file names a command for this: {0}', purpose),
      { modal: true, detail: text },
      yes,
    );
    if (answer === yes) this.#approved.add(text);
    return answer === yes;
  }
}
