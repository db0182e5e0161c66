import type { ExternalSystem, PoolStore } from '../model.ts';

export interface ImportedPool {
  readonly fqdn: string;
  readonly site: string;
  /** One of `poolTypes`. */
  readonly type: string;
  readonly version?: string;
  readonly servers: readonly string[];
  readonly services: readonly string[];
  readonly sql?: string;
  /** Stores that are not on `sql`, or not those that it stands for. */
  readonly stores: readonly PoolStore[];
  readonly nextHop?: string;
  readonly pairedWith?: string;
}

export interface ImportedServer {
  readonly fqdn: string;
  readonly site: string;
  readonly roles: readonly string[];
  readonly address?: string;
  /** Names and addresses of interfaces beside the first, in words. */
  readonly interfaces: readonly string[];
  /** Uses of the certificates that a server of its kind has. */
  readonly certificateUses: readonly string[];
  /** Name that these certificates are made out to: that of the pool. */
  readonly certificateSubject: string;
}

export interface ImportedInstance {
  readonly instance: string;
  readonly databases: readonly string[];
  readonly mirror?: string;
  readonly witness?: string;
}

export interface ImportedFileStore {
  readonly path: string;
  readonly pools: readonly string[];
  readonly server: string;
}

/** What a topology says of an estate, in the terms of the estate file. */
export interface ImportedEstate {
  /** Name of the file that it was read from. */
  readonly source: string;
  readonly unpublished: boolean;
  readonly name: string;
  readonly product: string;
  /** Guessed from the names of the servers: no topology says it. */
  readonly domain: string | undefined;
  readonly sipDomains: readonly string[];
  readonly centralManagement: string | undefined;
  readonly sites: readonly string[];
  readonly pools: readonly ImportedPool[];
  readonly servers: readonly ImportedServer[];
  readonly sql: readonly ImportedInstance[];
  readonly fileStores: readonly ImportedFileStore[];
  readonly external: readonly ExternalSystem[];
  readonly notUnderstood: readonly string[];
}
