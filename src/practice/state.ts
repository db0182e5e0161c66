import { z } from 'zod';

/**
 * The state of a practice estate, as it lies on disk in JSON files. The management shell module
 * reads and writes the same files, so the names here bind both. Times are UTC, written
 * `2026-11-22 02:00:00Z`: PowerShell 7 turns the ISO form into dates when it reads JSON and would
 * write it back in another form.
 */
export const certificateState = z.looseObject({
  thumbprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  friendlyName: z.string(),
  alternativeNames: z.array(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  privateKey: z.boolean(),
  exportable: z.boolean(),
});
export type CertificateState = z.infer<typeof certificateState>;

const serviceState = z.looseObject({
  name: z.string(),
  display: z.string(),
  /** `StartPending`: a Front End of a pool that too few others are started for. */
  status: z.enum(['Running', 'Stopped', 'StartPending']),
  /** It waits because others of its pool are gone, and was not stopped itself. */
  lostPeers: z.boolean().optional(),
});
export type ServiceState = z.infer<typeof serviceState>;

const shareState = z.looseObject({
  name: z.string(),
  /** Folder as the server itself names it, for example `C:\LyncShare`. */
  path: z.string(),
  description: z.string(),
  /** Share permissions, `account: right`. */
  permissions: z.array(z.string()),
  /** Accounts on the folder's access list. */
  acl: z.array(z.string()),
});
export type ShareState = z.infer<typeof shareState>;

const sqlInstanceState = z.looseObject({
  name: z.string(),
  version: z.string(),
  edition: z.string(),
});
export type SqlInstanceState = z.infer<typeof sqlInstanceState>;

export const computerState = z.looseObject({
  format: z.literal(1),
  fqdn: z.string(),
  /** The name that the operating system has; differs from `fqdn` when it was installed wrongly. */
  hostName: z.string(),
  domain: z.string(),
  power: z.enum(['running', 'lost']),
  lostAt: z.string(),
  /** New with every installation of the operating system; an open shell ends when it changes. */
  machineId: z.string(),
  os: z.looseObject({ caption: z.string(), version: z.string(), installed: z.string() }),
  addresses: z.array(z.string()),
  features: z.array(z.string()),
  software: z.array(z.looseObject({ name: z.string(), version: z.string() })),
  media: z.array(z.string()),
  sql: z.array(sqlInstanceState),
  services: z.array(serviceState),
  shares: z.array(shareState),
  certificates: z.array(certificateState),
  assignments: z.array(z.looseObject({ use: z.string(), thumbprint: z.string() })),
  replica: z.looseObject({ enabled: z.boolean(), version: z.number(), reported: z.string() }),
  /** Whether `Enable-CsComputer` has activated the services. */
  activated: z.boolean(),
  /** An Edge Server is outside the domain. */
  workgroup: z.boolean().optional(),
});
export type ComputerState = z.infer<typeof computerState>;

const settingState = z.looseObject({
  class: z.string(),
  identity: z.string(),
  value: z.looseObject({}),
});
export type SettingState = z.infer<typeof settingState>;

/** `xds`: the Central Management store, or a server's local copy of it. */
export const configurationState = z.looseObject({
  version: z.number(),
  changed: z.string(),
  /** The published topology document, empty where none is published. */
  topology: z.string(),
  settings: z.array(settingState),
  /** The one OAuthTokenIssuer certificate of the deployment. */
  oauth: z.array(certificateState),
  /** Settings that live in the store but in no export (Call Park). */
  unexported: z.array(settingState),
  master: z.looseObject({ fqdn: z.string(), heartbeat: z.string() }),
});
export type ConfigurationState = z.infer<typeof configurationState>;

const locationState = z.looseObject({
  kind: z.enum(['address', 'subnet', 'switch', 'port', 'access-point']),
  id: z.string(),
  value: z.looseObject({}),
});
export type LocationState = z.infer<typeof locationState>;

/** `lis`: what is being edited, and what clients are served. */
export const locationsState = z.looseObject({
  working: z.array(locationState),
  published: z.array(locationState),
});
export type LocationsState = z.infer<typeof locationsState>;

export const userData = z.looseObject({
  sip: z.string(),
  contacts: z.array(
    z.looseObject({ sip: z.string(), name: z.string(), groups: z.array(z.string()) }),
  ),
  groups: z.array(z.string()),
  rights: z.array(z.string()),
  conferences: z.array(
    z.looseObject({
      id: z.string(),
      subject: z.string(),
      directory: z.number(),
      expires: z.string(),
    }),
  ),
});
export type UserData = z.infer<typeof userData>;

const conferenceDirectory = z.looseObject({ id: z.number(), next: z.number() });
export type ConferenceDirectory = z.infer<typeof conferenceDirectory>;

/** `rtcxds`: what the Front End service shows, and what an import has written since it started. */
export const userStoreState = z.looseObject({
  users: z.array(userData),
  directories: z.array(conferenceDirectory),
  pending: z.array(
    z.looseObject({ users: z.array(userData), directories: z.array(conferenceDirectory) }),
  ),
});
export type UserStoreState = z.infer<typeof userStoreState>;

const groupObject = z.looseObject({ id: z.string(), name: z.string(), owner: z.string() });

/** `rgsconfig`. */
export const responseGroupsState = z.looseObject({
  settings: z.looseObject({}),
  agentGroups: z.array(groupObject),
  queues: z.array(groupObject),
  workflows: z.array(groupObject),
  hoursOfBusiness: z.array(groupObject),
  holidaySets: z.array(groupObject),
  audio: z.array(z.looseObject({ name: z.string(), content: z.string() })),
});
export type ResponseGroupsState = z.infer<typeof responseGroupsState>;

export const directoryState = z.looseObject({
  format: z.literal(1),
  domain: z.string(),
  netbios: z.string(),
  computers: z.array(
    z.looseObject({
      name: z.string(),
      fqdn: z.string(),
      sid: z.string(),
      groups: z.array(z.string()),
    }),
  ),
  groups: z.array(z.looseObject({ name: z.string(), members: z.array(z.string()) })),
  users: z.array(
    z.looseObject({
      sip: z.string(),
      name: z.string(),
      account: z.string(),
      pool: z.string(),
      enabled: z.boolean(),
      line: z.string(),
      dialPlan: z.string(),
      voicePolicy: z.string(),
    }),
  ),
  /** Contact objects of response group workflows. */
  contacts: z.array(z.looseObject({ sip: z.string(), name: z.string(), owner: z.string() })),
  /** Where the service connection point says that the Central Management store is, or empty. */
  connectionPoint: z.string(),
  /** The other half of a mirrored store, or empty. */
  connectionPointMirror: z.string().optional(),
});
export type DirectoryState = z.infer<typeof directoryState>;

export const dnsState = z.looseObject({
  records: z.array(z.looseObject({ type: z.string(), name: z.string(), data: z.string() })),
});
export type DnsState = z.infer<typeof dnsState>;

export const authorityState = z.looseObject({
  name: z.string(),
  subject: z.string(),
  nextSerial: z.number(),
});
export type AuthorityState = z.infer<typeof authorityState>;

export const dhcpState = z.looseObject({
  scopes: z.array(
    z.looseObject({
      scope: z.string(),
      options: z.array(z.looseObject({ option: z.string(), value: z.string() })),
    }),
  ),
});

/** What a server was built from: the worksheet that an installation follows. */
export const buildSheet = z.looseObject({
  fqdn: z.string(),
  hostName: z.string(),
  domain: z.string(),
  roles: z.array(z.string()),
  os: z.looseObject({ caption: z.string(), version: z.string() }),
  addresses: z.array(z.string()),
  sql: z.array(sqlInstanceState),
  shares: z.array(shareState),
  certificates: z.array(
    z.looseObject({
      uses: z.array(z.string()),
      subject: z.string(),
      alternativeNames: z.array(z.string()),
      friendlyName: z.string(),
    }),
  ),
  workgroup: z.boolean().optional(),
});
export type BuildSheet = z.infer<typeof buildSheet>;

export const buildSheets = z.looseObject({ servers: z.array(buildSheet) });

/** What is known of each pool: its members, its user store, and who serves its users. */
export const poolsState = z.looseObject({
  pools: z.array(
    z.looseObject({
      fqdn: z.string(),
      members: z.array(z.string()),
      /** `host\instance` of the user store; of a mirror, the primary. Empty without one. */
      userStore: z.string(),
      pairedWith: z.string(),
      /** The pool that serves its users now, or empty. */
      failedOver: z.string(),
    }),
  ),
});
export type PoolsState = z.infer<typeof poolsState>;

/** The mirrored databases of a server, one half each. */
export const mirroringState = z.looseObject({
  databases: z.array(
    z.looseObject({
      instance: z.string(),
      name: z.string(),
      role: z.enum(['principal', 'mirror']),
      /** `host\instance` of the other half. */
      partner: z.string(),
      witness: z.string(),
    }),
  ),
});
export type MirroringState = z.infer<typeof mirroringState>;

const faultState = z.looseObject({
  id: z.string(),
  kind: z.string(),
  target: z.string(),
  /** What the fault says or changes, by kind. */
  detail: z.string(),
  /** How often it still strikes; -1 is until it is cleared. */
  times: z.number(),
});
export type FaultState = z.infer<typeof faultState>;

export const faultsState = z.looseObject({ faults: z.array(faultState) });
