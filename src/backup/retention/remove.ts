import { dirname, join } from 'node:path';
import { Problem } from '../../errors/problem.ts';
import { appendDurably, removeIfThere, renamePatiently, syncFolder } from '../durable.ts';
import { isFileSystemError, isFull, isMissing, wordsOf } from '../failures.ts';
import { folderTime, readJournal } from '../journal.ts';
import { isHeldByOther, takeLock, type Processes, type SetLock } from '../lock.ts';
import { lockName, manifestName } from '../names.ts';
import { readManifest } from '../read-manifest.ts';
import { walkTree } from '../tree.ts';
import type { Work } from '../work.ts';
import type { DatedSet } from './keep-rules.ts';

/** What was removed from a backup location, and when; one line each, for ever. */
export const retentionLog = 'backup-retention.jsonl';

/**
 * Beginning of the name under which a set is removed: renamed first, so that a set is there whole or is
 * not there at all, wherever a crash comes. Names that begin with a dot are never listed as sets.
 */
export const removing = '.removing-';

export interface RemoveOrder {
  /** The backup location on this computer, and as the estate writes it. */
  readonly folder: string;
  readonly shown: string;
  readonly sets: readonly DatedSet[];
  readonly by: string;
}

/** A set that was to go and stays. `words`: who holds it, or what the file system said. */
export interface LeftSet {
  readonly name: string;
  readonly reason: 'changed' | 'locked' | 'gone' | 'refused';
  readonly words?: string;
}

export interface Removal {
  readonly removed: readonly string[];
  /** Sets that were to go and stay, with the reason. */
  readonly left: readonly LeftSet[];
  /** Removed sets of which something is still on the disk, and why; the next removal tries again. */
  readonly undeleted: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Deletes what was set aside, the manifest before anything else: whatever is left after a crash can
 * never be taken for a set again, not even by who renames it back. The lock goes last: until then others
 * see who deletes it. Nothing is followed out of it.
 */
async function deleteTree(folder: string, work: Work): Promise<void> {
  const { files } = work;
  const whole = { recursive: true, force: true } as const;
  if ((await files.lstat(folder)).isDirectory()) {
    await files.rm(join(folder, manifestName), whole);
    await syncFolder(folder, files);
    const { entries } = await walkTree(folder, work);
    for (const { kind, path } of entries) {
      work.check();
      if (path === lockName || (kind !== 'file' && kind !== 'link')) continue;
      await removeIfThere(join(folder, path), files);
    }
  }
  // Empty folders, and what no walk can name.
  await files.rm(folder, whole);
}

/** Whether the set is the one that the plan spoke of. */
async function isAsPlanned(folder: string, set: DatedSet, work: Work): Promise<boolean> {
  const read = await readManifest(folder, work.files);
  if (read.found === 'manifest') return read.manifest.head.sealed === set.sealed;
  if (set.sealed !== undefined) return false;
  const { created } = await readJournal(folder, work.files);
  return (
    (created ?? (await folderTime(folder, work.files))) === set.created || read.found === 'fault'
  );
}

class Remover {
  readonly removed: string[] = [];
  readonly left: LeftSet[] = [];
  readonly undeleted: Removal['undeleted'][number][] = [];
  readonly #order: RemoveOrder;
  readonly #work: Work;
  readonly #processes: Processes;

  constructor(order: RemoveOrder, work: Work, processes: Processes) {
    this.#order = order;
    this.#work = work;
    this.#processes = processes;
  }

  async one(set: DatedSet): Promise<void> {
    this.#work.check();
    try {
      const left = await this.#setAside(join(this.#order.folder, set.name), set);
      if (left !== undefined) {
        this.left.push({ name: set.name, ...left });
        return;
      }
    } catch (error) {
      if (!isFileSystemError(error)) throw error;
      this.left.push({ name: set.name, reason: 'refused', words: wordsOf(error).text });
      return;
    }
    const { name, files, bytes, sealed } = set;
    await this.#noteAndDelete(name, { removed: name, files, bytes, sealed });
    this.removed.push(name);
  }

  /** Goes on with a removal that a crash cut off, perhaps before it was noted; one that still runs is let be. */
  async finish(name: string): Promise<void> {
    const aside = this.#asideOf(name);
    try {
      if (await isHeldByOther(aside, this.#work, this.#processes)) return;
    } catch (error) {
      // A link or a pipe in the place of a lock holds nobody up.
      if (!isFileSystemError(error)) throw error;
    }
    await this.#noteAndDelete(name, { finished: name });
  }

  #asideOf(name: string): string {
    return join(this.#order.folder, `${removing}${name}`);
  }

  /** On a full disk there is room for the note only once the set is deleted. */
  async #noteAndDelete(name: string, note: object): Promise<void> {
    try {
      await this.#note(note);
    } catch (error) {
      if (!isFull(error)) throw error;
      await this.#delete(name);
      await this.#note(note);
      return;
    }
    await this.#delete(name);
  }

  /** Deletes a set that was set aside; what resists holds up no other. */
  async #delete(name: string): Promise<void> {
    try {
      await deleteTree(this.#asideOf(name), this.#work);
    } catch (error) {
      if (!isFileSystemError(error)) throw error;
      if (isMissing(error)) return;
      this.undeleted.push({ name, reason: wordsOf(error).text });
      await this.#letGo(name);
    }
  }

  /** Gives up the lock that went aside with a set, so that the next removal, whosever it is, tries again. */
  async #letGo(name: string): Promise<void> {
    try {
      await removeIfThere(join(this.#asideOf(name), lockName), this.#work.files);
    } catch (error) {
      // What let nothing be deleted may keep the lock too; it ends with this process.
      if (!isFileSystemError(error)) throw error;
    }
  }

  /** Takes the set out of the list in one rename, or says why not. */
  async #setAside(folder: string, set: DatedSet): Promise<Omit<LeftSet, 'name'> | undefined> {
    try {
      if (!(await this.#work.files.lstat(folder)).isDirectory()) return { reason: 'changed' };
      if (!(await isAsPlanned(folder, set, this.#work))) {
        await this.#work.files.lstat(folder);
        return { reason: 'changed' };
      }
      const lock = await this.#lock(folder, set);
      if (lock !== undefined && 'reason' in lock) return lock;
      try {
        await renamePatiently(folder, this.#asideOf(set.name), this.#work);
        await syncFolder(dirname(folder), this.#work.files);
      } finally {
        await lock?.release();
      }
    } catch (error) {
      if (isMissing(error)) return { reason: 'gone' };
      throw error;
    }
    return undefined;
  }

  /** The set's lock, or who has it; none on a full disk, where nobody can write into the set either. */
  async #lock(folder: string, set: DatedSet): Promise<SetLock | Omit<LeftSet, 'name'> | undefined> {
    try {
      return await takeLock(folder, set.path, this.#work, this.#processes);
    } catch (error) {
      if (error instanceof Problem) {
        const [owner] = error.data.theirs ?? [];
        return { reason: 'locked', words: owner?.text ?? '' };
      }
      if (isFull(error)) return undefined;
      throw error;
    }
  }

  async #note(line: object): Promise<void> {
    const { folder, by } = this.#order;
    const text = JSON.stringify({ at: new Date(this.#work.now()).toISOString(), by, ...line });
    await appendDurably(join(folder, retentionLog), text, this.#work.files);
  }
}

/**
 * Removes sets: each is renamed out of sight first, noted in the location's own log, then deleted. What
 * an earlier removal left behind after a crash is deleted too. A set that changed since the plan, or
 * that somebody writes into, stays.
 */
export async function removeSets(
  order: RemoveOrder,
  work: Work,
  processes: Processes,
): Promise<Removal> {
  const remover = new Remover(order, work, processes);
  const names = await work.files.readdir(order.folder);
  for (const name of names) {
    if (name.startsWith(removing)) await remover.finish(name.slice(removing.length));
  }
  for (const set of order.sets) await remover.one(set);
  await syncFolder(order.folder, work.files);
  const { removed, left, undeleted } = remover;
  return { removed, left, undeleted };
}
