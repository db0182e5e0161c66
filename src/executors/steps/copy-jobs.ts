import { fileStoreUnknown } from '../../errors/copying.ts';
import { sameName } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import { foldCase, fullPath, joinPath, normalisePath, partsBelow } from '../../estate/unc.ts';
import type { PlanContext } from '../../runbook/execution.ts';
import { backupVariable } from './chosen-set.ts';
import { findServer } from './servers.ts';

/** One tree to copy, both ends as the estate writes them. */
export interface CopyJob {
  readonly from: string;
  readonly to: string;
  /** FQDN of the estate's server whose share receives the files. */
  readonly server: string | undefined;
  /** Where the destination lies in a backup set. */
  readonly inSet: { readonly set: string; readonly folder: string } | undefined;
}

/** The backup set that a path lies in: `$Backup`, else a folder right below the backup location. */
function setAround(
  path: string,
  estate: Estate,
  { scope }: Pick<PlanContext, 'scope'>,
): CopyJob['inSet'] {
  const full = fullPath(path);
  const value = scope.has(backupVariable) ? scope.variable(backupVariable) : undefined;
  if (typeof value === 'string' && value !== '') {
    const below = partsBelow(fullPath(value), full);
    if (below !== undefined) return { set: value, folder: below.join('/') };
  }
  const location = estate.backup?.location;
  if (location === undefined) return undefined;
  const [set, ...below] = partsBelow(fullPath(location), full) ?? [];
  return set === undefined ? undefined : { set: joinPath(location, set), folder: below.join('/') };
}

/** The server whose share a path lies on, where the estate has it: none, or one FQDN. */
export function serversOfPath(path: string, estate: Estate): readonly string[] {
  const full = fullPath(path);
  const server = full.kind === 'unc' ? findServer(estate, full.server) : undefined;
  return server === undefined ? [] : [server.fqdn];
}

/** A separator at the end says that the destination is a folder: a single file goes into it. */
function withEnding(normal: string, written: string): string {
  const ending = /[\\/]$/u.exec(written.trim())?.[0] ?? '';
  return /[\\/]$/u.test(normal) ? normal : `${normal}${ending}`;
}

/** A copy of one tree. Throws a refusal for a path that cannot be used. */
export function copyJob(
  from: string,
  to: string,
  estate: Estate,
  context: Pick<PlanContext, 'scope'>,
): CopyJob {
  const [server] = serversOfPath(to, estate);
  const normal = { from: normalisePath(from), to: withEnding(normalisePath(to), to) };
  return { ...normal, server, inSet: setAround(to, estate, context) };
}

function storePaths(estate: Estate, wanted: 'all' | readonly string[]): readonly string[] {
  const known = estate.fileStores;
  if (wanted === 'all') {
    if (known.length > 0) return [...new Set(known.map(store => store.path))];
    throw fileStoreUnknown('all', []);
  }
  return wanted.map(name => {
    const store = known.find(
      one =>
        sameName(one.pool, name) || foldCase(one.path) === foldCase(name.replaceAll('/', '\\')),
    );
    if (store !== undefined) return store.path;
    throw fileStoreUnknown(
      name,
      known.map(one => one.path),
    );
  });
}

/** File stores of the estate, each into `SERVER/SHARE` below a folder, so that none meets another. */
export function fileStoreJobs(
  wanted: 'all' | readonly string[],
  to: string,
  estate: Estate,
  context: Pick<PlanContext, 'scope'>,
): readonly CopyJob[] {
  return storePaths(estate, wanted).map(path => {
    const full = fullPath(path);
    const parts = full.kind === 'unc' ? [full.server, full.share, ...full.parts] : full.parts;
    return copyJob(path, joinPath(to, parts.join('/')), estate, context);
  });
}
