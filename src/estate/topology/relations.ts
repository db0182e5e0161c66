import * as l10n from '@vscode/l10n';
import type { TopologyService } from './document.ts';
import type { ImportedPool } from './imported.ts';
import type { TopologyIndex } from './index-of.ts';
import type { ClusterPool } from './pools.ts';

/** Cluster keys of the registrars that these services need, for a usage that `isWanted` takes. */
function registrars(
  index: TopologyIndex,
  services: readonly TopologyService[],
  isWanted: (usage: string) => boolean,
): string[] {
  return services.flatMap(({ needs }) =>
    needs.flatMap(({ usage, service: key }) => {
      const service = index.services.get(key);
      const isTarget = service?.role === 'Registrar' || service?.role === 'UserServices';
      return isTarget && isWanted(usage) ? (service.cluster ?? []) : [];
    }),
  );
}

const isBackup = (usage: string): boolean => /backup/i.test(usage);

/** The pool that another one hands its traffic to: the first registrar of another cluster that it needs. */
function nextHops(index: TopologyIndex, pools: readonly ClusterPool[]): Map<string, string> {
  const found = new Map<string, string>();
  const types = new Set([
    'edge',
    'director',
    'mediation',
    'persistent-chat',
    'trusted-application',
  ]);
  for (const { cluster, services, pool } of pools) {
    if (!types.has(pool.type)) continue;
    const next = registrars(index, services, usage => !isBackup(usage)).find(
      key => key !== cluster.key && pools.some(other => other.cluster.key === key),
    );
    if (next !== undefined) found.set(cluster.key, next);
  }
  return found;
}

/** Pools that are each other's backup. */
function pairs(index: TopologyIndex, pools: readonly ClusterPool[]): Map<string, string> {
  const backups = new Map<string, string>();
  for (const { cluster, services } of pools) {
    // A branch appliance has its pool as backup, and is no pair with it.
    if (!services.some(({ role }) => role === 'UserServices')) continue;
    const [backup] = registrars(index, services, isBackup).filter(key => key !== cluster.key);
    if (backup !== undefined) backups.set(cluster.key, backup);
  }
  const byKey = new Map(pools.map(each => [each.cluster.key, each.pool]));
  const found = new Map<string, string>();
  for (const [key, backup] of backups) {
    const pool = byKey.get(key);
    const other = byKey.get(backup);
    if (pool === undefined || other === undefined) continue;
    if (backups.get(backup) === key && pool.type === other.type) found.set(key, backup);
    else {
      index.notUnderstood.push(
        l10n.t('{0} names {1} as its backup, which does not do the same.', pool.fqdn, other.fqdn),
      );
    }
  }
  return found;
}

/** Drops what would lead round in a circle, which no traffic can. */
function withoutCircles(
  index: TopologyIndex,
  pools: readonly ClusterPool[],
  hops: Map<string, string>,
): void {
  for (const { cluster, pool } of pools) {
    const seen = new Set([cluster.key]);
    for (let at = hops.get(cluster.key); at !== undefined; at = hops.get(at)) {
      if (!seen.has(at)) {
        seen.add(at);
        continue;
      }
      hops.delete(cluster.key);
      index.notUnderstood.push(l10n.t('The next hop of {0} leads round in a circle.', pool.fqdn));
      break;
    }
  }
}

/** The pools with their next hops and pairs. */
export function withRelations(
  index: TopologyIndex,
  pools: readonly ClusterPool[],
): readonly ImportedPool[] {
  const hops = nextHops(index, pools);
  withoutCircles(index, pools, hops);
  const paired = pairs(index, pools);
  const fqdnOf = (key: string | undefined): string | undefined =>
    pools.find(({ cluster }) => cluster.key === key)?.pool.fqdn;
  return pools.map(({ cluster, pool }) => {
    const nextHop = fqdnOf(hops.get(cluster.key));
    const pairedWith = fqdnOf(paired.get(cluster.key));
    return {
      ...pool,
      ...(nextHop === undefined ? {} : { nextHop }),
      ...(pairedWith === undefined ? {} : { pairedWith }),
    };
  });
}
