import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import type { SqlClientShell } from '../../../src/executors/sql/sql-client/session.ts';
import { engines, never, poolOf, repository } from '../powershell/engine.ts';

const scriptFile = join(repository, 'src', 'executors', 'sql', 'sql-client', 'session.ps1');

/** PowerShells for connections, kept warm from test to test: each takes a second to start. */
export class ClientShells implements AsyncDisposable {
  readonly #free: PowerShellPool[] = [];
  readonly #all: PowerShellPool[] = [];

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
    const [engine] = await engines();
    if (engine === undefined) throw new Error('no PowerShell');
    const pool = poolOf(engine);
    this.#all.push(pool);
    return pool;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map(pool => pool[Symbol.asyncDispose]()));
  }
}
