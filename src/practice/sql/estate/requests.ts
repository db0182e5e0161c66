import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../engine/instance-store.ts';
import type { Instance } from '../engine/instance.ts';
import { folderOf } from '../storage/windows-paths.ts';
import { grantGroup, instanceFolder, makeDatabase, type Making } from './create-databases.ts';
import { addLyncTables } from './lync-tables.ts';

const folderName = 'requests';

/** What setup programs of the practice estate ask of an instance: databases with their empty tables. */
const requestSchema = z.object({
  create: z.array(z.string()),
  /** Replaces databases that are there; without it they are left alone. */
  clean: z.boolean().optional(),
  domain: z.string().optional(),
});
export type DatabaseRequest = z.output<typeof requestSchema>;

/**
 * Asks an instance for databases, as `Install-CsDatabase` does on a real server. The request is a JSON
 * file in the instance's folder, so that any program can make one; the instance carries it out before
 * the next connection. Resolves when the file is written.
 */
export async function requestDatabases(
  estateFolder: string,
  host: string,
  instance: string,
  request: DatabaseRequest,
  id: string,
): Promise<void> {
  const folder = join(instanceFolder(estateFolder, host, instance), folderName);
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, `${id}.json`), JSON.stringify(request));
}

async function create(instance: Instance, request: DatabaseRequest): Promise<void> {
  const making: Making = {
    product: instance.product,
    instance: instance.instanceName,
    now: instance.world.now(),
    ownerSid: '01',
    newGuid: () => instance.newGuid(),
  };
  for (const name of request.create) {
    const existing = instance.find(name);
    if (existing !== undefined && request.clean !== true) continue;
    instance.remove(name);
    const id = existing?.facts.id ?? instance.nextDatabaseId();
    const database = makeDatabase(making, name, id, 'SIMPLE');
    if (database.content !== undefined) {
      addLyncTables(database.content, name, false);
      grantGroup(database.content, request.domain ?? 'CONTOSO');
    }
    for (const file of database.facts.files)
      await instance.paths.makeFolder(folderOf(file.physicalName));
    instance.add(database);
  }
  await instance.save();
}

/** Carries out the requests in an instance's folder, oldest name first. */
export async function applyRequests(instance: Instance, folder: string): Promise<void> {
  const from = join(folder, folderName);
  const names = await readdir(from).catch(() => []);
  for (const name of names.filter(one => one.endsWith('.json')).sort()) {
    const path = join(from, name);
    await create(instance, requestSchema.parse(JSON.parse(await readFile(path, 'utf8'))));
    await rm(path);
  }
}
