import * as l10n from '@vscode/l10n';
import { posix, win32 } from 'node:path';
import { namedPowerShellMissing, powerShellNotFound } from '../../errors/powershell.ts';
import type { Program } from './transport.ts';

/** How building the host went; `reason` is one line for the operator. */
export type HostBuild =
  | { readonly state: 'fresh' | 'built'; readonly dll: string }
  | { readonly state: 'failed'; readonly reason: string };

export interface LocateOptions {
  /** The operator's setting; empty or absent: search. */
  readonly setting?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Whether a file is there. */
  exists(path: string): Promise<boolean>;
  /** Absolute path of `powershell-host.dll`, where this installation has one. */
  readonly hostDll?: string;
  /** Builds the host from its sources, where they are there; quick when it is built already. */
  buildHost?(): Promise<HostBuild>;
}

/** A variable of the environment, whose names have no case on Windows. */
function variable(options: LocateOptions, name: string): string | undefined {
  const { env, platform } = options;
  if (platform !== 'win32') return env[name];
  const key = Object.keys(env).find(each => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : env[key];
}

/**
 * Windows PowerShell of 64 bits, which the Lync module needs. A process of 32 bits sees it below
 * `Sysnative`, because `System32` is redirected for it.
 */
export function windowsPowerShell(options: LocateOptions): string {
  const root = variable(options, 'SystemRoot') ?? 'C:\\Windows';
  const redirected = variable(options, 'PROCESSOR_ARCHITEW6432') !== undefined;
  const system = redirected ? 'Sysnative' : 'System32';
  return win32.join(root, system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}

async function onPath(name: string, options: LocateOptions): Promise<string | undefined> {
  const path = options.platform === 'win32' ? win32 : posix;
  for (const folder of (variable(options, 'PATH') ?? '').split(path.delimiter)) {
    if (folder === '') continue;
    const file = path.join(folder.replaceAll('"', ''), name);
    if (await options.exists(file)) return file;
  }
  return undefined;
}

/** A host runs by way of `dotnet`; everything else is started itself. */
function programOf(file: string): Program {
  return file.toLowerCase().endsWith('.dll')
    ? { file: 'dotnet', args: [file] }
    : { file, args: [] };
}

async function namedOne(options: LocateOptions): Promise<Program | undefined> {
  const named = [options.setting, variable(options, 'RECOVERY_RUNBOOKS_POWERSHELL')].find(
    value => value !== undefined && value.trim() !== '',
  );
  if (named === undefined) return undefined;
  const path = options.platform === 'win32' ? win32 : posix;
  if (path.isAbsolute(named)) {
    if (await options.exists(named)) return programOf(named);
    throw namedPowerShellMissing(named);
  }
  const names = options.platform === 'win32' ? [named, `${named}.exe`] : [named];
  for (const name of names) {
    const found = await onPath(name, options);
    if (found !== undefined) return programOf(found);
  }
  throw namedPowerShellMissing(named);
}

async function hostOne(options: LocateOptions, tried: string[]): Promise<Program | undefined> {
  if (options.buildHost !== undefined) {
    const built = await options.buildHost();
    if (built.state !== 'failed') return programOf(built.dll);
    tried.push(built.reason);
    return undefined;
  }
  if (options.hostDll === undefined) return undefined;
  if (await options.exists(options.hostDll)) return programOf(options.hostDll);
  tried.push(l10n.t('{0}: not there', options.hostDll));
  return undefined;
}

/**
 * Which PowerShell this computer has: the one that the setting or `RECOVERY_RUNBOOKS_POWERSHELL` names;
 * on Windows `powershell.exe`, then `pwsh`; elsewhere `pwsh`; at last our own host, built on first need.
 * Throws a `Problem` that lists what was tried.
 */
export async function locatePowerShell(options: LocateOptions): Promise<Program> {
  const named = await namedOne(options);
  if (named !== undefined) return named;
  const tried: string[] = [];
  if (options.platform === 'win32') {
    const file = windowsPowerShell(options);
    if (await options.exists(file)) return programOf(file);
    tried.push(l10n.t('{0}: not there', file));
  }
  const name = options.platform === 'win32' ? 'pwsh.exe' : 'pwsh';
  const found = await onPath(name, options);
  if (found !== undefined) return programOf(found);
  tried.push(l10n.t('{0}: not in any folder of PATH', name));
  const host = await hostOne(options, tried);
  if (host !== undefined) return host;
  throw powerShellNotFound(tried);
}
