import type { TopologyCluster } from '../data/topology.ts';
import { roleCatalogue } from '../roles/catalogue.ts';
import { externalCluster } from '../roles/external.ts';
import type {
  Blueprint,
  BuildContext,
  FileBuild,
  PoolBuild,
  ServerBuild,
  StoredDatabase,
} from '../roles/role.ts';
import type { DirectoryState } from '../state.ts';
import { numbersOf } from './numbering.ts';

/** Everything that is in a new practice estate, before any of it is written. */
export interface EstateBuild {
  readonly blueprint: Blueprint;
  readonly servers: readonly ServerBuild[];
  readonly pools: readonly PoolBuild[];
  /** Clusters of the topology, in its order. */
  readonly clusters: readonly TopologyCluster[];
  readonly users: DirectoryState['users'];
  readonly contacts: DirectoryState['contacts'];
  readonly databases: readonly StoredDatabase[];
  readonly files: readonly (FileBuild & { readonly server: string })[];
}

function roleNamed(name: string): NonNullable<ReturnType<typeof roleCatalogue.get>> {
  const role = roleCatalogue.get(name);
  if (role === undefined) throw new RangeError(`No practice role ${name}`);
  return role;
}

/** Builds every server and pool of a blueprint. A blueprint that contradicts itself is a defect. */
export function buildEstate(
  blueprint: Blueprint,
  options: Pick<BuildContext, 'now' | 'random' | 'issuer'>,
): EstateBuild {
  const context: BuildContext = { ...options, blueprint, ...numbersOf(blueprint) };
  const servers = blueprint.servers.map(plan => roleNamed(plan.role).build(plan, context));
  const pools = (blueprint.pools ?? []).map(plan => {
    const build = roleNamed(plan.role).buildPool?.(plan, context);
    if (build === undefined) throw new RangeError(`Servers of role ${plan.role} form no pool`);
    return build;
  });
  const externals = (blueprint.externals ?? []).map(plan => externalCluster(plan, context));
  const clusters = [
    ...servers.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])),
    ...pools.map(pool => pool.cluster),
    ...externals,
  ];
  const order = ({ fqdn }: TopologyCluster): number => {
    const { site, number } = context.clusterOf(fqdn);
    return site * 1000 + number;
  };
  return {
    blueprint,
    servers,
    pools,
    clusters: clusters.sort((a, b) => order(a) - order(b)),
    users: [...servers, ...pools].flatMap(build => build.users),
    contacts: [...servers, ...pools].flatMap(build => build.contacts),
    databases: [
      ...servers.flatMap(({ sheet, databases }) =>
        databases.map(database => ({ ...database, server: sheet.fqdn })),
      ),
      ...pools.flatMap(pool => pool.databases),
    ],
    files: [
      ...servers.flatMap(({ sheet, files }) =>
        files.map(file => ({ ...file, server: sheet.fqdn })),
      ),
      ...pools.flatMap(pool => pool.files),
    ],
  };
}

/** Where the Central Management store is: its halves, as `host\instance`; the first is the primary. */
export function centralHalves({ clusters }: EstateBuild): readonly string[] {
  for (const cluster of clusters) {
    const service = cluster.services.find(({ role }) => role === 'CentralMgmtStore');
    if (service?.sql === undefined) continue;
    const host = service.at ?? cluster.fqdn;
    const instances = clusters.find(({ fqdn }) => fqdn === host)?.sqlInstances ?? [];
    const mirror = instances.find(({ name }) => name === service.sql)?.mirror;
    return [`${host}\\${service.sql}`, ...(mirror === undefined ? [] : [mirror])];
  }
  return [];
}
