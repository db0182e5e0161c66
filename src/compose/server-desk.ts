import { readEstate } from '../estate/read.ts';
import { differenceLine } from '../estate/topology/difference-text.ts';
import { estateDifferences } from '../estate/topology/differences.ts';
import { readTopology } from '../estate/topology/read.ts';
import { understand } from '../estate/topology/understand.ts';
import { importedText } from '../estate/topology/yaml-text.ts';
import { askHealth } from '../executors/powershell/server-health.ts';
import { askInstance } from '../executors/sql/instance-health.ts';
import { requireSqlInstance } from '../executors/sql/instances.ts';
import { makeRecoveryRunbook } from '../recovery/make.ts';
import type {
  CheckRequest,
  InstanceCheckRequest,
  ServerServices,
} from '../ui/estate/server-services.ts';
import type { Program } from './program.ts';
import { shellsOf } from './runs.ts';
import { sqlOf } from './sql.ts';
import { requireTrust } from './trust.ts';

/** Servers that are asked at the same time: each is a process of this computer. */
const atOnce = 4;

async function check(program: Program, request: CheckRequest): Promise<void> {
  requireTrust(program);
  const { estate, servers, signal, approveCommand, onHealth } = request;
  await using shells = shellsOf(program, estate, name => program.secret(name));
  const waiting = [...servers];
  const worker = async (): Promise<void> => {
    for (let server = waiting.shift(); server !== undefined; server = waiting.shift()) {
      signal.throwIfAborted();
      const health = await askHealth(estate, server, {
        shells,
        people: { approveCommand },
        signal,
      });
      onHealth(server, health);
      await shells.release(server);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, servers.length) }, worker));
}

async function checkInstances(program: Program, request: InstanceCheckRequest): Promise<void> {
  requireTrust(program);
  const { estate, instances, signal, onHealth } = request;
  const sql = sqlOf(program, estate, name => program.secret(name));
  try {
    for (const name of instances) {
      signal.throwIfAborted();
      const instance = requireSqlInstance(estate, name, name);
      onHealth(name, await askInstance(instance, sql.sessions, signal));
    }
  } finally {
    await sql.executor[Symbol.asyncDispose]();
  }
}

/** What the Servers view of the editor does behind its display. */
export function serverServices(program: Program): ServerServices {
  return {
    check: request => check(program, request),
    checkInstances: request => checkInstances(program, request),
    recoveryRunbook: makeRecoveryRunbook,
    async importTopology(bytes, file, estate) {
      const imported = understand(await readTopology(bytes, file));
      const text = importedText(imported);
      const differences =
        estate === undefined
          ? []
          : estateDifferences(estate, readEstate(Buffer.from(text), estate.file));
      return {
        text,
        unpublished: imported.unpublished,
        notUnderstood: imported.notUnderstood,
        differences: differences.map(difference => ({
          difference,
          line: differenceLine(difference),
        })),
      };
    },
  };
}
