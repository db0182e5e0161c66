import { hostsOf } from './identity.ts';
import { findPool, findServer, findSqlInstance, sameName } from './lookup.ts';
import type { Estate, SqlInstance } from './model.ts';
import { hostsOfSite } from './recovery-order.ts';

/** What a check of the estate asks: servers by their PowerShell, instances by SQL. */
export interface CheckTargets {
  /** FQDNs of servers that have a shell. */
  readonly servers: readonly string[];
  /** SQL Server instances, `host\instance`. */
  readonly instances: readonly string[];
}

/** Hosts that the name stands for; `undefined` for a name that the estate does not have. */
function hostsNamed(estate: Estate, name: string): readonly string[] | undefined {
  const site = estate.sites.find(each => sameName(each.name, name));
  if (site !== undefined) return hostsOfSite(estate, site.name);
  const pool = findPool(estate, name);
  if (pool !== undefined) return pool.servers;
  const known = findServer(estate, name)?.fqdn ?? hostsOf(estate).find(one => sameName(one, name));
  return known === undefined ? undefined : [known];
}

/** Instances that a pool keeps its data on, with the other halves of their mirrors. */
function instancesOfPool(estate: Estate, name: string): readonly SqlInstance[] {
  const stores = findPool(estate, name)?.stores ?? [];
  return estate.sqlInstances.filter(instance =>
    stores.some(({ sql }) =>
      [instance.name, instance.mirror ?? ''].some(half => sameName(half, sql)),
    ),
  );
}

/**
 * What a check asks for a site, a pool, a server or an instance; everything without a name. `undefined`
 * for a name that the estate does not have.
 */
export function checkTargets(estate: Estate, name: string | undefined): CheckTargets | undefined {
  const hosts = name === undefined ? hostsOf(estate) : hostsNamed(estate, name);
  const instance = name === undefined ? undefined : findSqlInstance(estate, name);
  if (hosts === undefined) {
    return instance === undefined ? undefined : { servers: [], instances: [instance.name] };
  }
  const here = (host: string): boolean => hosts.some(each => sameName(each, host));
  const ofPool = name === undefined ? [] : instancesOfPool(estate, name);
  return {
    servers: estate.servers
      .filter(({ fqdn, shell }) => shell !== undefined && here(fqdn))
      .map(({ fqdn }) => fqdn),
    instances: estate.sqlInstances
      .filter(one => here(one.host) || ofPool.includes(one))
      .map(one => one.name),
  };
}
