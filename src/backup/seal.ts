import { basename, join } from 'node:path';
import {
  alreadySealed,
  contentRefused,
  notASet,
  partsLeft,
  producedMissing,
  setChangedMeanwhile,
  setEmpty,
  treeRefused,
} from '../errors/backup.ts';
import { checkContents } from './content/content-check.ts';
import { isQuestioned } from './content/zip-content.ts';
import { syncFolder, writeDurably } from './durable.ts';
import { isMissing, wordsOf } from './failures.ts';
import type { HashResult } from './hash-file.ts';
import type { Hasher } from './hasher.ts';
import { folderTime, originOf, readJournal, type Journal } from './journal.ts';
import {
  manifestFormat,
  manifestText,
  manifestVersion,
  sumsLines,
  type Manifest,
  type ManifestFile,
} from './manifest.ts';
import { isPartName, journalName, manifestName, sumsName } from './names.ts';
import { ProgressMeter } from './progress-meter.ts';
import { protectKeys, type KeyPolicy } from './protect/private-keys-in-set.ts';
import { readManifest } from './read-manifest.ts';
import { walkSet } from './set-tree.ts';
import { obstaclesIn } from './tree-check.ts';
import { sameStamp, type FileStamp, type Tree } from './tree.ts';
import type { Work } from './work.ts';

export interface SealOrder {
  /** Folder of the set on this computer. */
  readonly folder: string;
  /** The set as the estate writes it, for messages. */
  readonly shown: string;
  readonly by: string;
  readonly policy: KeyPolicy;
  /** Password of the PFX files of the set, where their chains are to be looked at. */
  readonly pfxPassword: string | undefined;
}

type Files = ReadonlyMap<string, FileStamp>;

function filesOf(tree: Tree): Map<string, FileStamp> {
  const files = new Map<string, FileStamp>();
  for (const entry of tree.entries) {
    if (entry.kind === 'file') files.set(entry.path, entry.stamp);
  }
  return files;
}

async function walkForSeal({ folder, shown }: SealOrder, work: Work): Promise<Tree> {
  try {
    const stats = await work.files.lstat(folder);
    if (!stats.isDirectory()) throw notASet(shown);
    return await walkSet(folder, work);
  } catch (error) {
    if (isMissing(error)) throw notASet(shown, wordsOf(error));
    throw error;
  }
}

/** Refuses what must not be sealed; reads names and sizes only. */
function refuseUnfit(shown: string, tree: Tree, files: Files, journal: Journal): void {
  const obstacles = obstaclesIn(tree);
  if (obstacles.length > 0) throw treeRefused(shown, obstacles);
  const parts = [...files.keys()].filter(path => isPartName(path) && !journal.named.has(path));
  if (parts.length > 0) throw partsLeft(shown, parts);
  if (files.size === 0) throw setEmpty(shown);
  const folders = new Set(tree.entries.flatMap(e => (e.kind === 'folder' ? e.path : [])));
  const missing = [...journal.produced.keys()].filter(
    path => !files.has(path) && !folders.has(path),
  );
  if (missing.length > 0) throw producedMissing(shown, missing);
}

async function refuseUnsound(
  { folder, shown, pfxPassword }: SealOrder,
  files: Files,
  journal: Journal,
  work: Work,
): Promise<void> {
  const questioned = [...files].filter(([path]) => isQuestioned(path, journal.copied));
  const { unsound } = await checkContents(folder, new Map(questioned), pfxPassword, work);
  if (unsound.length > 0) throw contentRefused(shown, unsound);
}

/** The set as it stands, once nothing in it keeps it from being sealed. */
async function fitToSeal(
  order: SealOrder,
  work: Work,
): Promise<{
  readonly tree: Tree;
  readonly files: Files;
  readonly journal: Journal;
}> {
  const tree = await walkForSeal(order, work);
  const files = filesOf(tree);
  const journal = await readJournal(order.folder, work.files);
  refuseUnfit(order.shown, tree, files, journal);
  return { tree, files, journal };
}

/** Hashes every file; throws where one changed or cannot be read. */
async function hashSet(
  { folder, shown }: SealOrder,
  files: Files,
  hasher: Hasher,
  meter: ProgressMeter,
): Promise<Map<string, string>> {
  const paths = [...files.keys()];
  const hashes = new Map<string, string>();
  const changed: string[] = [];
  const unreadable: Extract<HashResult, { readonly result: 'unreadable' }>[] = [];
  const unreadableAt: string[] = [];
  await hasher.hashAll({
    items: paths.map(path => ({ path: join(folder, path), size: files.get(path)?.size ?? 0 })),
    sync: true,
    onBytes: bytes => {
      meter.bytes(bytes);
    },
    onResult: (index, result) => {
      const path = paths[index] ?? '';
      const before = files.get(path);
      meter.starts(path);
      meter.done();
      if (result.result === 'unreadable') {
        unreadable.push(result);
        unreadableAt.push(path);
      } else if (
        result.result === 'changed' ||
        before === undefined ||
        !sameStamp(before, result.stamp)
      ) {
        changed.push(path);
      } else hashes.set(path, result.sha256);
    },
  });
  if (unreadable.length > 0) {
    const obstacles = unreadable.map(({ theirs }, i) => ({
      file: unreadableAt[i] ?? '',
      kind: 'unreadable' as const,
      theirs,
    }));
    throw treeRefused(shown, obstacles);
  }
  if (changed.length > 0) throw setChangedMeanwhile(shown, changed);
  return hashes;
}

/** A second look at the whole tree: files that came, went or changed while others were hashed. */
async function refuseChanged(order: SealOrder, files: Files, work: Work): Promise<void> {
  const now = filesOf(await walkSet(order.folder, work));
  const changed = [...files].filter(([path, stamp]) => {
    const later = now.get(path);
    return later === undefined || !sameStamp(stamp, later);
  });
  const come = [...now.keys()].filter(path => !files.has(path));
  const names = [...changed.map(([path]) => path), ...come];
  if (names.length > 0) throw setChangedMeanwhile(order.shown, names);
}

async function manifestOf(
  order: SealOrder,
  tree: Tree,
  hashes: ReadonlyMap<string, string>,
  journal: Journal,
  work: Work,
): Promise<Manifest> {
  const files: ManifestFile[] = [];
  let bytes = 0;
  for (const entry of tree.entries) {
    if (entry.kind !== 'file') continue;
    const { path, stamp } = entry;
    bytes += stamp.size;
    files.push({
      path,
      size: stamp.size,
      sha256: hashes.get(path) ?? '',
      modified: new Date(stamp.modifiedMs).toISOString(),
      ...originOf(path, journal),
    });
  }
  return {
    format: manifestFormat,
    version: manifestVersion,
    name: basename(order.folder),
    created: journal.created ?? (await folderTime(order.folder, work.files)),
    sealed: new Date(work.now()).toISOString(),
    by: order.by,
    files,
    emptyFolders: tree.entries.flatMap(e => (e.kind === 'folder' && e.empty ? e.path : [])),
    totals: { files: files.length, bytes },
  };
}

/** Makes the names of the set durable: files were forced to the disk when they were hashed. */
async function syncFolders({ folder }: SealOrder, tree: Tree, work: Work): Promise<void> {
  for (const entry of tree.entries) {
    if (entry.kind !== 'folder') continue;
    work.check();
    await syncFolder(join(folder, entry.path), work.files);
  }
}

/**
 * Hashes every file, looks at the exports, and writes the list of hashes and then the manifest, each
 * at once or not at all. The caller holds the lock. Throws a refusal, with the set still unfinished,
 * for anything that would make it untrustworthy.
 */
export async function sealSet(order: SealOrder, work: Work, hasher: Hasher): Promise<void> {
  const { folder, shown } = order;
  if ((await readManifest(folder, work.files)).found !== 'nothing') throw alreadySealed(shown);
  let fit = await fitToSeal(order, work);
  hasher.expect(fit.files.size);
  await refuseUnsound(order, fit.files, fit.journal, work);
  const keys = { folder, shown, policy: order.policy };
  if (await protectKeys(keys, fit.files, fit.journal, work)) fit = await fitToSeal(order, work);
  const { tree, files, journal } = fit;
  const bytes = [...files.values()].reduce((sum, stamp) => sum + stamp.size, 0);
  const meter = new ProgressMeter(work, files.size, bytes);
  const hashes = await hashSet(order, files, hasher, meter);
  await refuseChanged(order, files, work);
  await syncFolders(order, tree, work);
  const manifest = await manifestOf(order, tree, hashes, journal, work);
  work.check();
  await writeDurably(join(folder, sumsName), sumsLines(manifest.files), work);
  await writeDurably(join(folder, manifestName), [manifestText(manifest)], work);
  await work.files.unlink(join(folder, journalName)).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  meter.ends();
}
