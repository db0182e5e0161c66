import type { StoreKind } from '../model.ts';

/** Stores by the name of their role in a topology. */
export const storeRoles: ReadonlyMap<string, StoreKind> = new Map([
  ['UserStore', 'user'],
  ['ApplicationStore', 'application'],
  ['CentralMgmtStore', 'central-management'],
  ['ArchivingStore', 'archiving'],
  ['MonitoringStore', 'monitoring'],
  ['PersistentChatStore', 'persistent-chat'],
  ['PersistentChatComplianceStore', 'persistent-chat-compliance'],
]);

/** Roles that are understood, the stores apart. */
const otherRoles = new Set([
  'UserServices',
  'Registrar',
  'FileStore',
  'WebServices',
  'ConfServices',
  'ApplicationServer',
  'CentralMgmt',
  'MediationServer',
  'EdgeServer',
  'PstnGateway',
  'WacService',
  'MonitoringServer',
  'ArchivingServer',
  'PersistentChatServer',
  'TrustedApplicationPool',
  'ExternalServer',
  'ProvisionServer',
  'ProvisionStore',
  'ManagementServices',
  'LyssStore',
  'WitnessStore',
]);

export function isKnownRole(role: string): boolean {
  return storeRoles.has(role) || otherRoles.has(role);
}

/** Names of systems outside Lync, by the role that stands for them. */
export const externalRoles = new Map([
  ['PstnGateway', 'pstn-gateway'],
  ['WacService', 'office-web-apps'],
] as const);

/**
 * Product version by the `ServiceVersion` of a service. 7 and 8 were seen in documents; 5, 6 and 9 follow
 * from the order of the releases.
 */
export const versionOfService: ReadonlyMap<string, string> = new Map([
  ['5', '2010'],
  ['6', '2013'],
  ['7', '2015'],
  ['8', '2019'],
  ['9', 'SE'],
]);

const webUses = ['Default', 'WebServicesInternal', 'WebServicesExternal'];

/** Uses of certificates by the type of the pool (domain facts, section 4.1). */
export const certificateUsesOfType: Readonly<Record<string, readonly string[]>> = {
  'standard-edition': [...webUses, 'OAuthTokenIssuer'],
  enterprise: [...webUses, 'OAuthTokenIssuer'],
  director: webUses,
  mediation: ['Default'],
  'persistent-chat': ['Default'],
  edge: ['Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication'],
};

/** Services of a pool by the owner of the ports of its application server. */
export const servicesOfApplications: Readonly<Record<string, string>> = {
  'urn:application:rgs': 'response-groups',
  'urn:application:cps': 'call-park',
};
