import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { say } from '../../errors/language.ts';
import type { CheckTargets } from '../../estate/check-targets.ts';
import type { Estate } from '../../estate/model.ts';
import type { ServerHealth } from '../../executors/powershell/server-health.ts';
import type { InstanceHealth } from '../../executors/sql/server/instance-health.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import type { CheckedInstance, InstanceStates } from '../trees/instance-states.ts';
import type { ServerState, ServerStates } from '../trees/server-states.ts';
import { localMinute } from '../words.ts';

export interface ServerCheckParts {
  readonly load: LoadServices;
  readonly desk: RunDesk;
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

  /** Asks the servers and instances, with progress in the Servers view; can be cancelled. */
  async check(estate: Estate, { servers, instances }: CheckTargets): Promise<void> {
    const services = await this.#parts.load();
    const stop = new AbortController();
    const all = [...servers, ...instances];
    const [first = ''] = all;
    const title =
      all.length === 1
        ? l10n.t('Checking {0}', first)
        : l10n.t('Checking {0} servers and SQL Server instances', all.length);
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress(
      { location, title, cancellable: true },
      async (progress, token) => {
        const subscription = token.onCancellationRequested(() => {
          stop.abort();
        });
        let done = 0;
        const tell = (name: string): void => {
          done += 1;
          progress.report({
            message: l10n.t('{0} of {1}: {2}', done, all.length, name),
            increment: 100 / all.length,
          });
        };
        try {
          await services.servers.check({
            estate,
            servers,
            instances,
            signal: stop.signal,
            approveCommand: (command, purpose) => this.#approve(command, purpose),
            onServer: (server, health) => {
              this.#note(server, health);
              tell(server);
            },
            onInstance: (instance, health) => {
              this.#noteInstance(instance, health);
              tell(instance);
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

  #noteInstance(instance: string, health: InstanceHealth): void {
    const checked = localMinute(new Date().toISOString());
    this.#instances.set(instance.toLowerCase(), { health, checked });
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
      l10n.t('The estate file names a command for this: {0}', say(purpose)),
      { modal: true, detail: text },
      yes,
    );
    if (answer === yes) this.#approved.add(text);
    return answer === yes;
  }
}
