import facts from '../modules/PracticeServer/facts.json' with { type: 'json' };
import type { ComputerState, ServiceState } from '../state.ts';

type Software = ComputerState['software'];

/** What Setup.exe and the administrative tools put on a computer before any role. */
export function managementSoftware(): Software {
  const { core, tools, productVersion } = facts.software;
  return [core, tools].map(name => ({ name, version: productVersion }));
}

/** Software of a computer on which the deployment wizard has installed roles. */
export function roleSoftware(): Software {
  const { roles, productVersion } = facts.software;
  return [...managementSoftware(), { name: roles, version: productVersion }];
}

/** Names of the databases that the stores of these topology roles have. */
export function databasesOf(stores: readonly string[]): string[] {
  const byStore = new Map<string, readonly string[]>(Object.entries(facts.storeDatabases));
  return stores.flatMap(store => byStore.get(store) ?? []);
}

/** Windows services of a computer with these topology roles; role `` is on every one. */
export function servicesOf(
  roles: readonly string[],
  status: ServiceState['status'],
): ServiceState[] {
  return facts.services
    .filter(service => service.role === '' || roles.includes(service.role))
    .map(({ name, display }) => ({ name, display, status }));
}

/** Windows features that the roles want. */
export const windowsFeatures: readonly string[] = facts.windowsFeatures;

/** Where the product media is on every server of the practice estate. */
export const mediaFolder: string = facts.mediaFolder;

/** Version and edition of the SQL Server that a Standard Edition server brings along. */
export const sqlExpress = facts.sqlExpress;

/** Groups whose rights Lync sets on its file share. */
export const shareGroups: readonly string[] = facts.shareGroups;

/** Groups that the account of a computer with roles is a member of. */
export const computerGroups: readonly string[] = facts.computerGroups;

/** Instances of SQL Server that every server with roles has for its own copies. */
export const localInstances: readonly string[] = Object.keys(facts.localDatabases);
