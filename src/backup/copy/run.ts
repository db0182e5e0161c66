import { dirname } from 'node:path';
import {
  copyIncomplete,
  copyWouldReplace,
  diskFull,
  fileSystemFailed,
  shareVanished,
  sourceChanged,
  type CopyFailure,
} from '../../errors/backup.ts';
import { foldCase } from '../../estate/unc.ts';
import { syncFolder } from '../durable.ts';
import { codeOf, isFileSystemError, isFull, isHeld, isVanished, wordsOf } from '../failures.ts';
import { hashFile } from '../hash-file.ts';
import { isPartName, manifestName } from '../names.ts';
import { ProgressMeter } from '../progress-meter.ts';
import type { CopyReport } from '../sets.ts';
import { forEachAtOnce, type Work } from '../work.ts';
import { copyOneFile, type FileCopyResult } from './file.ts';
import type { CopyOrder } from './order.ts';
import { partFilesOf } from './part-names.ts';
import { planTree, type CopyItem, type PlannedCopy } from './plan.ts';
import { shortFile } from './short-files.ts';
import type { ShortCopier } from './short-threads.ts';

/** Files up to this size are copied many at a time: their time goes into waiting, not into bytes. */
const smallFile = 1024 * 1024;
const smallAtOnce = 32;

/** Pauses, ms, before a share that went away is tried again: about a minute in all. */
const sharePauses = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** Pauses, ms, before a source file that somebody holds is tried again. */
const heldPauses = [100, 400, 1500];

type CopiedFile = CopyReport['copied'][number];

/** Failures of a destination that no other file would be spared. */
const destinationRefuses = new Set(['EACCES', 'EROFS', 'EPERM', 'ENOENT', 'EIO']);

/** The path that a file system's error speaks of. */
function pathOf(error: unknown): string {
  const path: unknown = Reflect.get(Object(error), 'path');
  return typeof path === 'string' ? path : '';
}

class TreeCopy {
  readonly copied: CopiedFile[] = [];
  readonly failures: CopyFailure[] = [];
  readonly changed: string[] = [];
  readonly differing: string[] = [];
  readonly #order: CopyOrder;
  readonly #plan: PlannedCopy;
  readonly #work: Work;
  readonly #meter: ProgressMeter;
  /** Targets, folded, that are named like part files. */
  readonly #taken: ReadonlySet<string>;
  readonly #shortCopier: ShortCopier | undefined;

  constructor(order: CopyOrder, plan: PlannedCopy, work: Work, shortCopier?: ShortCopier) {
    this.#order = order;
    this.#plan = plan;
    this.#work = work;
    this.#shortCopier = shortCopier;
    this.#meter = new ProgressMeter(work, plan.items.length, plan.bytes);
    const named = plan.items.filter(({ path }) => isPartName(foldCase(path).toLowerCase()));
    this.#taken = new Set(named.map(({ target }) => foldCase(target)));
  }

  async run(): Promise<void> {
    const made = await this.#makeFolders();
    const { items } = this.#plan;
    const last = items.filter(item => item.path === manifestName);
    const others = items.filter(item => item.path !== manifestName);
    const rest = await this.#short(others);
    const small = rest.filter(item => item.stamp.size <= smallFile);
    const large = rest.filter(item => item.stamp.size > smallFile);
    const copy = (item: CopyItem): Promise<void> => this.#item(item);
    await forEachAtOnce(small, smallAtOnce, copy);
    await forEachAtOnce(large, 1, copy);
    // A set that is copied whole becomes visible as one only when all its files are there.
    const whole = this.failures.length + this.changed.length + this.differing.length === 0;
    if (whole) await forEachAtOnce(last, 1, copy);
    await this.#finishFolders(made);
    this.#meter.ends();
  }

  /** Makes what is missing, parents first, and gives back what it made. */
  async #makeFolders(): Promise<PlannedCopy['folders']> {
    const { target, isFolder, folders } = this.#plan;
    try {
      await this.#work.files.mkdir(isFolder ? target : dirname(target), { recursive: true });
      const made: PlannedCopy['folders'][number][] = [];
      for (const folder of folders) {
        this.#work.check();
        const first = await this.#work.files.mkdir(folder.target, { recursive: true });
        if (first !== undefined) made.push(folder);
      }
      return made;
    } catch (error) {
      if (isFull(error)) throw diskFull(this.#order.shownTo, wordsOf(error));
      if (!isFileSystemError(error)) throw error;
      throw fileSystemFailed(this.#order.shownTo, wordsOf(error));
    }
  }

  /** Times and modes of the folders that were made, once nothing more is written into them. */
  async #finishFolders(made: PlannedCopy['folders']): Promise<void> {
    const { files } = this.#work;
    const synced = new Set(this.#plan.folders.map(folder => folder.target));
    synced.add(this.#plan.isFolder ? this.#plan.target : dirname(this.#plan.target));
    for (const folder of synced) await syncFolder(folder, files);
    for (const { source, target } of made.toReversed()) {
      const stats = await files.stat(source);
      await files.chmod(target, stats.mode & 0o777);
      await files.utimes(target, stats.atimeMs / 1000, stats.mtimeMs / 1000);
    }
  }

  /** Copies short files in threads, and gives back all that is still to be copied. */
  async #short(items: readonly CopyItem[]): Promise<readonly CopyItem[]> {
    if (this.#shortCopier === undefined || !this.#plan.isFolder) return items;
    const short = items.filter(({ stamp, there }) => stamp.size <= shortFile && there !== 'alike');
    const done = new Set<CopyItem>();
    const copies = short.map(({ source, target, stamp }, index) => ({
      index,
      source,
      target,
      stamp,
      part: partFilesOf(target, this.#taken).part,
    }));
    await this.#shortCopier.copyAll(this.#plan.target, copies, ({ index }, sha256) => {
      const item = short[index];
      if (item === undefined) return;
      const bytes = item.stamp.size;
      done.add(item);
      this.#meter.starts(item.path);
      this.#meter.bytes(bytes);
      this.#settle(item, { result: 'copied', sha256, bytes }, bytes);
    });
    return items.filter(item => !done.has(item));
  }

  async #item(item: CopyItem): Promise<void> {
    this.#work.check();
    this.#meter.starts(item.path);
    if (item.there === 'alike' && (await this.#isSame(item))) return;
    let held = 0;
    let pause = 0;
    for (;;) {
      let passed = 0;
      try {
        const result = await this.#copyOnce(item, bytes => {
          if (bytes > 0) pause = 0; // the share is back
          passed += bytes;
          this.#meter.bytes(bytes);
        });
        this.#settle(item, result, passed);
        return;
      } catch (error) {
        this.#meter.back(passed);
        const wait = this.#pauseFor(item, error, pause, held);
        if (wait === undefined) {
          this.failures.push({ file: item.path, theirs: wordsOf(error) });
          return;
        }
        if (isVanished(error)) pause += 1;
        else held += 1;
        await this.#work.sleep(wait);
      }
    }
  }

  #copyOnce(item: CopyItem, onBytes: (bytes: number) => void): Promise<FileCopyResult> {
    const { source, target } = item;
    const parts = partFilesOf(target, this.#taken);
    return copyOneFile({ source, target, parts, onBytes }, this.#work);
  }

  #settle(item: CopyItem, result: FileCopyResult, passed: number): void {
    if (result.result === 'changed') {
      this.#meter.back(passed);
      this.changed.push(item.path);
      return;
    }
    this.copied.push({ file: item.path, bytes: result.bytes, sha256: result.sha256 });
    this.#meter.done();
  }

  /**
   * How long to wait before the file is tried again; `undefined` where it is given up and the others
   * go on. Throws where no other file would fare better.
   */
  #pauseFor(item: CopyItem, error: unknown, pause: number, held: number): number | undefined {
    this.#work.check();
    if (!isFileSystemError(error)) throw error;
    const { shownTo, shownFrom } = this.#order;
    if (isFull(error)) throw diskFull(shownTo, wordsOf(error));
    if (isVanished(error)) {
      const wait = sharePauses[pause];
      if (wait !== undefined) return wait;
      const waited = sharePauses.reduce((sum, ms) => sum + ms, 0);
      throw shareVanished(`${shownFrom} → ${shownTo}`, wordsOf(error), waited);
    }
    if (pathOf(error) === item.source) return isHeld(error) ? heldPauses[held] : undefined;
    const ofPart = pathOf(error).startsWith(dirname(item.target));
    const renaming = Reflect.get(Object(error), 'syscall') === 'rename';
    if (ofPart && !renaming && destinationRefuses.has(codeOf(error))) {
      throw fileSystemFailed(`${shownTo}: ${item.path}`, wordsOf(error));
    }
    return undefined;
  }

  /** Compares a file that is probably there already; what turns out different is copied or refused. */
  async #isSame(item: CopyItem): Promise<boolean> {
    const options = { files: this.#work.files, check: this.#work.check, sync: false };
    const [source, target] = [
      await hashFile(item.source, options),
      await hashFile(item.target, options),
    ];
    if (source.result !== 'hashed' || target.result !== 'hashed') return false;
    if (source.sha256 === target.sha256) {
      const bytes = source.stamp.size;
      this.copied.push({ file: item.path, bytes, sha256: source.sha256 });
      this.#meter.bytes(bytes);
      this.#meter.done();
      return true;
    }
    if (this.#order.overwrite) return false;
    this.differing.push(item.path);
    return true;
  }
}

/**
 * Copies a file or a tree: each file whole or not at all, nothing deleted at the destination, nothing
 * skipped in silence. Throws a `Problem` that names what was not copied. `started` is called with the
 * plan before the first byte is written. `shortCopier` takes short files first, where there is one.
 */
export async function copyTree(
  order: CopyOrder,
  work: Work,
  started: (plan: PlannedCopy) => Promise<void> = () => Promise.resolve(),
  shortCopier?: ShortCopier,
): Promise<CopyReport> {
  const plan = await planTree(order, work, files => {
    shortCopier?.expect(files);
  });
  if (plan.replaces.length > 0 && !order.overwrite) {
    throw copyWouldReplace(order.shownTo, plan.replaces);
  }
  await started(plan);
  const copy = new TreeCopy(order, plan, work, shortCopier);
  await copy.run();
  const { copied, failures, changed, differing } = copy;
  if (failures.length > 0) {
    throw copyIncomplete(order.shownFrom, failures, changed, differing, copied.length);
  }
  if (changed.length > 0) throw sourceChanged(order.shownFrom, changed, differing, copied.length);
  if (differing.length > 0) throw copyWouldReplace(order.shownTo, differing);
  return {
    files: copied.length,
    bytes: copied.reduce((sum, file) => sum + file.bytes, 0),
    excluded: plan.excluded,
    copied: copied.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
  };
}
