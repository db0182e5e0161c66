import * as l10n from '@vscode/l10n';
import { memberRole } from '../member-role.ts';
import type { ExternalSystem, StoreKind } from '../model.ts';
import { isDnsName } from '../names.ts';
import { databasesOfStore } from '../stores.ts';
import type { TopologyCluster, TopologyMachine } from './document.ts';
import type {
  ImportedFileStore,
  ImportedInstance,
  ImportedPool,
  ImportedServer,
} from './imported.ts';
import type { TopologyIndex } from './index-of.ts';
import { fileStoresOf, pathOfFileStore, type ClusterPool } from './pools.ts';
import { certificateUsesOfType, externalRoles, storeRoles } from './roles.ts';

/** Mirror and witness of each instance, by the keys of the document. */
interface Relation {
  readonly mirror: string | undefined;
  readonly witness: string | undefined;
}

/** From the instances themselves, or from what a service needs for that usage. */
function relationsOf(index: TopologyIndex): Map<string, Relation> {
  const found = new Map<string, Relation>(
    index.document.instances.map(({ key, mirror, witness }) => [key, { mirror, witness }]),
  );
  for (const { needs } of index.services.values()) {
    const instanceFor = (word: RegExp | undefined): string | undefined =>
      needs
        .filter(({ usage }) =>
          word === undefined ? !/mirror|witness/i.test(usage) : word.test(usage),
        )
        .map(({ service }) => index.services.get(service)?.instance)
        .find(instance => instance !== undefined);
    const mirror = instanceFor(/mirror/i);
    const own = mirror === undefined ? undefined : instanceFor(undefined);
    if (own === undefined || own === mirror || found.get(own)?.mirror !== undefined) continue;
    found.set(own, { mirror, witness: found.get(own)?.witness ?? instanceFor(/witness/i) });
  }
  return found;
}

function kindsOn(
  pools: readonly ImportedPool[],
  sql: string,
  central: string | undefined,
): Set<StoreKind> {
  const kinds = new Set<StoreKind>();
  for (const pool of pools) {
    for (const store of pool.stores) if (store.sql === sql) kinds.add(store.kind);
    if (pool.sql !== sql) continue;
    if (pool.type === 'persistent-chat') kinds.add('persistent-chat');
    else kinds.add('user').add('application');
    const elsewhere = pool.stores.some(({ kind }) => kind === 'central-management');
    if (pool.fqdn === central && !elsewhere) kinds.add('central-management');
  }
  return kinds;
}

/** Kinds of the stores that are installed on an instance, whether or not a pool needs them. */
function installedKinds(index: TopologyIndex, key: string): StoreKind[] {
  return Array.from(index.services.values())
    .filter(({ instance }) => instance === key)
    .flatMap(({ role }) => storeRoles.get(role) ?? []);
}

/** The instances, each with the databases of its stores, its mirror and its witness. */
export function instancesOf(
  index: TopologyIndex,
  pools: readonly ImportedPool[],
  central: string | undefined,
): readonly ImportedInstance[] {
  const relations = relationsOf(index);
  const nameOf = (key: string | undefined, own: string): string | undefined => {
    const name = key === undefined ? undefined : index.instances.get(key);
    return name === own ? undefined : name;
  };
  const mirrors = new Map<string, string>();
  const instances = Array.from(index.instances, ([key, instance]): ImportedInstance => {
    const relation = relations.get(key);
    const named = nameOf(relation?.mirror, instance);
    // One mirror of two principals is a mistake of the document: the first one keeps it.
    const isFree = named !== undefined && !mirrors.has(named) && !mirrors.has(instance);
    const mirror = isFree ? named : undefined;
    if (mirror !== undefined) mirrors.set(mirror, instance);
    const witness = mirror === undefined ? undefined : nameOf(relation?.witness, instance);
    const kinds = new Set([...kindsOn(pools, instance, central), ...installedKinds(index, key)]);
    return {
      instance,
      databases: Array.from(kinds).flatMap(kind => databasesOfStore[kind]),
      ...(mirror === undefined ? {} : { mirror }),
      ...(witness === undefined || witness === mirror ? {} : { witness }),
    };
  });
  // A mirror has the databases of its principal, which alone is named by the services.
  return instances.map(entry => {
    const principal = mirrors.get(entry.instance);
    const other = instances.find(({ instance }) => instance === principal);
    return other === undefined || entry.databases.length > 0
      ? entry
      : { ...entry, databases: other.databases };
  });
}

/** The file stores, each with the pools that need it; one that nobody needs is noted. */
export function fileStores(
  index: TopologyIndex,
  pools: readonly ClusterPool[],
): readonly ImportedFileStore[] {
  const users = new Map<string, string[]>();
  for (const { services, pool } of pools) {
    const [first, ...others] = fileStoresOf(index, services);
    if (first !== undefined) users.set(first, [...(users.get(first) ?? []), pool.fqdn]);
    for (const other of others) {
      index.notUnderstood.push(l10n.t('{0} has a second file store: {1}.', pool.fqdn, other));
    }
  }
  return Array.from(index.services.values()).flatMap(service => {
    const server = index.clusters.get(service.cluster ?? '')?.fqdn;
    if (service.role !== 'FileStore' || server === undefined) return [];
    const path = pathOfFileStore(index, service);
    if (path === undefined) {
      index.notUnderstood.push(l10n.t('The file store on {0} names no share.', server));
      return [];
    }
    const using = users.get(path);
    users.delete(path);
    if (using === undefined) {
      index.notUnderstood.push(l10n.t('No pool uses the file store {0}.', path));
      return [];
    }
    return [{ path, pools: using, server }];
  });
}

/** Gateways and Office Web Apps: hosts that run nothing else. */
export function externalSystems(
  index: TopologyIndex,
  pools: readonly ImportedPool[],
): readonly ExternalSystem[] {
  const own = new Set(pools.map(({ fqdn }) => fqdn.toLowerCase()));
  return Array.from(index.clusters.values()).flatMap(({ key, fqdn }) => {
    const roles = (index.onCluster.get(key) ?? []).map(({ role }) => role);
    const role = Array.from(externalRoles.keys()).find(name => roles.includes(name));
    const kind = role === undefined ? undefined : externalRoles.get(role);
    return kind === undefined || own.has(fqdn.toLowerCase()) ? [] : [{ fqdn, kind }];
  });
}

function addressOf({ interfaces }: TopologyMachine): string | undefined {
  const inside = interfaces.filter(({ side }) => side === 'Primary' || side === 'Internal');
  return inside.find(({ address }) => address !== undefined)?.address;
}

function interfacesOf({ interfaces }: TopologyMachine, own: string | undefined): string[] {
  return interfaces.flatMap(({ side, address, publicAddress }) => {
    if (address === undefined || address === own) return [];
    return [
      publicAddress === undefined
        ? `${side} ${address}`
        : l10n.t('{0} {1}, seen from outside as {2}', side, address, publicAddress),
    ];
  });
}

/** Hosts of the topology that are neither members of a pool nor systems outside Lync. */
interface HostRoles {
  readonly cluster: TopologyCluster;
  readonly roles: readonly string[];
}

function foreignHosts(
  index: TopologyIndex,
  pools: readonly ClusterPool[],
  instances: readonly ImportedInstance[],
  stores: readonly ImportedFileStore[],
): HostRoles[] {
  const clusters = new Set(pools.map(({ cluster }) => cluster.key));
  const backEnds = new Set(
    pools.flatMap(({ pool }) => (pool.type === 'persistent-chat' ? [] : (pool.sql ?? []))),
  );
  const mirrors = new Map(
    instances.flatMap(({ mirror, instance }) =>
      mirror === undefined ? [] : [[mirror, instance] as const],
    ),
  );
  const witnesses = new Set(instances.flatMap(({ witness }) => witness ?? []));
  return Array.from(index.clusters.values())
    .filter(({ key }) => !clusters.has(key))
    .flatMap(cluster => {
      const own = instances.filter(({ instance }) => instance.split('\\')[0] === cluster.fqdn);
      const roles = own.map(({ instance }): string => {
        if (witnesses.has(instance)) return 'Witness';
        return backEnds.has(mirrors.get(instance) ?? instance) ? 'BackEnd' : 'SqlServer';
      });
      if (stores.some(({ server }) => server === cluster.fqdn)) roles.push('FileServer');
      return roles.length === 0 ? [] : [{ cluster, roles: [...new Set(roles)] }];
    });
}

/** What a server is within the topology, before its interfaces are looked up. */
interface Placed {
  readonly cluster: TopologyCluster;
  readonly fqdn: string;
  readonly roles: readonly string[];
  readonly certificateUses: readonly string[];
}

function membersOf({ cluster, services, pool }: ClusterPool): Placed[] {
  const isBranch = pool.type === 'other' && services.some(({ role }) => role === 'Registrar');
  const role = memberRole(pool.type) ?? (isBranch ? 'SurvivableBranch' : undefined);
  return pool.servers.map(fqdn => ({
    cluster,
    fqdn,
    roles: role === undefined ? [] : [role],
    certificateUses: certificateUsesOfType[pool.type] ?? [],
  }));
}

function serverOf(index: TopologyIndex, placed: Placed): ImportedServer {
  const { cluster, fqdn, roles, certificateUses } = placed;
  const machine = cluster.machines.find(each => each.fqdn === fqdn) ?? { fqdn, interfaces: [] };
  const address = addressOf(machine);
  return {
    fqdn,
    site: index.sites.get(cluster.site) ?? '',
    roles,
    interfaces: interfacesOf(machine, address),
    certificateUses,
    certificateSubject: cluster.fqdn,
    ...(address === undefined ? {} : { address }),
  };
}

/** Every server of the topology that can be recovered: members of pools, then hosts of databases and shares. */
export function serversOf(
  index: TopologyIndex,
  pools: readonly ClusterPool[],
  instances: readonly ImportedInstance[],
  stores: readonly ImportedFileStore[],
): readonly ImportedServer[] {
  const foreign = foreignHosts(index, pools, instances, stores).flatMap(({ cluster, roles }) =>
    [cluster.fqdn, ...cluster.machines.map(({ fqdn }) => fqdn).filter(isDnsName)].map(fqdn => ({
      cluster,
      fqdn,
      roles,
      certificateUses: [],
    })),
  );
  const servers = new Map<string, ImportedServer>();
  for (const placed of [...pools.flatMap(membersOf), ...foreign]) {
    const key = placed.fqdn.toLowerCase();
    const known = servers.get(key);
    const server = known ?? serverOf(index, placed);
    servers.set(key, { ...server, roles: [...new Set([...server.roles, ...placed.roles])] });
  }
  return [...servers.values()];
}
