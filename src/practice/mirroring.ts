import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mirroringState, type MirroringState } from './state.ts';
import { storePlace } from './store-place.ts';
import type { PracticeStore } from './store.ts';

export type MirrorEntry = MirroringState['databases'][number];

/** The mirrored databases of a server; none where it has no mirror. */
export async function mirrorEntries(
  store: PracticeStore,
  fqdn: string,
): Promise<readonly MirrorEntry[]> {
  return (await store.read(store.layout.mirroring(fqdn), mirroringState))?.databases ?? [];
}

/** The entry of one database, whatever letter case its names have. */
export function entryOf(
  entries: readonly MirrorEntry[],
  instance: string,
  name: string,
): MirrorEntry | undefined {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return entries.find(entry => same(entry.instance, instance) && same(entry.name, name));
}

/**
 * Name under which the data of a server's instance is known whichever half of a mirror has it, or
 * undefined where this half is only the copy.
 */
export function dataOwner(
  fqdn: string,
  instance: string,
  name: string,
  entries: readonly MirrorEntry[],
): string | undefined {
  const entry = entryOf(entries, instance, name);
  if (entry === undefined) return fqdn;
  if (entry.role === 'mirror') return undefined;
  const [first = fqdn] = [fqdn, storePlace(entry.partner).server].sort();
  return first;
}

async function runs(store: PracticeStore, place: string): Promise<boolean> {
  const { server } = storePlace(place);
  if (!(await store.servers()).includes(server)) return false;
  return (await store.computer(server)).power === 'running';
}

/**
 * What happens to the mirrored databases of a server in the moment of its loss: the other half has
 * everything, and with a witness it becomes the principal by itself.
 */
export async function takeOver(store: PracticeStore, lost: string): Promise<void> {
  const { layout } = store;
  for (const entry of await mirrorEntries(store, lost)) {
    const { server, instance } = storePlace(entry.partner);
    if (entry.role !== 'principal' || !(await runs(store, entry.partner))) continue;
    const others = await mirrorEntries(store, server);
    const other = entryOf(others, instance, entry.name);
    if (other === undefined) continue;
    const to = layout.database(server, instance, entry.name);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(layout.database(lost, entry.instance, entry.name), to);
    if (entry.witness === '' || !(await runs(store, entry.witness))) continue;
    await store.write(layout.mirroring(server), {
      databases: others.map(one => (one === other ? { ...one, role: 'principal' } : one)),
    });
  }
}
