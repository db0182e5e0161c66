import { sameName } from './lookup.ts';
import type { FileStore, Pool, Server } from './model.ts';
import type { EstateFile } from './schema.ts';
import { normalisePath, parsePath, pathKey } from './unc.ts';

type FileStoreEntry = EstateFile['file-stores'][number];

/** The pools that an entry under `file-stores:` names, with `pool` or `pools` or both. */
export function poolsOfFileStore({ pool, pools }: FileStoreEntry): readonly string[] {
  const first = pool === undefined ? [] : [pool];
  return [...first, ...pools.filter(fqdn => pool === undefined || !sameName(fqdn, pool))];
}

/** Path of the file store that names the pool. */
export function fileStoreOfPool(file: EstateFile, pool: string): string | undefined {
  const named = file['file-stores'].find(store =>
    poolsOfFileStore(store).some(fqdn => sameName(fqdn, pool)),
  );
  return named?.path;
}

/** The server of a UNC path, by its FQDN or by the first label of it. */
function serverOfPath(path: string, servers: readonly Server[]): string | undefined {
  const full = parsePath(path).path;
  if (full?.kind !== 'unc') return undefined;
  const { server } = full;
  const found =
    servers.find(({ fqdn }) => sameName(fqdn, server)) ??
    servers.find(({ fqdn }) => sameName(fqdn.split('.')[0] ?? fqdn, server));
  return found?.fqdn;
}

/** What stands under `file-stores:`, and the stores that only a pool names. */
export function fileStoresOf(
  file: EstateFile,
  pools: readonly Pool[],
  servers: readonly Server[],
): FileStore[] {
  const stores = new Map<string, { path: string; pools: string[]; server: string | undefined }>();
  const use = (path: string, users: readonly string[], server?: string): void => {
    const key = pathKey(path);
    const store = stores.get(key) ?? { path, pools: [], server };
    for (const user of users) {
      if (!store.pools.some(fqdn => sameName(fqdn, user))) store.pools.push(user);
    }
    stores.set(key, { ...store, server: store.server ?? server });
  };
  for (const entry of file['file-stores']) {
    use(normalisePath(entry.path), poolsOfFileStore(entry), entry.server);
  }
  for (const { fqdn, fileStore } of pools) {
    if (fileStore !== undefined) use(fileStore, [fqdn]);
  }
  return Array.from(stores.values(), store => {
    const server = store.server ?? serverOfPath(store.path, servers);
    return {
      path: store.path,
      pool: store.pools[0] ?? '',
      pools: store.pools,
      ...(server === undefined ? {} : { server }),
    };
  });
}
