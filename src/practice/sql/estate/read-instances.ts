import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../engine/instance/database.ts';
import {
  drivesFolder,
  InstanceStore,
  readMarker,
  type InstanceFacts,
} from '../engine/instance/instance-store.ts';
import { ServerPaths } from '../storage/server-paths.ts';

/** What lies on disk of one SQL Server instance. */
export interface StoredInstance {
  /** Name of its folder, in lower case. */
  readonly instance: string;
  readonly facts: InstanceFacts;
  /** Those that setup or people made; the system's own are left out. */
  readonly databases: readonly Database[];
}

/**
 * The instances in a server's SQL folder, by name, as they lie on disk. Reads only, whether they are
 * served or not. An instance that disappears meanwhile is left out; one that cannot be read throws.
 */
export async function readInstances(sqlFolder: string): Promise<StoredInstance[]> {
  const found: StoredInstance[] = [];
  for (const instance of await foldersIn(sqlFolder)) {
    const folder = join(sqlFolder, instance);
    if ((await readMarker(folder)) === undefined) continue;
    const store = new InstanceStore(folder, new ServerPaths(join(folder, drivesFolder), []));
    try {
      const { facts, databases } = await store.load();
      found.push({ instance, facts, databases: databases.filter(one => !one.isSystem) });
    } catch (error) {
      if ((await readMarker(folder)) !== undefined) throw error;
    }
  }
  return found;
}

async function foldersIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const folders: string[] = [];
  for (const name of names.sort()) {
    if ((await stat(join(folder, name))).isDirectory()) folders.push(name);
  }
  return folders;
}
