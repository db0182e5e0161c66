/** How a server's PowerShell is reached. */
export type Shell =
  | { readonly transport: 'local' }
  | {
      readonly transport: 'winrm';
      readonly authentication: 'kerberos' | 'credssp' | 'negotiate';
      /** Name of a secret that holds `user` and password; without it the operator's own account. */
      readonly credential?: { readonly user: string; readonly secret: string };
      readonly configurationName?: string;
      readonly useSSL: boolean;
      readonly port?: number;
    }
  | {
      readonly transport: 'ssh';
      readonly host: string;
      readonly user?: string;
      readonly port?: number;
      /** PowerShell's executable there; `powershell` by default. */
      readonly executable: string;
      /** More arguments for `ssh`, for example `-J jump01`. */
      readonly options: readonly string[];
    }
  | {
      readonly transport: 'command';
      /**
       * Executable and arguments that give a PowerShell on that server. `recovery-runbooks` in first
       * place means this very program, however it was started.
       */
      readonly command: readonly string[];
    };

export type EstateKind = 'practice' | 'live';

export interface Site {
  readonly name: string;
}

/** Kinds of store that a pool keeps in SQL Server. */
export const storeKinds = [
  'user',
  'application',
  'central-management',
  'archiving',
  'monitoring',
  'persistent-chat',
  'persistent-chat-compliance',
] as const;

export type StoreKind = (typeof storeKinds)[number];

/** One store of a pool, and the SQL Server instance that holds its databases. */
export interface PoolStore {
  readonly kind: StoreKind;
  /** `host\instance`, or `host` for the default instance; of a mirrored one, the first of the two. */
  readonly sql: string;
}

/** Types of pool that an estate file may name. */
export const poolTypes = [
  'standard-edition',
  'enterprise',
  'director',
  'mediation',
  'edge',
  'persistent-chat',
  'trusted-application',
  'office-web-apps',
  'file-server',
  'sql-server',
  'gateway',
  'other',
] as const;

/** Product versions that share one topology and one model; `SE` is Subscription Edition. */
export const productVersions = ['2010', '2013', '2015', '2019', 'SE'] as const;

/** A pool, or a stand-alone server, which is a pool of one with the same FQDN. */
export interface Pool {
  readonly fqdn: string;
  readonly site: string;
  /** One of `poolTypes`; without one in the file, that of its one server. */
  readonly type: string;
  /** FQDNs of the members. */
  readonly servers: readonly string[];
  /** `response-groups`, `call-park`, `monitoring`, `archiving`, `persistent-chat`, … */
  readonly services: readonly string[];
  /** UNC path. */
  readonly fileStore?: string;
  /** Its back end, `host\instance`, or `host` for the default instance. */
  readonly sql?: string;
  /** Every store of the pool; `sql` is spelled out here as its user and application stores. */
  readonly stores: readonly PoolStore[];
  /** One of `productVersions`; without it that of the estate. */
  readonly version?: string;
  /** FQDN of the pool that an Edge, Director or Mediation pool hands its traffic to. */
  readonly nextHop?: string;
  /** FQDN of the pool that it is paired with; that one names this one. */
  readonly pairedWith?: string;
  /** FQDNs of pools, servers and external systems that must work before this pool can. */
  readonly dependsOn: readonly string[];
}

/** What a server's certificate must be; the file is a secret and not here. */
export interface CertificateUse {
  readonly use: readonly string[];
  readonly subject: string;
}

/** Where product media and programs lie on a server. */
export interface Deployment {
  /** `Bootstrapper.exe`, as that server's shell can start it. */
  readonly bootstrapper: string;
  /** Folder of the product media, for example `D:\Setup\amd64`. */
  readonly media: string;
}

/** Roles of a server that the product knows what to do with. */
export const knownRoles = [
  'StandardEdition',
  'FrontEnd',
  'BackEnd',
  'Director',
  'Mediation',
  'Edge',
  'PersistentChat',
  'SqlServer',
  'FileServer',
  'Witness',
  'BackupHost',
  'TrustedApplication',
  'OfficeWebApps',
] as const;

export interface Server {
  readonly fqdn: string;
  readonly site: string;
  /** Role names of the field: those of `knownRoles`, or others as written. */
  readonly roles: readonly string[];
  readonly address?: string;
  readonly shell?: Shell;
  readonly certificates: readonly CertificateUse[];
  readonly deployment: Deployment;
}

export interface SqlInstance {
  /** `host\instance`, or `host`. */
  readonly name: string;
  readonly host: string;
  readonly instance: string;
  readonly version?: string;
  readonly edition?: string;
  readonly collation?: string;
  readonly databases: readonly string[];
  /** The other half of the mirror, `host\instance`; both halves name each other. */
  readonly mirror?: string;
  /** The instance that decides between the two halves, on both of them. */
  readonly witness?: string;
  /** The entry as written, for the settings of the connection. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface FileStore {
  /** UNC path. */
  readonly path: string;
  /** The first of the pools that use it. */
  readonly pool: string;
  /** FQDNs of all pools that use it. */
  readonly pools: readonly string[];
  /** FQDN of the server with the share, where the estate has that server. */
  readonly server?: string;
}

/** Kinds of system that Lync works with and that is recovered by its own procedure. */
export const externalKinds = [
  'office-web-apps',
  'pstn-gateway',
  'trusted-application',
  'reverse-proxy',
  'exchange',
  'other',
] as const;

export interface ExternalSystem {
  readonly fqdn: string;
  readonly kind: (typeof externalKinds)[number];
}

export interface RetentionRules {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export interface BackupPolicy {
  /** UNC path or absolute local path below which every backup set has its folder. */
  readonly location: string;
  /** Longest tolerated age of the newest set, ms. */
  readonly rpoMs?: number;
  /** Longest tolerated recovery time, ms. */
  readonly rtoMs?: number;
  /** UNC or absolute local path of a second location, to which sets are copied once they are sealed. */
  readonly copy?: string;
  /** Which sets are kept: the newest so many, and the newest of so many days, weeks and months. */
  readonly retention?: RetentionRules;
}

/** What is done outside (install an operating system, reissue certificates), by a command. */
export interface Hands {
  readonly command: readonly string[];
}

/** The estate and how to reach it, as `estate.yaml` says it. */
export interface Estate {
  /** Absolute path of the file; relative paths in it start at its folder. */
  readonly file: string;
  /** SHA-256, hex, of the file's bytes. */
  readonly hash: string;
  readonly kind: EstateKind;
  readonly name: string;
  readonly productVersion: string;
  readonly domain: string;
  readonly sipDomains: readonly string[];
  readonly sites: readonly Site[];
  readonly pools: readonly Pool[];
  readonly servers: readonly Server[];
  readonly sqlInstances: readonly SqlInstance[];
  readonly fileStores: readonly FileStore[];
  readonly external: readonly ExternalSystem[];
  /** What an import met and could not read; a person looks after it. */
  readonly notUnderstood: readonly string[];
  /** FQDN of the pool that hosts the Central Management store. */
  readonly centralManagement?: string;
  readonly backup?: BackupPolicy;
  readonly hands?: Hands;
  /** UNC prefix to local folder (absolute once read). */
  readonly paths: readonly PathMapping[];
  /** `host[\instance]` to `ip:port`. */
  readonly addresses: Readonly<Record<string, string>>;
}

export interface PathMapping {
  readonly unc: string;
  readonly local: string;
}
