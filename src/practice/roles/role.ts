import type { StoreKind } from '../../estate/model.ts';
import type { RandomBytes } from '../chance.ts';
import type { TopologyCluster } from '../data/topology.ts';
import type { BuildSheet, ComputerState, DirectoryState } from '../state.ts';

/** One server of the estate that is to be made. */
export interface ServerPlan {
  readonly fqdn: string;
  readonly role: string;
  readonly site: string;
  readonly address: string;
  /** `response-groups`, `conferencing`, … */
  readonly services: readonly string[];
  /** Whether it hosts the Central Management store. */
  readonly centralManagement: boolean;
  /** FQDN of the pool that it is a member of, for a role whose servers are members of pools. */
  readonly pool?: string;
  /** SQL Server instances, for a role that has SQL Server for others. */
  readonly sql?: readonly SqlPlan[];
  /** Names of its shares, for a role that has shares for others. */
  readonly shares?: readonly string[];
}

/** A SQL Server instance that holds stores of the topology. */
export interface SqlPlan {
  /** `MSSQLSERVER` for the default instance. */
  readonly instance: string;
  /** Topology roles of the stores: `MonitoringStore`, `ArchivingStore`, … */
  readonly stores: readonly string[];
  /** `2008 R2`, `2012` (without it), `2014`. */
  readonly version?: string;
  /** `Standard` (without it), `Enterprise`, `Express`. */
  readonly edition?: string;
  /** The other half of the mirror, `host\instance`; both halves name each other. */
  readonly mirror?: string;
  /** The instance that decides between the halves, on both of them. */
  readonly witness?: string;
}

/** A pool of servers that are computers of their own; its stores are on others. */
export interface PoolPlan {
  readonly fqdn: string;
  /** Role of its members, by the name in the catalogue. */
  readonly role: string;
  readonly site: string;
  /** `response-groups`, `conferencing`, … */
  readonly services: readonly string[];
  /** Whether it hosts the Central Management store. */
  readonly centralManagement: boolean;
  /** Its stores, each on an instance as `host\instance`; of a mirror, the primary. */
  readonly stores: Readonly<Partial<Record<StoreKind, string>>>;
  /** FQDN of the file server and name of the share. */
  readonly fileStore?: { readonly server: string; readonly share: string };
  readonly nextHop?: string;
  readonly pairedWith?: string;
}

/** A computer that Lync works with and that is no server of the estate. */
export interface ExternalPlan {
  readonly fqdn: string;
  readonly kind: 'pstn-gateway' | 'office-web-apps';
  readonly site: string;
  readonly address: string;
}

/** The estate that is to be made, before any server of it is. */
export interface Blueprint {
  readonly name: string;
  readonly domain: string;
  readonly netbios: string;
  readonly sipDomains: readonly string[];
  readonly sites: readonly { readonly name: string; readonly id: number }[];
  /** FQDN and share of the backup location. */
  readonly backup: { readonly server: string; readonly share: string };
  readonly servers: readonly ServerPlan[];
  /** Pools whose members are computers of their own. */
  readonly pools?: readonly PoolPlan[];
  readonly externals?: readonly ExternalPlan[];
}

export interface BuildContext {
  readonly blueprint: Blueprint;
  /** ms since 1970. */
  readonly now: number;
  readonly random: RandomBytes;
  /** Issuer that the certificates name. */
  readonly issuer: string;
  /** Site and number of a cluster of the topology, by its FQDN; the number is its own in the site. */
  clusterOf(fqdn: string): { readonly site: number; readonly number: number };
  /** Number of the conference directory of a pool with users, by its FQDN. */
  directoryOf(pool: string): number;
}

export interface DatabaseBuild {
  readonly instance: string;
  readonly name: string;
  readonly content: unknown;
}

/** A SQL Server instance that the SQL endpoint serves, with the databases that it has from the start. */
export interface SqlInstanceBuild {
  /** `MSSQLSERVER` for the default instance. */
  readonly instance: string;
  readonly version: string;
  readonly edition: string;
  readonly databases: readonly string[];
}

/** A database of a pool, on the computer that has the pool's store. */
export interface StoredDatabase extends DatabaseBuild {
  readonly server: string;
}

/** A file of a share, `/` between the parts of its path. */
export interface FileBuild {
  readonly share: string;
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Everything that one server brings into the estate. */
export interface ServerBuild {
  readonly sheet: BuildSheet;
  readonly computer: ComputerState;
  readonly databases: readonly DatabaseBuild[];
  readonly sqlInstances?: readonly SqlInstanceBuild[];
  readonly files: readonly FileBuild[];
  /** Its part of the topology; a backup computer has none, and a pool's member is in the pool's. */
  readonly cluster?: TopologyCluster;
  /** Whether Lync's own software is on it: a copy of the configuration, an account in Lync's groups. */
  readonly replicates: boolean;
  readonly users: DirectoryState['users'];
  readonly contacts: DirectoryState['contacts'];
  /** Its entries in `estate.yaml`. */
  readonly estate: {
    readonly server: Record<string, unknown>;
    readonly pool?: Record<string, unknown>;
    readonly sql?: readonly Record<string, unknown>[];
    readonly fileStore?: Record<string, unknown>;
    /** Names of the shares that `paths:` maps. */
    readonly shares: readonly string[];
  };
}

/** What a pool brings into the estate beside its members. */
export interface PoolBuild {
  readonly cluster: TopologyCluster;
  readonly databases: readonly StoredDatabase[];
  /** Files of its file store, on the server that has the share. */
  readonly files: readonly (FileBuild & { readonly server: string })[];
  readonly users: DirectoryState['users'];
  readonly contacts: DirectoryState['contacts'];
  /** Its entry in `estate.yaml`. */
  readonly estate: Record<string, unknown>;
}

/** A kind of server. A new kind is a new file beside this one, listed in `catalogue.ts`. */
export interface PracticeRole {
  readonly name: string;
  build(plan: ServerPlan, context: BuildContext): ServerBuild;
  /** What a pool of such servers brings; a role whose servers are no pool has none. */
  buildPool?(plan: PoolPlan, context: BuildContext): PoolBuild;
}
