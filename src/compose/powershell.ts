import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { powerShellNotFound } from '../errors/powershell.ts';
import { Problem } from '../errors/problem.ts';
import {
  locatePowerShell,
  type HostBuild,
  type LocateOptions,
} from '../executors/powershell/locate.ts';
import { endProcessTree } from '../executors/powershell/process-tree.ts';
import { SyntaxChecker } from '../executors/powershell/syntax-checker.ts';
import type { Program as Startable } from '../executors/powershell/transport.ts';
import { carriedFiles, type Program } from './program.ts';

/** What `scripts/powershell-host.mjs` of a checkout exports. */
interface HostBuilder {
  ensurePowerShellHost(): Promise<HostBuild>;
}

function isBuilder(module: unknown): module is HostBuilder {
  return (
    typeof module === 'object' &&
    module !== null &&
    'ensurePowerShellHost' in module &&
    typeof module.ensurePowerShellHost === 'function'
  );
}

/** The PowerShell of this machine. Throws a `Problem` that lists what was tried. */
export async function findPowerShell(program: Program): Promise<Startable> {
  const { hostBuilder } = carriedFiles(program);
  const build = hostBuilder === undefined ? {} : { buildHost: () => buildHost(hostBuilder) };
  return locatePowerShell({ ...placesOf(program), ...build });
}

/**
 * The PowerShell that is ready on this machine: nothing is built for it. `undefined` where there is
 * none. Throws a `Problem` where the one that the setting names is missing.
 */
export async function readyPowerShell(program: Program): Promise<Startable | undefined> {
  try {
    return await locatePowerShell(placesOf(program));
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw thrown;
  }
}

/** Parses texts with the PowerShell that is ready; where there is none, it knows nothing of them. */
export function syntaxChecker(program: Program): SyntaxChecker {
  return new SyntaxChecker({
    powerShell: () => readyPowerShell(program),
    spawn,
    endTree: endProcessTree,
    env: program.env,
  });
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.code === powerShellNotFound([]).code;
}

/** Where a PowerShell is looked for. */
function placesOf(program: Program): LocateOptions {
  const { powershellHost } = carriedFiles(program);
  return {
    setting: program.powershell,
    env: program.env,
    platform: program.platform,
    exists: path =>
      access(path).then(
        () => true,
        () => false,
      ),
    ...(powershellHost === undefined
      ? {}
      : { hostDll: join(powershellHost, 'dist', 'powershell-host.dll') }),
  };
}

async function buildHost(builder: string): Promise<HostBuild> {
  const module: unknown = await import(pathToFileURL(builder).href);
  if (!isBuilder(module)) return { state: 'failed', reason: `${builder} builds no host` };
  return module.ensurePowerShellHost();
}
