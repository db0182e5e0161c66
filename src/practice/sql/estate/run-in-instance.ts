import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { servedElsewhere } from '../endpoint-file.ts';
import type { World } from '../engine/instance/instance.ts';
import { Faults } from '../faults/fault.ts';
import { InstanceHost } from '../instance-host.ts';
import { instanceFolder } from './create-databases.ts';
import { readPracticeLogins } from './logins-file.ts';
import { requestDatabases, type DatabaseRequest } from './requests.ts';

/** How long another process may take to carry out what was asked, ms. */
const patience = 20_000;

/** Connects and lets go: whoever serves the instance looks at its requests then. */
function knock(port: number): Promise<void> {
  return new Promise(resolve => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', () => {
      resolve();
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

/**
 * Has an instance carry out a request now: by the process that serves it, or in this one while none
 * does. Throws what went wrong here, or that the other process did not do it.
 */
export async function requestNow(
  estateFolder: string,
  place: { readonly host: string; readonly instance: string },
  request: DatabaseRequest,
  world: World,
): Promise<void> {
  const { host, instance } = place;
  const id = `${world.now()}-${process.pid}`;
  const file = await requestDatabases(estateFolder, host, instance, request, id);
  const port = await servedElsewhere(instanceFolder(estateFolder, host, instance));
  if (port === undefined) {
    await carryOut(estateFolder, place, world);
    return;
  }
  for (let waited = 0; existsSync(file) && waited < patience; waited += 100) {
    await knock(port);
    await wait(100);
  }
  if (existsSync(file)) throw new Error(`127.0.0.1:${port}: ${file}`);
}

async function carryOut(
  estateFolder: string,
  { host, instance }: { readonly host: string; readonly instance: string },
  world: World,
): Promise<void> {
  const defects: unknown[] = [];
  const served = { name: `${host}\\${instance}`, host, instance };
  const starting = {
    options: {
      estateFolder,
      instances: [served],
      paths: [],
      onDefect: (error: unknown) => defects.push(error),
    },
    logins: await readPracticeLogins(estateFolder),
    faults: new Faults(),
    world,
  };
  const own = new InstanceHost(starting, served);
  try {
    await own.current();
  } finally {
    own.stop();
    await own.close();
  }
  if (defects.length > 0) throw new AggregateError(defects, `${host}\\${instance}`);
}
