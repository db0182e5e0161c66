import { lostAmbiguous, lostUnknown } from '../errors/recovery.ts';
import { findPool, findServer, findSqlInstance, sameName } from '../estate/lookup.ts';
import type { Estate, FileStore, Pool, Server, Site, SqlInstance } from '../estate/model.ts';
import { nearestName } from '../estate/nearest.ts';

/** Something of the estate that is lost, as a person names it. */
export type Loss =
  | { readonly kind: 'server'; readonly name: string; readonly server: Server }
  | { readonly kind: 'pool'; readonly name: string; readonly pool: Pool }
  | { readonly kind: 'instance'; readonly name: string; readonly instance: SqlInstance }
  | { readonly kind: 'file-store'; readonly name: string; readonly store: FileStore }
  | { readonly kind: 'site'; readonly name: string; readonly site: Site };

function serverNamed(estate: Estate, name: string): Server | undefined {
  const whole = findServer(estate, name);
  if (whole !== undefined || name.includes('.')) return whole;
  const matches = estate.servers.filter(({ fqdn }) => sameName(fqdn.split('.')[0] ?? '', name));
  if (matches.length > 1)
    throw lostAmbiguous(
      name,
      matches.map(({ fqdn }) => fqdn),
    );
  return matches[0];
}

function samePath(a: string, b: string): boolean {
  const plain = (path: string): string => path.replaceAll('/', '\\').replace(/\\+$/u, '');
  return sameName(plain(a), plain(b));
}

/** Everything that a person may name as lost. */
function lossNames(estate: Estate): string[] {
  return [
    ...estate.servers.map(({ fqdn }) => fqdn),
    ...estate.pools.map(({ fqdn }) => fqdn),
    ...estate.sqlInstances.map(({ name }) => name),
    ...estate.fileStores.map(({ path }) => path),
    ...estate.sites.map(({ name }) => name),
  ];
}

/**
 * What a name means: a server (by FQDN, or by a short name that is the only one), a pool, an SQL
 * Server instance, the path of a file store, a site; in this order, in any case. Throws a `Problem`
 * (usage) that names what there is.
 */
export function findLoss(estate: Estate, name: string): Loss {
  const server = serverNamed(estate, name);
  if (server !== undefined) return { kind: 'server', name: server.fqdn, server };
  const pool = findPool(estate, name);
  if (pool !== undefined) return { kind: 'pool', name: pool.fqdn, pool };
  const instance = findSqlInstance(estate, name);
  if (instance !== undefined) return { kind: 'instance', name: instance.name, instance };
  const store = estate.fileStores.find(({ path }) => samePath(path, name));
  if (store !== undefined) return { kind: 'file-store', name: store.path, store };
  const site = estate.sites.find(one => sameName(one.name, name));
  if (site !== undefined) return { kind: 'site', name: site.name, site };
  const known = [...new Set(lossNames(estate))];
  throw lostUnknown(name, nearestName(name, known), known);
}
