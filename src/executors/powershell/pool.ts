import * as l10n from '@vscode/l10n';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  serverNotInEstate,
  serverWithoutShell,
  shellCommandNotApproved,
} from '../../errors/powershell.ts';
import { findServer } from '../../estate/lookup.ts';
import type { Estate, Server, Shell } from '../../estate/model.ts';
import type { StepPeople } from '../../runbook/execution.ts';
import { openDriver, type OpenDriver, type Surroundings } from './opening.ts';
import { ProcessSession, type SessionState } from './process-session.ts';
import { endProcessTree } from './process-tree.ts';
import type { Remoting, ShellPool, ShellSession, ShellValue } from './session.ts';
import { launchOf, type Launch, type Program } from './transport.ts';
import { localLaunch } from './transports/local.ts';
import { fanOutConnection } from './transports/winrm.ts';

/** ms that PowerShell may take to answer at its start: a starved server needs minutes. */
const usualStartMs = 240_000;

export interface PowerShellPoolOptions {
  /** Without one only this computer's own PowerShell can be had. */
  readonly estate: Estate | undefined;
  /** Absolute path of `driver.ps1`. */
  readonly driverFile: string;
  /** This very program, for commands of the estate file that begin `recovery-runbooks`. */
  readonly self: Program;
  /** PowerShell of this computer; asked once. Throws a `Problem` where there is none. */
  powerShell(): Promise<Program>;
  /** Value of a secret by its name, for `winrm` with a credential. */
  secret(name: string): Promise<string | undefined>;
  /** Environment of the processes; this process's own by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly startMs?: number;
  /** How several servers are reached at once; by `winrm` where all of them are, by default. */
  readonly remoting?: (servers: readonly Server[]) => ShellValue | undefined;
  onWaiting?(target: string | undefined, waitedMs: number): void;
  onState?(target: string | undefined, state: SessionState): void;
  readonly spawn?: Surroundings['spawn'];
  readonly endTree?: Surroundings['endTree'];
}

/** Sessions in processes of this computer, one for each server, kept until the pool is disposed. */
export class PowerShellPool implements ShellPool {
  readonly #options: PowerShellPoolOptions;
  readonly #around: Surroundings;
  readonly #sessions = new Map<string, ProcessSession>();
  readonly #approved = new Set<string>();
  #located: Promise<Program> | undefined;
  #driverText: Promise<string> | undefined;

  constructor(options: PowerShellPoolOptions) {
    this.#options = options;
    this.#around = {
      spawn: options.spawn ?? spawn,
      endTree: options.endTree ?? endProcessTree,
      env: options.env ?? process.env,
      driverText: () => (this.#driverText ??= readFile(options.driverFile, 'utf8')),
      nonce: () => randomBytes(16).toString('hex'),
      startMs: options.startMs ?? usualStartMs,
      onWaiting: (target, waitedMs) => {
        options.onWaiting?.(target, waitedMs);
      },
    };
  }

  async session(
    target: string | undefined,
    signal: AbortSignal,
    people?: Pick<StepPeople, 'approveCommand'>,
  ): Promise<ShellSession> {
    signal.throwIfAborted();
    const server = target === undefined ? undefined : this.#server(target);
    if (server !== undefined) await this.#approve(server, people);
    const key = server?.fqdn.toLowerCase() ?? '';
    let session = this.#sessions.get(key);
    if (session === undefined) {
      session = this.#made(server);
      this.#sessions.set(key, session);
    }
    await session.start(signal);
    return session;
  }

  remoting(targets: readonly string[]): Remoting | undefined {
    const { estate, remoting, driverFile } = this.#options;
    const secret = (name: string): Promise<string | undefined> => this.#options.secret(name);
    const servers = targets.flatMap(target =>
      estate === undefined ? [] : (findServer(estate, target) ?? []),
    );
    if (servers.length !== targets.length) return undefined;
    const given = remoting?.(servers);
    const shell = servers[0]?.shell;
    const alike = servers.every(each => JSON.stringify(each.shell) === JSON.stringify(shell));
    const winrm = shell?.transport === 'winrm' && alike ? shell : undefined;
    if (given === undefined && winrm === undefined) return undefined;
    const fqdns = servers.map(({ fqdn }) => fqdn);
    return {
      session: signal => this.session(undefined, signal),
      script: () => readFile(join(dirname(driverFile), 'fan-out.ps1'), 'utf8'),
      connection: () =>
        winrm === undefined
          ? Promise.resolve(given ?? null)
          : fanOutConnection(winrm, fqdns, secret),
    };
  }

  async release(target: string): Promise<void> {
    const key = target.toLowerCase();
    const session = this.#sessions.get(key);
    this.#sessions.delete(key);
    await session?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(session => session[Symbol.asyncDispose]()));
  }

  #server(target: string): Server & { readonly shell: Shell } {
    const { estate } = this.#options;
    const server = estate === undefined ? undefined : findServer(estate, target);
    if (server === undefined) throw serverNotInEstate(target);
    const { shell } = server;
    if (shell === undefined) throw serverWithoutShell(target);
    return { ...server, shell };
  }

  async #approve(
    server: Server & { readonly shell: Shell },
    people: Pick<StepPeople, 'approveCommand'> | undefined,
  ): Promise<void> {
    if (server.shell.transport !== 'command') return;
    const { command } = server.shell;
    const key = JSON.stringify(command);
    if (this.#approved.has(key)) return;
    const purpose = l10n.t('open a PowerShell on {0}', server.fqdn);
    const yes = (await people?.approveCommand(command, purpose)) ?? false;
    if (!yes) throw shellCommandNotApproved(server.fqdn, command);
    this.#approved.add(key);
  }

  #made(server: (Server & { readonly shell: Shell }) | undefined): ProcessSession {
    const target = server?.fqdn;
    return new ProcessSession(
      target,
      async (signal): Promise<OpenDriver> => {
        const nonce = this.#around.nonce();
        const launch = await this.#launch(server, nonce);
        return openDriver(target, launch, nonce, this.#around, signal);
      },
      state => this.#options.onState?.(target, state),
    );
  }

  async #launch(
    server: (Server & { readonly shell: Shell }) | undefined,
    nonce: string,
  ): Promise<Launch> {
    const { estate, driverFile, self } = this.#options;
    const powerShell = (): Promise<Program> => this.#locate();
    if (server === undefined || estate === undefined) {
      return localLaunch(await powerShell(), { driverFile, nonce });
    }
    return launchOf(server.shell, {
      server,
      nonce,
      driverFile,
      folder: dirname(estate.file),
      self,
      powerShell,
      secret: name => this.#options.secret(name),
    });
  }

  /** Found once; a failure is looked for again at the next use. */
  #locate(): Promise<Program> {
    this.#located ??= this.#options.powerShell().catch((error: unknown) => {
      this.#located = undefined;
      throw error;
    });
    return this.#located;
  }
}
