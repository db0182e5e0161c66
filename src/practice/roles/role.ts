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
}

export interface BuildContext {
  readonly blueprint: Blueprint;
  /** ms since 1970. */
  readonly now: number;
  readonly random: RandomBytes;
  /** Issuer that the certificates name. */
  readonly issuer: string;
}

export interface DatabaseBuild {
  readonly instance: string;
  readonly name: string;
  readonly content: unknown;
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
  readonly files: readonly FileBuild[];
  /** Its part of the topology; a backup computer has none. */
  readonly cluster?: TopologyCluster;
  readonly users: DirectoryState['users'];
  readonly contacts: DirectoryState['contacts'];
  /** Its entries in `estate.yaml`. */
  readonly estate: {
    readonly server: Record<string, unknown>;
    readonly pool?: Record<string, unknown>;
    readonly sql?: Record<string, unknown>;
    readonly fileStore?: Record<string, unknown>;
    /** Names of the shares that `paths:` maps. */
    readonly shares: readonly string[];
  };
}

/** A kind of server. A new kind is a new file beside this one, listed in `catalogue.ts`. */
export interface PracticeRole {
  readonly name: string;
  build(plan: ServerPlan, context: BuildContext): ServerBuild;
}
