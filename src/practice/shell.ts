import { spawn, type ChildProcess } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { noAnswer, shellCut, shellNotStarted } from '../errors/practice.ts';
import { cancelled } from '../errors/problem.ts';
import { faultOn } from './loss/faults.ts';
import { knownServer } from './loss/lose.ts';
import type { PracticeServices } from './services.ts';
import { withPracticeServer } from './shell-arguments.ts';
import type { PracticeStore } from './store.ts';

/** Names of the environment variables by which the PowerShell modules find their server. */
const practiceVariables = {
  estate: 'RECOVERY_RUNBOOKS_PRACTICE_ESTATE',
  server: 'RECOVERY_RUNBOOKS_PRACTICE_SERVER',
} as const;

export interface ShellRequest {
  readonly server: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** How often the server's state is looked at while a shell is open on it, ms. */
const watchEveryMs = 500;

/** ms between asking the shell to end and ending it. */
const graceMs = 2000;

type Environment = Record<string, string | undefined>;

/** The environment of a PowerShell on a practice server. */
export function shellEnvironment(
  env: ShellRequest['env'],
  root: string,
  server: string,
  modulesFolder: string,
): Environment {
  const modulePath = Object.keys(env).find(name => name.toLowerCase() === 'psmodulepath');
  const others = modulePath === undefined ? undefined : env[modulePath];
  return {
    ...env,
    [modulePath ?? 'PSModulePath']: [modulesFolder, ...(others === undefined ? [] : [others])].join(
      delimiter,
    ),
    [practiceVariables.estate]: root,
    [practiceVariables.server]: server,
  };
}

async function machineOf(store: PracticeStore, fqdn: string): Promise<string> {
  const computer = await store.computer(fqdn);
  const unreachable = faultOn(await store.faults(), 'unreachable', fqdn) !== undefined;
  if (computer.power === 'lost' || unreachable) {
    throw noAnswer(fqdn, computer.addresses[0] ?? fqdn);
  }
  return computer.machineId;
}

/** Calls `onGone` once the machine that the shell runs on is gone or is another one. */
function watch(
  store: PracticeStore,
  fqdn: string,
  machine: string,
  onGone: () => void,
): { stop(): void } {
  let stopped = false;
  const look = async (): Promise<void> => {
    const now = await machineOf(store, fqdn).catch(() => '');
    if (stopped) return;
    if (now === machine) timer = setTimeout(onTimer, watchEveryMs);
    else onGone();
  };
  const onTimer = (): void => {
    void look();
  };
  let timer = setTimeout(onTimer, watchEveryMs);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function ended(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', error => {
      reject(shellNotStarted(file, error.message));
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 4));
    });
  });
}

function end(child: ChildProcess): void {
  child.kill('SIGTERM');
  setTimeout(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }, graceMs).unref();
}

/**
 * Runs a PowerShell on a practice server with this process's own standard streams, and resolves to
 * its exit status. The child ends with this process, with the signal, and when the server is lost or
 * installed anew. Throws a `Problem` where the server does not answer.
 */
export async function practiceShell(
  store: PracticeStore,
  request: ShellRequest,
  services: PracticeServices,
): Promise<number> {
  const fqdn = await knownServer(store, request.server);
  const machine = await machineOf(store, fqdn);
  const { file, args, env } = await services.locatePowerShell();
  const module = join(services.modulesFolder, 'PracticeServer', 'PracticeServer.psd1');
  const child = spawn(file, [...args, ...withPracticeServer(request.args, module)], {
    stdio: 'inherit',
    shell: false,
    cwd: store.layout.disk(fqdn),
    env: shellEnvironment(
      { ...request.env, ...env },
      store.layout.root,
      fqdn,
      services.modulesFolder,
    ),
  });
  const outcome = { cut: false };
  const stop = (): void => {
    end(child);
  };
  const onExit = (): void => {
    child.kill('SIGKILL');
  };
  const watching = watch(store, fqdn, machine, () => {
    outcome.cut = true;
    end(child);
  });
  request.signal.addEventListener('abort', stop);
  process.once('exit', onExit);
  try {
    const code = await ended(child, file);
    if (outcome.cut) throw shellCut(fqdn);
    if (request.signal.aborted) throw cancelled(fqdn);
    return code;
  } finally {
    watching.stop();
    request.signal.removeEventListener('abort', stop);
    process.removeListener('exit', onExit);
  }
}
