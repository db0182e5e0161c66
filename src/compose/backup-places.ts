import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FolderBackupSets } from '../backup/folder-sets.ts';
import { backupNeeds } from '../backup/worth/needs.ts';
import { estateFact } from '../estate/facts.ts';
import type { Estate } from '../estate/model.ts';
import { PathMap } from '../estate/path-map.ts';
import type { Program } from './program.ts';
import { requireTrust } from './trust.ts';

/** Backup sets below the backup location of an estate. Throws a `Problem` where it is not trusted. */
export function backupSetsOf(program: Program, estate: Estate): FolderBackupSets {
  requireTrust(program);
  return new FolderBackupSets({
    paths: pathsOf(program, estate),
    location: estate.backup?.location,
    threadModule: backupThreads(program),
    needs: backupNeeds(estate),
  });
}

/** Module of the threads that hash and copy. */
export function backupThreads({ dist }: Program): URL {
  return pathToFileURL(join(dist, 'backup-thread.mjs'));
}

export function pathsOf({ platform }: Program, estate: Estate): PathMap {
  return new PathMap(estate.paths, platform === 'win32' ? 'windows' : 'posix');
}

/** Facts of the estate file, and the ones that are read off the backup location. */
export async function factsOf(
  program: Program,
  estate: Estate,
): Promise<(path: string) => string | undefined> {
  const newest =
    estate.backup === undefined ? undefined : await newestSet(program, estate).catch(noSet);
  return path => (path === 'estate.backup.newest-set' ? newest?.path : estateFact(estate, path));
}

async function newestSet(program: Program, estate: Estate): Promise<{ path: string } | undefined> {
  return backupSetsOf(program, estate).newestSealed(undefined);
}

/** A backup location that cannot be read has no newest set; the step that needs one says why. */
function noSet(): undefined {
  return undefined;
}
