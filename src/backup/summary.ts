import { basename, join } from 'node:path';
import { findingText } from '../errors/backup-findings.ts';
import { locationMissing, notASet } from '../errors/backup.ts';
import { compareTree } from './compare.ts';
import { isMissing, wordsOf } from './failures.ts';
import { folderTime, readJournal } from './journal.ts';
import { manifestName } from './names.ts';
import { readManifest, type ManifestReading } from './read-manifest.ts';
import { walkSet } from './set-tree.ts';
import type { SetSummary } from './sets.ts';
import type { Tree } from './tree.ts';
import { readVerifications } from './verifications.ts';
import { forEachAtOnce, type Work } from './work.ts';
import { coverageOf } from './worth/coverage.ts';
import type { BackupNeed } from './worth/needs.ts';

/** A set by its folder here and its path as the estate writes it. */
export interface SetPlace {
  readonly folder: string;
  readonly shown: string;
  /** What the estate needs of a set; nothing where no estate is known. */
  readonly needs: readonly BackupNeed[];
}

/** Findings that a summary names. */
const mostFindings = 20;

function totalsOf(tree: Tree): { files: number; bytes: number } {
  let files = 0;
  let bytes = 0;
  for (const entry of tree.entries) {
    if (entry.kind !== 'file') continue;
    files += 1;
    bytes += entry.stamp.size;
  }
  return { files, bytes };
}

function cut(lines: readonly string[]): string[] {
  const count = lines.length - mostFindings;
  const more = count > 0 ? [findingText({ fact: 'more', count })] : [];
  return [...lines.slice(0, mostFindings), ...more];
}

async function unfinished(place: SetPlace, tree: Tree, work: Work): Promise<SetSummary> {
  const { created } = await readJournal(place.folder, work.files);
  return {
    name: basename(place.folder),
    path: place.shown,
    state: 'unfinished',
    created: created ?? (await folderTime(place.folder, work.files)),
    ...totalsOf(tree),
    findings: [],
  };
}

async function closed(
  place: SetPlace,
  manifest: ManifestReading,
  tree: Tree,
  work: Work,
): Promise<SetSummary> {
  const { findings } = compareTree(manifest, tree);
  const { clean, full, damage, damagedFiles } = await readVerifications(
    place.folder,
    manifest.hash,
    place.shown,
    work.files,
  );
  const now = findings.map(({ file, fact }) =>
    file === '' ? findingText(fact) : `${file}: ${findingText(fact)}`,
  );
  const lines = [...now, ...damage.filter(line => line !== '' && !now.includes(line))];
  const damaged = findings.length > 0 || damage.length > 0;
  const unusable = new Set([...damagedFiles, ...findings.map(({ file }) => file)]);
  const coverage = coverageOf(manifest, place.needs, unusable);
  return {
    name: basename(place.folder),
    path: place.shown,
    state: damaged ? 'damaged' : 'sealed',
    created: manifest.head.created,
    sealed: manifest.head.sealed,
    ...manifest.totals,
    findings: cut(lines),
    ...(clean === undefined || damaged ? {} : { verified: clean }),
    ...(full === undefined || damaged ? {} : { fullyVerified: full }),
    ...(coverage === undefined ? {} : { coverage }),
  };
}

/** What lies in a set's folder; no file's content is read but the set's own. */
export async function summariseSet(place: SetPlace, work: Work): Promise<SetSummary> {
  const { folder, shown } = place;
  let tree: Tree;
  try {
    if (!(await work.files.lstat(folder)).isDirectory()) throw notASet(shown);
    tree = await walkSet(folder, work);
  } catch (error) {
    if (isMissing(error)) throw notASet(shown, wordsOf(error));
    throw error;
  }
  const read = await readManifest(folder, work.files);
  if (read.found === 'nothing') return unfinished(place, tree, work);
  if (read.found === 'manifest') return closed(place, read.manifest, tree, work);
  return {
    name: basename(folder),
    path: shown,
    state: 'damaged',
    ...totalsOf(tree),
    findings: [`${manifestName}: ${findingText({ fact: 'manifest', reason: read.reason })}`],
  };
}

/** Folders that file systems and servers keep for themselves; no set is called so. */
const foreignFolders = /^(?:[.$].*|lost\+found|System Volume Information|RECYCLER)$/i;

function timeOf(set: SetSummary): number {
  const time = Date.parse(set.created ?? set.sealed ?? '');
  return Number.isNaN(time) ? 0 : time;
}

/** Newest first; sets without a known time by their names, after the others. */
function newestFirst(a: SetSummary, b: SetSummary): number {
  return timeOf(b) - timeOf(a) || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0);
}

/** A folder whose own reading failed is shown as damaged, with what the file system said. */
async function summariseOrTell(place: SetPlace, work: Work): Promise<SetSummary> {
  try {
    return await summariseSet(place, work);
  } catch (error) {
    work.check();
    return {
      name: basename(place.folder),
      path: place.shown,
      state: 'damaged',
      files: 0,
      bytes: 0,
      findings: [wordsOf(error).text],
    };
  }
}

export interface ListOrder {
  /** The backup location on this computer, and as the estate writes it. */
  readonly folder: string;
  readonly shown: string;
  /** Path of a set as the estate writes it. */
  readonly separator: string;
  readonly needs: readonly BackupNeed[];
}

/** All sets below a location, newest first. Links are shown as damaged and not followed. */
export async function listSets(order: ListOrder, work: Work): Promise<SetSummary[]> {
  let names: string[];
  try {
    const children = await work.files.readdir(order.folder, { withFileTypes: true });
    names = children
      .filter(child => child.isDirectory() || child.isSymbolicLink())
      .map(child => child.name)
      .filter(name => !foreignFolders.test(name));
  } catch (error) {
    throw locationMissing(order.shown, wordsOf(error), 'usage');
  }
  const sets: SetSummary[] = [];
  await forEachAtOnce(names, 4, async name => {
    const shown = `${order.shown.replace(/[\\/]$/, '')}${order.separator}${name}`;
    const place = { folder: join(order.folder, name), shown, needs: order.needs };
    sets.push(await summariseOrTell(place, work));
  });
  return sets.sort(newestFirst);
}
