import { findServer, poolOf, sameName } from './lookup.ts';
import { memberRole } from './member-role.ts';
import type { Estate, FileStore, Pool, PoolStore, Server, SqlInstance } from './model.ts';
import { storesOnInstance } from './stores.ts';

/** What an instance is within its mirror: `principal` is the half that the pools name. */
export type MirrorPart = 'alone' | 'principal' | 'mirror' | 'witness';

/** A SQL Server instance on a server, with what it holds. */
export interface InstanceIdentity {
  readonly instance: SqlInstance;
  readonly part: MirrorPart;
  /** The instance of the other half; of a witness, the principal. */
  readonly partner?: string;
  /** The stores on it; those of the principal where it is the mirror, none of a witness. */
  readonly stores: readonly { readonly pool: Pool; readonly kind: PoolStore['kind'] }[];
}

/** All that the estate says of one host, put together: what it must be again after a recovery. */
export interface ServerIdentity {
  /** FQDN as the estate writes it. */
  readonly fqdn: string;
  /** The entry under `servers:`; a host that only an instance or a share names has none. */
  readonly server?: Server;
  readonly site?: string;
  /** The pool that it is a member of. */
  readonly pool?: Pool;
  /** The written roles, and those that follow from pools, instances and shares; each once. */
  readonly roles: readonly string[];
  readonly instances: readonly InstanceIdentity[];
  /** File stores that it has the share of. */
  readonly fileStores: readonly FileStore[];
  /** Whether the databases of the Central Management store are on it, as principal or as mirror. */
  readonly centralManagement: boolean;
  /** Product version, where a pool names it or the estate does; `undefined` on a host outside all pools. */
  readonly version?: string;
}

const backEndStores = new Set<string>(['user', 'application', 'central-management']);

/** What the instance is within its mirror, and which stores it holds. */
function instanceIdentity(estate: Estate, instance: SqlInstance): InstanceIdentity {
  const own = storesOnInstance(estate, instance.name);
  const { mirror } = instance;
  if (mirror !== undefined) {
    if (own.length > 0) return { instance, part: 'principal', partner: mirror, stores: own };
    const stores = storesOnInstance(estate, mirror);
    const first = estate.sqlInstances.find(({ name }) =>
      [instance.name, mirror].some(half => sameName(half, name)),
    );
    const part = stores.length > 0 || first !== instance ? 'mirror' : 'principal';
    return { instance, part, partner: mirror, stores };
  }
  const watched = estate.sqlInstances.find(
    ({ witness }) => witness !== undefined && sameName(witness, instance.name),
  );
  if (watched === undefined || own.length > 0) return { instance, part: 'alone', stores: own };
  const principal = [watched.name, watched.mirror ?? ''].find(
    name => storesOnInstance(estate, name).length > 0,
  );
  return { instance, part: 'witness', partner: principal ?? watched.name, stores: [] };
}

function rolesOfInstance({ part, stores }: InstanceIdentity, pool: Pool | undefined): string[] {
  if (part === 'witness') return ['Witness'];
  if (pool?.type === 'standard-edition') return [];
  return stores.map(({ kind }) => (backEndStores.has(kind) ? 'BackEnd' : 'SqlServer'));
}

function oneOfEach(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter(name => {
    const key = name.toLowerCase();
    return seen.has(key) ? false : seen.add(key);
  });
}

/** Hosts of the estate in the order of the file: its servers, then hosts that only instances name. */
export function hostsOf(estate: Estate): readonly string[] {
  return oneOfEach([
    ...estate.servers.map(({ fqdn }) => fqdn),
    ...estate.sqlInstances.map(({ host }) => host),
  ]);
}

/** Everything that the estate says of the host with that FQDN; `undefined` where it says nothing. */
export function identityOf(estate: Estate, fqdn: string): ServerIdentity | undefined {
  const server = findServer(estate, fqdn);
  const own = estate.sqlInstances.filter(({ host }) => sameName(host, fqdn));
  const name = server?.fqdn ?? own[0]?.host;
  if (name === undefined) return undefined;
  const pool = poolOf(estate, name);
  const instances = own.map(instance => instanceIdentity(estate, instance));
  const fileStores = estate.fileStores.filter(
    store => store.server !== undefined && sameName(store.server, name),
  );
  const role = pool === undefined ? undefined : memberRole(pool.type);
  const shares = fileStores.length > 0 && pool?.type !== 'standard-edition';
  const site = server?.site ?? pool?.site ?? instances.flatMap(sitesOfStores)[0];
  const version = pool === undefined ? undefined : (pool.version ?? estate.productVersion);
  return {
    fqdn: name,
    roles: oneOfEach([
      ...(server?.roles ?? []),
      ...(role === undefined ? [] : [role]),
      ...instances.flatMap(instance => rolesOfInstance(instance, pool)),
      ...(shares ? ['FileServer'] : []),
    ]),
    instances,
    fileStores,
    centralManagement: instances.some(({ stores }) =>
      stores.some(({ kind }) => kind === 'central-management'),
    ),
    ...(server === undefined ? {} : { server }),
    ...(pool === undefined ? {} : { pool }),
    ...(site === undefined ? {} : { site }),
    ...(version === undefined ? {} : { version }),
  };
}

function sitesOfStores({ stores }: InstanceIdentity): string[] {
  return stores.map(({ pool }) => pool.site);
}
