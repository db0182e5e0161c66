import { checkBackEnds } from './checks/back-ends.ts';
import { checkCentralManagement } from './checks/central-management.ts';
import { checkDependencies } from './checks/dependencies.ts';
import { checkFileStores } from './checks/file-stores.ts';
import { checkMirrors } from './checks/mirrors.ts';
import { checkNames } from './checks/names.ts';
import { checkPairs } from './checks/pairs.ts';
import { checkAddresses, checkPaths } from './checks/paths.ts';
import { checkPools } from './checks/pools.ts';
import { checkRoles } from './checks/roles.ts';
import { checkSites } from './checks/sites.ts';
import type { EstateDocument } from './document.ts';
import type { PathPlatform } from './paths.ts';
import type { EstateFile } from './schema.ts';

const checks: readonly ((
  file: EstateFile,
  document: EstateDocument,
  platform: PathPlatform,
) => void)[] = [
  checkNames,
  checkPools,
  checkRoles,
  checkSites,
  checkCentralManagement,
  checkFileStores,
  checkBackEnds,
  checkMirrors,
  checkPairs,
  checkDependencies,
  checkPaths,
  checkAddresses,
];

/** Reports what each entry allows but the file as a whole contradicts. */
export function reportContradictions(
  file: EstateFile,
  document: EstateDocument,
  platform: PathPlatform,
): void {
  for (const check of checks) check(file, document, platform);
}
