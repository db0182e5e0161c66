import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { World } from '../engine/instance/instance.ts';
import { createPracticeDatabases, instanceFolder } from './create-databases.ts';

/**
 * `install.json` in the folder of an instance that is not there: what a setup program writes that
 * brings SQL Server along but cannot write its files, such as the practice Bootstrapper.
 */
const installationSchema = z.object({
  version: z.string(),
  edition: z.string(),
  /** NetBIOS name of the domain. */
  domain: z.string(),
});

const installationFile = 'install.json';

async function readRequest(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/**
 * Makes the instance that is asked for, without databases; tells whether one was. Throws a `Problem`
 * for a version that is not played.
 */
export async function installRequested(
  estateFolder: string,
  host: string,
  instance: string,
  world: World,
): Promise<boolean> {
  const file = join(instanceFolder(estateFolder, host, instance), installationFile);
  const text = await readRequest(file);
  if (text === undefined) return false;
  const request = installationSchema.parse(JSON.parse(text));
  await createPracticeDatabases(estateFolder, {
    ...request,
    host,
    instance,
    databases: [],
    now: () => world.now(),
    random: size => world.random(size),
  });
  await rm(file, { force: true });
  return true;
}
