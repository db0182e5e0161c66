import { findServer, findSqlInstance, poolOf, sameName } from '../estate/lookup.ts';
import type {
  Estate,
  FileStore,
  Pool,
  PoolStore,
  Server,
  SqlInstance,
  StoreKind,
} from '../estate/model.ts';
import type { Loss } from './loss.ts';

/** Where an instance keeps a store of a pool. */
export interface StoreUse {
  readonly pool: Pool;
  readonly kind: StoreKind;
}

function key(name: string): string {
  return name.toLowerCase();
}

/** The instances of a store: the one named, and the other half of its mirror. */
export function halvesOf(estate: Estate, store: PoolStore): readonly SqlInstance[] {
  const first = findSqlInstance(estate, store.sql) ?? bareInstance(store.sql);
  const other = first.mirror === undefined ? undefined : findSqlInstance(estate, first.mirror);
  return other === undefined ? [first] : [first, other];
}

/** An instance that a pool names and `sql:` does not describe. */
function bareInstance(name: string): SqlInstance {
  const [host = name, instance = ''] = name.split('\\');
  return { name, host, instance, databases: [], settings: {} };
}

/** Everything that is lost, and what is left: the ground on which a procedure is chosen. */
export class Situation {
  readonly estate: Estate;
  /** What is to be recovered. */
  readonly asked: Loss;
  /** Whether a pool that is down may fail over to its partner. */
  readonly failOver: boolean;
  readonly #servers = new Set<string>();
  readonly #instances = new Set<string>();
  readonly #fileStores = new Set<string>();

  /** `beside` is what is lost as well. */
  constructor(estate: Estate, asked: Loss, beside: readonly Loss[], failOver = true) {
    this.failOver = failOver;
    this.estate = estate;
    this.asked = asked;
    for (const loss of [asked, ...beside]) this.#lose(loss);
  }

  #lose(loss: Loss): void {
    switch (loss.kind) {
      case 'server':
        this.#servers.add(key(loss.server.fqdn));
        break;
      case 'pool':
        for (const fqdn of loss.pool.servers) this.#servers.add(key(fqdn));
        for (const host of this.#ownHosts(loss.pool)) this.#servers.add(key(host));
        break;
      case 'instance':
        this.#instances.add(key(loss.instance.name));
        break;
      case 'file-store':
        this.#fileStores.add(key(loss.store.path));
        break;
      case 'site':
        for (const { fqdn, site } of this.estate.servers) {
          if (sameName(site, loss.site.name)) this.#servers.add(key(fqdn));
        }
    }
  }

  /** SQL Server hosts that hold the back end of this pool and of no other. */
  #ownHosts(pool: Pool): string[] {
    const hosts = pool.stores
      .flatMap(store => halvesOf(this.estate, store))
      .map(({ host }) => host);
    return [...new Set(hosts.map(key))].filter(host =>
      this.storesOnHost(host).every(use => sameName(use.pool.fqdn, pool.fqdn)),
    );
  }

  serverLost(fqdn: string): boolean {
    return this.#servers.has(key(fqdn));
  }

  instanceLost({ name, host }: SqlInstance): boolean {
    return this.#instances.has(key(name)) || this.serverLost(host);
  }

  fileStoreLost(store: FileStore): boolean {
    const { path, server } = store;
    return this.#fileStores.has(key(path)) || (server !== undefined && this.serverLost(server));
  }

  /** Servers that are lost, in the order of the estate file. */
  lostServers(): readonly Server[] {
    return this.estate.servers.filter(({ fqdn }) => this.serverLost(fqdn));
  }

  lostMembers(pool: Pool): readonly string[] {
    return pool.servers.filter(fqdn => this.serverLost(fqdn));
  }

  survivingMembers(pool: Pool): readonly string[] {
    return pool.servers.filter(fqdn => !this.serverLost(fqdn));
  }

  /** Whether nothing is left that could serve the pool's users. */
  wholePoolLost(pool: Pool): boolean {
    return this.survivingMembers(pool).length === 0;
  }

  /** Stores of all pools on one SQL Server host, either half of a mirror counted. */
  storesOnHost(host: string): readonly StoreUse[] {
    return this.#stores(one => sameName(one.host, host));
  }

  /** Stores of all pools on one instance, either half of a mirror counted. */
  storesOnInstance(instance: SqlInstance): readonly StoreUse[] {
    return this.#stores(one => sameName(one.name, instance.name));
  }

  #stores(fits: (instance: SqlInstance) => boolean): readonly StoreUse[] {
    return this.estate.pools.flatMap(pool =>
      pool.stores
        .filter(store => halvesOf(this.estate, store).some(fits))
        .map(({ kind }) => ({ pool, kind })),
    );
  }

  /** The instances of a pool's stores of these kinds, each with its halves. */
  backEnds(pool: Pool, kinds: readonly StoreKind[]): readonly (readonly SqlInstance[])[] {
    const found = new Map<string, readonly SqlInstance[]>();
    for (const store of pool.stores) {
      if (kinds.includes(store.kind)) found.set(key(store.sql), halvesOf(this.estate, store));
    }
    return [...found.values()];
  }

  /** Whether no half of the pool's user store is left. */
  backEndLost(pool: Pool): boolean {
    const ends = this.backEnds(pool, ['user', 'application']);
    return ends.some(halves => halves.every(half => this.instanceLost(half)));
  }

  /** The pool that the server belongs to. */
  poolOf(server: Server): Pool | undefined {
    return poolOf(this.estate, server.fqdn);
  }

  /**
   * A server that is left and has the management shell: one of the preferred pool, else of the pool
   * with the Central Management store, else any Lync server, else one with the tools.
   */
  helper(preferred?: Pool): Server | undefined {
    const left = this.estate.servers.filter(({ fqdn }) => !this.serverLost(fqdn));
    const inPool = (pool: Pool | undefined): Server | undefined =>
      left.find(({ fqdn }) => pool?.servers.some(member => sameName(member, fqdn)) === true);
    const central = this.estate.pools.find(({ fqdn }) =>
      sameName(fqdn, this.estate.centralManagement ?? ''),
    );
    const withRole = (...roles: readonly string[]): Server | undefined =>
      left.find(server => server.roles.some(role => roles.includes(role)));
    return (
      (isFrontEndPool(preferred) ? inPool(preferred) : undefined) ??
      inPool(central) ??
      withRole('FrontEnd', 'StandardEdition') ??
      withRole('Director', 'PersistentChat', 'Mediation') ??
      withRole('BackupHost')
    );
  }

  /** The partner of a pair, where it is left. */
  survivingPair(pool: Pool): Pool | undefined {
    const { pairedWith } = pool;
    if (pairedWith === undefined) return undefined;
    const partner = this.estate.pools.find(({ fqdn }) => sameName(fqdn, pairedWith));
    if (partner === undefined || this.wholePoolLost(partner)) return undefined;
    return this.backEndLost(partner) ? undefined : partner;
  }

  /** The pool whose Central Management store is gone with no copy left. */
  lostCentralPool(): Pool | undefined {
    const pool = this.estate.pools.find(one => this.isCentral(one));
    if (pool === undefined) return undefined;
    const ends = this.backEnds(pool, ['central-management']);
    const lost =
      ends.length === 0
        ? this.wholePoolLost(pool)
        : ends.every(halves => halves.every(half => this.instanceLost(half)));
    return lost ? pool : undefined;
  }

  /** Whether what is asked for is of this pool: a member, a host of its stores, the pool itself. */
  concerns(pool: Pool): boolean {
    const { asked } = this;
    const hosts = pool.stores.flatMap(store => halvesOf(this.estate, store)).map(one => one.host);
    switch (asked.kind) {
      case 'pool':
        return sameName(asked.pool.fqdn, pool.fqdn);
      case 'server':
        return [...pool.servers, ...hosts].some(name => sameName(name, asked.server.fqdn));
      case 'instance':
        return hosts.some(name => sameName(name, asked.instance.host));
      case 'file-store':
      case 'site':
        return false;
    }
  }

  server(fqdn: string): Server | undefined {
    return findServer(this.estate, fqdn);
  }

  /** Whether the pool keeps the Central Management store. */
  isCentral(pool: Pool): boolean {
    return sameName(pool.fqdn, this.estate.centralManagement ?? '');
  }
}

function isFrontEndPool(pool: Pool | undefined): boolean {
  return pool !== undefined && ['standard-edition', 'enterprise'].includes(pool.type);
}
