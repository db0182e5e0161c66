import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../engine/instance/instance-store.ts';
import type { Instance } from '../engine/instance/instance.ts';
import { sqlError } from '../engine/messages/sql-error.ts';
import { runInside } from '../engine/sessions/internal-session.ts';
import { loadTable, tableSchema } from '../storage/content.ts';
import { folderOf } from '../storage/windows-paths.ts';
import { grantGroup, instanceFolder, makeDatabase, type Making } from './create-databases.ts';
import { addLyncTables } from './lync-tables.ts';

export const requestsFolder = 'requests';

/** What programs of the practice estate ask of an instance. */
const requestSchema = z.object({
  /** Databases with their empty tables. */
  create: z.array(z.string()).default([]),
  /** Replaces databases that are there; without it they are left alone. */
  clean: z.boolean().optional(),
  /** Databases to delete; one that is not there is no error. */
  drop: z.array(z.string()).default([]),
  /** Batches to run, by database. */
  run: z.array(z.object({ database: z.string(), batch: z.string() })).default([]),
  /** Tables whose rows replace what is in them. */
  load: z.array(z.object({ database: z.string(), tables: z.array(tableSchema) })).default([]),
  domain: z.string().optional(),
});
export type DatabaseRequest = z.input<typeof requestSchema>;

/**
 * Asks an instance for databases, as `Install-CsDatabase` does on a real server. The request is a JSON
 * file in the instance's folder, so that any program can make one; the instance carries it out before
 * the next connection. Resolves to the file's path when it is written.
 */
export async function requestDatabases(
  estateFolder: string,
  host: string,
  instance: string,
  request: DatabaseRequest,
  id: string,
): Promise<string> {
  const folder = join(instanceFolder(estateFolder, host, instance), requestsFolder);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${id}.json`);
  await writeWhole(file, JSON.stringify(request));
  return file;
}

async function create(instance: Instance, request: z.output<typeof requestSchema>): Promise<void> {
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
}

async function drop(instance: Instance, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const database = instance.find(name);
    if (database === undefined) continue;
    instance.remove(name);
    for (const file of database.facts.files) await instance.removeFile(file.physicalName);
  }
}

/** Puts tables with their rows into a database, in place of those with the same names. */
function load(
  instance: Instance,
  { database: name, tables }: z.output<typeof requestSchema>['load'][number],
): void {
  const database = instance.find(name);
  const content = database?.content;
  if (database === undefined || content === undefined) throw sqlError(911, name);
  const loaded = tables.map(loadTable);
  const replaced = new Set(loaded.map(table => `${table.schema}.${table.name}`));
  const kept = content.tables.filter(table => !replaced.has(`${table.schema}.${table.name}`));
  content.tables = [...kept, ...loaded];
  database.dirty = true;
}

/** Carries out the requests in an instance's folder, oldest name first. */
export async function applyRequests(instance: Instance, folder: string): Promise<void> {
  const from = join(folder, requestsFolder);
  const names = await readdir(from).catch(() => []);
  for (const name of names.filter(one => one.endsWith('.json')).sort()) {
    const path = join(from, name);
    try {
      const request = requestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      await drop(instance, request.drop);
      await create(instance, request);
      for (const one of request.load) load(instance, one);
      await instance.save();
      for (const { database, batch } of request.run) await runInside(instance, database, batch);
    } finally {
      // One that cannot be carried out is told once; it does not stand in the way of all that follow.
      await rm(path);
    }
  }
}
