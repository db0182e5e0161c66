import {
  findPool,
  findServer,
  findSqlInstance,
  hostsCentralManagement,
  poolOf,
  sameName,
} from './lookup.ts';
import type { Estate, Pool, Server, SqlInstance } from './model.ts';

type Facts<T> = Readonly<Record<string, (item: T, estate: Estate) => string | undefined>>;

const list = (items: readonly string[]): string => items.join(',');
const names = (items: readonly { readonly fqdn: string }[]): string =>
  list(items.map(item => item.fqdn));
const poolsOfType = (estate: Estate, type: string): string =>
  names(estate.pools.filter(pool => sameName(pool.type, type)));

/** Documented in `docs/estate-file.md`. */
const estateFacts: Facts<Estate> = {
  name: estate => estate.name,
  kind: estate => estate.kind,
  product: estate => estate.productVersion,
  domain: estate => (estate.domain === '' ? undefined : estate.domain),
  'sip-domains': estate => list(estate.sipDomains),
  'central-management': estate => estate.centralManagement,
  'backup.location': estate => estate.backup?.location,
  sites: estate => list(estate.sites.map(site => site.name)),
  pools: estate => names(estate.pools),
  servers: estate => names(estate.servers),
  sql: estate => list(estate.sqlInstances.map(instance => instance.name)),
  'file-stores': estate => list(estate.fileStores.map(store => store.path)),
  'standard-edition-pools': estate => poolsOfType(estate, 'standard-edition'),
  'enterprise-pools': estate => poolsOfType(estate, 'enterprise'),
};

const poolFacts: Facts<Pool> = {
  site: pool => pool.site,
  type: pool => pool.type,
  servers: pool => list(pool.servers),
  services: pool => list(pool.services),
  'file-store': pool => pool.fileStore,
  'file-store-in-set': pool => pool.fileStore?.replace(/^\\\\/u, '').replaceAll('\\', '/'),
  sql: pool => pool.sql,
  'central-management': (pool, estate) => String(hostsCentralManagement(estate, pool.fqdn)),
};

const serverFacts: Facts<Server> = {
  site: server => server.site,
  roles: server => list(server.roles),
  address: server => server.address,
  pool: (server, estate) => poolOf(estate, server.fqdn)?.fqdn,
  bootstrapper: server => server.deployment.bootstrapper,
  media: server => server.deployment.media,
  'central-management': (server, estate) => String(hostsCentralManagement(estate, server.fqdn)),
};

const sqlFacts: Facts<SqlInstance> = {
  host: instance => instance.host,
  instance: instance => instance.instance,
  version: instance => instance.version,
  edition: instance => instance.edition,
  databases: instance => list(instance.databases),
};

/** Splits `se01.contoso.com.file-store` into the name and the key behind its last dot. */
function ofItem<T>(
  rest: string,
  estate: Estate,
  find: (estate: Estate, name: string) => T | undefined,
  facts: Facts<T>,
): string | undefined {
  const dot = rest.lastIndexOf('.');
  if (dot < 0) return undefined;
  const item = find(estate, rest.slice(0, dot));
  const key = rest.slice(dot + 1);
  return item !== undefined && Object.hasOwn(facts, key) ? facts[key]?.(item, estate) : undefined;
}

/**
 * A fact for `${estate.…}` in defaults and in `when`, by its path with or without `estate.` in front.
 * Lists are joined with commas, yes and no are `true` and `false`; `undefined` where the estate has no
 * such fact. Keys are those of `docs/estate-file.md`; names of servers compare regardless of case.
 */
export function estateFact(estate: Estate, path: string): string | undefined {
  const key = path.replace(/^estate\./, '');
  if (Object.hasOwn(estateFacts, key)) return estateFacts[key]?.(estate, estate);
  const found = /^(pools|servers|sql|pools-with)\.(.+)$/.exec(key);
  const rest = found?.[2] ?? '';
  switch (found?.[1]) {
    case 'pools':
      return ofItem(rest, estate, findPool, poolFacts);
    case 'servers':
      return ofItem(rest, estate, findServer, serverFacts);
    case 'sql':
      return ofItem(rest, estate, findSqlInstance, sqlFacts);
    case 'pools-with':
      return names(estate.pools.filter(pool => pool.services.includes(rest)));
    default:
      return undefined;
  }
}

/** Paths of all facts of this estate, for completion. */
export function estateFactPaths(estate: Estate): readonly string[] {
  const below = (kind: string, items: readonly string[], facts: object): string[] =>
    items.flatMap(name => Object.keys(facts).map(key => `estate.${kind}.${name}.${key}`));
  const services = new Set(estate.pools.flatMap(pool => pool.services));
  return [
    ...Object.keys(estateFacts).map(key => `estate.${key}`),
    ...Array.from(services, service => `estate.pools-with.${service}`),
    ...below(
      'pools',
      estate.pools.map(pool => pool.fqdn),
      poolFacts,
    ),
    ...below(
      'servers',
      estate.servers.map(server => server.fqdn),
      serverFacts,
    ),
    ...below(
      'sql',
      estate.sqlInstances.map(instance => instance.name),
      sqlFacts,
    ),
  ];
}
