import type { SetCoverage, SetHits } from '../sets.ts';
import { needMatcher, type FileMatcher, type PlacedFile } from './need-match.ts';
import type { BackupNeed } from './needs.ts';

/** The files and empty folders of a set, as its manifest names them. */
export interface SetContent {
  readonly files: readonly PlacedFile[];
  readonly emptyFolders: readonly string[];
}

const key = (fqdn: string): string => fqdn.toLowerCase();

/**
 * What a set holds of what the estate needs. A file that is known to be damaged or missing counts as
 * not there; `undefined` where nothing is known to be needed.
 */
export function coverageOf(
  content: SetContent,
  needs: readonly BackupNeed[],
  damaged: ReadonlySet<string>,
): SetCoverage | undefined {
  if (needs.length === 0) return undefined;
  const { files, emptyFolders } = content;
  const usable = (file: PlacedFile): boolean => !damaged.has(file.path);
  const missing = needs.filter(need => {
    const matches = needMatcher(need);
    if (files.some(file => matches(file) && usable(file))) return false;
    // a share that holds nothing yet leaves an empty folder
    return need.kind !== 'file-store' || !emptyFolders.some(path => matches({ path }));
  });
  const servers = new Map(needs.flatMap(need => need.servers.map(fqdn => [key(fqdn), fqdn])));
  const lacking = new Set(missing.flatMap(need => need.servers.map(key)));
  return {
    servers: [...servers.values()],
    complete: [...servers].filter(([name]) => !lacking.has(name)).map(([, fqdn]) => fqdn),
    missing: missing.map(({ kind, of, databases, servers: hit }) => ({
      kind,
      of,
      databases,
      servers: hit,
    })),
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Map(names.map(name => [key(name), name])).values()];
}

/** Tells what a recovery loses when a file of a set cannot be used. */
export function hitsBy(needs: readonly BackupNeed[]): (file: PlacedFile) => SetHits | undefined {
  const matchers: readonly (readonly [BackupNeed, FileMatcher])[] = needs.map(need => [
    need,
    needMatcher(need),
  ]);
  return file => {
    const hit = matchers.filter(([, matches]) => matches(file)).map(([need]) => need);
    if (hit.length === 0) return undefined;
    return {
      databases: unique(hit.flatMap(need => need.databases)),
      servers: unique(hit.flatMap(need => need.servers)),
    };
  };
}

/** What a recovery loses when the whole set cannot be used. */
export function hitsOfAll(needs: readonly BackupNeed[]): SetHits | undefined {
  if (needs.length === 0) return undefined;
  return {
    databases: unique(needs.flatMap(need => need.databases)),
    servers: unique(needs.flatMap(need => need.servers)),
  };
}
