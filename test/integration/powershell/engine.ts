import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Estate, Server, Shell } from '../../../src/estate/model.ts';
import { locatePowerShell } from '../../../src/executors/powershell/locate.ts';
import {
  PowerShellPool,
  type PowerShellPoolOptions,
} from '../../../src/executors/powershell/pool.ts';
import type {
  ShellRequest,
  ShellResult,
  ShellSession,
} from '../../../src/executors/powershell/session.ts';
import type { Program } from '../../../src/executors/powershell/transport.ts';
import type { OutputStream, Progress, Table } from '../../../src/runbook/execution.ts';

export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const driverFile = join(repository, 'src', 'executors', 'powershell', 'driver.ps1');
export const hostDll = join(repository, 'tools', 'powershell-host', 'dist', 'powershell-host.dll');

export interface Engine {
  readonly name: string;
  readonly program: Program;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** The real engines of this machine: our host, and whatever PowerShell is installed. */
export async function engines(): Promise<readonly Engine[]> {
  const found: Engine[] = [];
  if (await exists(hostDll)) {
    found.push({ name: 'host', program: { file: 'dotnet', args: [hostDll] } });
  }
  const { env, platform } = process;
  const installed = await locatePowerShell({ env, platform, exists }).catch(() => undefined);
  if (installed !== undefined) found.push({ name: installed.file, program: installed });
  if (found.length === 0) throw new Error('No PowerShell: run node scripts/powershell-host.mjs');
  return found;
}

export function poolOf(
  engine: Engine,
  options: Partial<PowerShellPoolOptions> = {},
): PowerShellPool {
  return new PowerShellPool({
    estate: undefined,
    driverFile,
    self: { file: process.execPath, args: [] },
    powerShell: () => Promise.resolve(engine.program),
    secret: () => Promise.resolve(undefined),
    ...options,
  });
}

/** An estate with one server that is reached by this shell. */
export function estateWith(shell: Shell | undefined, folder = repository): Estate {
  const server: Server = {
    fqdn: 'se01.contoso.com',
    site: 'Paris',
    roles: ['StandardEdition'],
    ...(shell === undefined ? {} : { shell }),
    certificates: [],
    deployment: { bootstrapper: 'Bootstrapper.exe', media: 'D:\\Setup' },
  };
  return {
    file: join(folder, 'estate.yaml'),
    hash: '',
    kind: 'live',
    name: 'test',
    productVersion: '2013',
    domain: 'contoso.com',
    sipDomains: [],
    sites: [],
    pools: [],
    servers: [server],
    sqlInstances: [],
    fileStores: [],
    external: [],
    notUnderstood: [],
    paths: [],
    addresses: {},
  };
}

export const never = new AbortController().signal;

/** Everything that one cell gave, as a user would see it. */
export interface Seen {
  readonly result: ShellResult;
  readonly written: readonly { readonly stream: OutputStream; readonly text: string }[];
  readonly tables: readonly Table[];
  readonly progress: readonly Progress[];
}

export async function run(
  session: ShellSession,
  script: string,
  more: Partial<ShellRequest> = {},
): Promise<Seen> {
  const written: { stream: OutputStream; text: string }[] = [];
  const tables: Table[] = [];
  const progress: Progress[] = [];
  const result = await session.invoke({
    script,
    signal: never,
    onText: (stream, text) => {
      const last = written.at(-1);
      if (last?.stream === stream) last.text += text;
      else written.push({ stream, text });
    },
    onTable: table => {
      tables.push(table);
    },
    onProgress: step => {
      progress.push(step);
    },
    ...more,
  });
  return { result, written, tables, progress };
}

/** Text of one stream, put together. */
export function textOf(seen: Seen, stream: OutputStream): string {
  return seen.written
    .filter(piece => piece.stream === stream)
    .map(piece => piece.text)
    .join('');
}
