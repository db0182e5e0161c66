import type { EstateCheck } from '../executors/estate-check.ts';
import { askHealth } from '../executors/powershell/server-health.ts';
import { requireSqlInstance } from '../executors/sql/connection/instances.ts';
import { askInstance } from '../executors/sql/server/instance-health.ts';
import type { Program } from './program.ts';
import { shellsOf } from './runs.ts';
import { sqlOf } from './sql.ts';
import { requireTrust } from './trust.ts';

/** Servers that are asked at the same time: each is a process of this computer. */
const atOnce = 4;

/** Does the work for each item, a few at a time. */
async function someAtOnce(
  items: readonly string[],
  signal: AbortSignal,
  work: (item: string) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      signal.throwIfAborted();
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

async function checkServers(program: Program, check: EstateCheck): Promise<void> {
  const { estate, servers, signal, approveCommand, onServer } = check;
  await using shells = shellsOf(program, estate, name => program.secret(name));
  await someAtOnce(servers, signal, async server => {
    const people = { approveCommand };
    onServer(server, await askHealth(estate, server, { shells, people, signal }));
    await shells.release(server);
  });
}

async function checkInstances(program: Program, check: EstateCheck): Promise<void> {
  const { estate, instances, signal, onInstance } = check;
  if (instances.length === 0) return;
  const sql = sqlOf(program, estate, name => program.secret(name));
  try {
    await someAtOnce(instances, signal, async name => {
      const instance = requireSqlInstance(estate, name, name);
      onInstance(name, await askInstance(instance, sql.sessions, signal));
    });
  } finally {
    await sql.executor[Symbol.asyncDispose]();
  }
}

/** Asks the servers by their PowerShell, then the SQL Server instances; changes nothing on them. */
export async function checkEstate(program: Program, check: EstateCheck): Promise<void> {
  requireTrust(program);
  await checkServers(program, check);
  await checkInstances(program, check);
}
