import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PracticeServices } from './services.ts';
import { requestsFolder } from './sql/estate/requests.ts';
import { requestNow } from './sql/estate/run-in-instance.ts';
import type { PracticeStore } from './store.ts';

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

/** Whether setup has left word there that nobody has connected for since. */
async function waits(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  const asked = await namesIn(join(folder, requestsFolder));
  const installs = names.includes('install.json') && !names.includes('instance.json');
  return installs || asked.some(name => name.endsWith('.json'));
}

/**
 * Has every SQL Server instance carry out what setup and imports have asked of it, as it does before
 * the next connection. Afterwards its files say what it holds.
 */
export async function settleSql(
  store: PracticeStore,
  { now, random }: Pick<PracticeServices, 'now' | 'random'>,
): Promise<void> {
  const world = { now, random: (size: number) => Buffer.from(random(size)) };
  for (const host of await store.servers()) {
    const folder = store.layout.sql(host);
    for (const instance of await namesIn(folder)) {
      if (!(await waits(join(folder, instance)))) continue;
      await requestNow(store.layout.root, { host, instance }, {}, world);
    }
  }
}
