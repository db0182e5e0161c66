import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { locatePowerShell, type HostBuild } from '../executors/powershell/locate.ts';
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
  const { powershellHost, hostBuilder } = carriedFiles(program);
  return locatePowerShell({
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
    ...(hostBuilder === undefined ? {} : { buildHost: () => buildHost(hostBuilder) }),
  });
}

async function buildHost(builder: string): Promise<HostBuild> {
  const module: unknown = await import(pathToFileURL(builder).href);
  if (!isBuilder(module)) return { state: 'failed', reason: `${builder} builds no host` };
  return module.ensurePowerShellHost();
}
