import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import type { SqlClientShell } from '../../../src/executors/sql/sql-client/session.ts';
import { engines, hostDll, never, poolOf, repository, type Engine } from '../powershell/engine.ts';

const scriptFile = join(repository, 'src', 'executors', 'sql', 'sql-client', 'session.ps1');

/** PowerShells for connections, kept warm from test to test: each takes a second to start. */
export class ClientShells implements AsyncDisposable {
  readonly #free: PowerShellPool[] = [];
  readonly #all: PowerShellPool[] = [];
  readonly #engine: Engine | undefined;

  /** `engine`: by default the first one of this machine. */
  constructor(engine?: Engine) {
    this.#engine = engine;
  }

  readonly lend = async (): Promise<SqlClientShell> => {
    const script = await readFile(scriptFile, 'utf8');
    const pool = this.#free.pop() ?? (await this.#another());
    const session = await pool.session(undefined, never);
    return {
      session,
      script,
      [Symbol.asyncDispose]: async () => {
        const parameters = { Action: 'close', Mark: 'none', Given: {} };
        await session.invoke({ script, parameters, results: 'objects', signal: never });
        this.#free.push(pool);
      },
    };
  };

  async #another(): Promise<PowerShellPool> {
    const [engine] = this.#engine === undefined ? await engines() : [this.#engine];
    if (engine === undefined) throw new Error('no PowerShell');
    const pool = poolOf(engine);
    this.#all.push(pool);
    return pool;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map(pool => pool[Symbol.asyncDispose]()));
  }
}

const library = 'Microsoft.Data.SqlClient';
const dependencies = z.looseObject({
  targets: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
});

/** Our host without its client of SQL Server, in a folder of its own: a PowerShell that has none. */
export async function engineWithoutClient(folder: string): Promise<Engine> {
  const to = join(folder, 'powershell-without-client');
  await cp(dirname(hostDll), to, {
    recursive: true,
    filter: file => basename(file) !== `${library}.dll`,
  });
  // what the list of its parts names must be there when it starts
  const list = join(to, basename(hostDll).replace(/dll$/u, 'deps.json'));
  const parts = dependencies.parse(JSON.parse(await readFile(list, 'utf8')));
  for (const target of Object.values(parts.targets))
    for (const name of Object.keys(target)) if (name.startsWith(`${library}/`)) target[name] = {};
  await writeFile(list, JSON.stringify(parts));
  return {
    name: 'host without SqlClient',
    program: { file: 'dotnet', args: [join(to, basename(hostDll))] },
  };
}
