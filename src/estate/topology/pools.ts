import * as l10n from '@vscode/l10n';
import type { PoolStore } from '../model.ts';
import { isDnsName } from '../names.ts';
import { backEndKinds } from '../stores.ts';
import type { TopologyCluster, TopologyService } from './document.ts';
import type { ImportedPool } from './imported.ts';
import { oneLine, type TopologyIndex } from './index-of.ts';
import { attribute } from './parts.ts';
import { servicesOfApplications, storeRoles, versionOfService } from './roles.ts';
import { below, childOf } from './xml.ts';

/** A pool with the cluster that it comes from. */
export interface ClusterPool {
  readonly cluster: TopologyCluster;
  readonly services: readonly TopologyService[];
  readonly pool: ImportedPool;
}

function isDirector(service: TopologyService): boolean {
  const detail = childOf(service.element, 'RegistrarService');
  return service.role === 'Registrar' && attribute(detail, 'IsDirector').toLowerCase() === 'true';
}

/** Whether the Central Management service is the one that works, not one that waits in a pair. */
export function isActiveManagement(service: TopologyService): boolean {
  const detail = childOf(service.element, 'CentralMgmtService');
  return service.role === 'CentralMgmt' && attribute(detail, 'IsActive').toLowerCase() !== 'false';
}

/** Instances of the stores that the services need, the first of each kind, by its key. */
function storeKeys(
  index: TopologyIndex,
  services: readonly TopologyService[],
): Map<string, { readonly role: string; readonly instance: string }> {
  const found = new Map<string, { role: string; instance: string }>();
  for (const service of services) {
    if (service.role === 'CentralMgmt' && !isActiveManagement(service)) continue;
    for (const { usage, service: key } of service.needs) {
      const store = index.services.get(key);
      if (store?.instance === undefined || /mirror|witness/i.test(usage)) continue;
      if (!storeRoles.has(store.role) || found.has(store.role)) continue;
      found.set(store.role, { role: store.role, instance: store.instance });
    }
  }
  return found;
}

function storesOf(index: TopologyIndex, services: readonly TopologyService[]): PoolStore[] {
  return Array.from(storeKeys(index, services).values()).flatMap(({ role, instance }) => {
    const kind = storeRoles.get(role);
    const sql = index.instances.get(instance);
    return kind === undefined || sql === undefined ? [] : [{ kind, sql }];
  });
}

function typeOf(
  index: TopologyIndex,
  cluster: TopologyCluster,
  services: readonly TopologyService[],
  stores: readonly PoolStore[],
): string | undefined {
  const has = (role: string): boolean => services.some(service => service.role === role);
  if (has('UserServices')) {
    const user = stores.find(({ kind }) => kind === 'user');
    const own = user?.sql.split('\\')[0]?.toLowerCase() === cluster.fqdn.toLowerCase();
    if (own && cluster.machines.length <= 1) return 'standard-edition';
    if (user !== undefined && fileStoresOf(index, services).length > 0) return 'enterprise';
    index.notUnderstood.push(
      user === undefined
        ? l10n.t('The pool {0} names no user store, so its type is `other`.', cluster.fqdn)
        : l10n.t('The pool {0} names no file store, so its type is `other`.', cluster.fqdn),
    );
    return 'other';
  }
  if (services.some(isDirector)) return 'director';
  if (has('EdgeServer')) return 'edge';
  if (has('PersistentChatServer')) {
    if (stores.some(({ kind }) => kind === 'persistent-chat')) return 'persistent-chat';
    index.notUnderstood.push(
      l10n.t('The pool {0} names no Persistent Chat store, so its type is `other`.', cluster.fqdn),
    );
    return 'other';
  }
  if (has('Registrar')) return 'other';
  if (has('MediationServer')) return 'mediation';
  if (has('TrustedApplicationPool') || has('ExternalServer')) return 'trusted-application';
  const roles = services.map(({ role }) => role);
  const isOutside = roles.every(role => ['PstnGateway', 'WacService', 'FileStore'].includes(role));
  return cluster.foreign || (isOutside && roles.length > 0) ? undefined : 'other';
}

/** UNC paths of the file stores that the services need, each once. */
export function fileStoresOf(
  index: TopologyIndex,
  services: readonly TopologyService[],
): readonly string[] {
  const paths = services.flatMap(({ needs }) =>
    needs.flatMap(need => {
      const store = index.services.get(need.service);
      return store?.role === 'FileStore' ? (pathOfFileStore(index, store) ?? []) : [];
    }),
  );
  return [...new Set(paths)];
}

/** UNC path of a file store: the host, and the share that the details of the role name. */
export function pathOfFileStore(index: TopologyIndex, store: TopologyService): string | undefined {
  const host = index.clusters.get(store.cluster ?? '')?.fqdn;
  const details = [...below(store.element)].map(element => attribute(element, 'ShareName'));
  const share = details.find(name => name !== '')?.replaceAll('/', '\\');
  const isPlain = share !== undefined && /^[^\\:*?"<>|\s][^:*?"<>|]*$/.test(share);
  return host === undefined || !isPlain ? undefined : `\\\\${host}\\${oneLine(share)}`;
}

function servicesOf(
  type: string,
  services: readonly TopologyService[],
  stores: readonly PoolStore[],
): string[] {
  const found = new Set<string>();
  const server = services.find(({ role }) => role === 'ApplicationServer');
  if (server !== undefined) {
    const ports = [...below(server.element)].filter(({ name }) => name === 'Port');
    for (const port of ports) {
      const service = servicesOfApplications[attribute(port, 'Owner').toLowerCase()];
      if (service !== undefined) found.add(service);
    }
    // Without its ports the document does not say which applications run; every pool has this one.
    if (ports.length === 0) found.add('response-groups');
  }
  for (const kind of ['archiving', 'monitoring']) {
    if (stores.some(store => store.kind === kind)) found.add(kind);
  }
  const mediation = services.some(({ role }) => role === 'MediationServer');
  if (mediation && type !== 'mediation') found.add('mediation');
  return [...found];
}

function membersOf(index: TopologyIndex, cluster: TopologyCluster, taken: Set<string>): string[] {
  const members: string[] = [];
  for (const { fqdn } of cluster.machines) {
    if (!isDnsName(fqdn)) {
      index.notUnderstood.push(
        l10n.t(
          'A member of {0}, `{1}`, has a name that is no DNS name.',
          cluster.fqdn,
          oneLine(fqdn),
        ),
      );
    } else if (taken.has(fqdn.toLowerCase())) {
      index.notUnderstood.push(
        l10n.t('{0} is a member of {1}, and of another cluster too.', fqdn, cluster.fqdn),
      );
    } else {
      taken.add(fqdn.toLowerCase());
      members.push(fqdn);
    }
  }
  if (members.length > 0 || taken.has(cluster.fqdn.toLowerCase())) return members;
  index.notUnderstood.push(
    l10n.t('The cluster {0} names no member; it is taken for a single server.', cluster.fqdn),
  );
  taken.add(cluster.fqdn.toLowerCase());
  return [cluster.fqdn];
}

/** Newest version among the services of the pool. */
function versionOf(
  index: TopologyIndex,
  fqdn: string,
  services: readonly TopologyService[],
): string | undefined {
  const versions = new Set(services.map(({ version }) => version).filter(text => text !== ''));
  for (const version of versions) {
    if (versionOfService.has(version)) continue;
    index.notUnderstood.push(
      l10n.t('The version {0} of {1} is not known.', oneLine(version), fqdn),
    );
  }
  const known = Array.from(versionOfService.keys()).filter(version => versions.has(version));
  return versionOfService.get(known.at(-1) ?? '');
}

/** Stores beside those that `sql` stands for, and `sql` itself. */
function withShorthand(
  type: string,
  stores: readonly PoolStore[],
): { readonly sql?: string; readonly stores: readonly PoolStore[] } {
  const kinds = backEndKinds(type);
  const sql = stores.find(({ kind }) => kinds.includes(kind))?.sql;
  if (sql === undefined) return { stores };
  const implied = [...kinds, 'central-management'];
  return {
    sql,
    stores: stores.filter(store => store.sql !== sql || !implied.includes(store.kind)),
  };
}

/** The pools of a topology: every cluster that runs something of Lync. */
export function clusterPools(index: TopologyIndex): readonly ClusterPool[] {
  const taken = new Set<string>();
  const found: ClusterPool[] = [];
  for (const cluster of index.clusters.values()) {
    const services = index.onCluster.get(cluster.key) ?? [];
    const all = storesOf(index, services);
    const type = typeOf(index, cluster, services, all);
    if (type === undefined) continue;
    const servers = membersOf(index, cluster, taken);
    if (servers.length === 0) continue;
    const version = versionOf(index, cluster.fqdn, services);
    const pool: ImportedPool = {
      fqdn: cluster.fqdn,
      site: index.sites.get(cluster.site) ?? '',
      type,
      servers,
      services: servicesOf(type, services, all),
      ...withShorthand(type, all),
      ...(version === undefined ? {} : { version }),
    };
    found.push({ cluster, services, pool });
  }
  return found;
}
