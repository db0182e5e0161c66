import { entryOf, mirrorEntries } from './mirroring.ts';
import { configurationState, type ConfigurationState } from './state.ts';
import { storePlace } from './store-place.ts';
import type { PracticeStore } from './store.ts';

/** Absolute path of the Central Management store that can be opened now: of a mirror, the principal. */
export async function centralStorePath(store: PracticeStore): Promise<string | undefined> {
  const { connectionPoint, connectionPointMirror = '' } = await store.directory();
  const servers = await store.servers();
  for (const place of [connectionPoint, connectionPointMirror]) {
    const { server, instance } = storePlace(place);
    if (!servers.some(name => name.toLowerCase() === server.toLowerCase())) continue;
    const entry = entryOf(await mirrorEntries(store, server), instance, 'xds');
    const path = store.layout.database(server, instance, 'xds');
    if (entry?.role === 'mirror' || (await store.read(path, configurationState)) === undefined) {
      continue;
    }
    return path;
  }
  return undefined;
}

/** The configuration in the Central Management store, if it is there to be read. */
export async function readConfiguration(
  store: PracticeStore,
): Promise<ConfigurationState | undefined> {
  const path = await centralStorePath(store);
  return path === undefined ? undefined : store.read(path, configurationState);
}
