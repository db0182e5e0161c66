import { dirname, join } from 'node:path';
import { appendDurably, renamePatiently, syncFolder } from '../durable.ts';
import { isMissing } from '../failures.ts';
import { folderTime, readJournal } from '../journal.ts';
import { takeLock, type Processes } from '../lock.ts';
import { readManifest } from '../read-manifest.ts';
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

export interface Removal {
  readonly removed: readonly string[];
  /** Sets that were to go and stay, with the reason. */
  readonly left: readonly {
    readonly name: string;
    readonly reason: 'changed' | 'locked' | 'gone';
  }[];
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
  readonly left: Removal['left'][number][] = [];
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
    const folder = join(this.#order.folder, set.name);
    const reason = await this.#setAside(folder, set);
    if (reason !== undefined) {
      this.left.push({ name: set.name, reason });
      return;
    }
    await this.#note({ removed: set.name, files: set.files, bytes: set.bytes, sealed: set.sealed });
    await this.clear(`${removing}${set.name}`);
    this.removed.push(set.name);
  }

  /** Deletes what was set aside; nothing is followed out of it. */
  async clear(name: string): Promise<void> {
    await this.#work.files.rm(join(this.#order.folder, name), { recursive: true, force: true });
  }

  /** Takes the set out of the list in one rename, or says why not. */
  async #setAside(
    folder: string,
    set: DatedSet,
  ): Promise<Removal['left'][number]['reason'] | undefined> {
    try {
      if (!(await this.#work.files.lstat(folder)).isDirectory()) return 'changed';
      if (!(await isAsPlanned(folder, set, this.#work))) return 'changed';
    } catch (error) {
      if (isMissing(error)) return 'gone';
      throw error;
    }
    const lock = await takeLock(folder, set.path, this.#work, this.#processes).catch(
      () => undefined,
    );
    if (lock === undefined) return 'locked';
    try {
      const aside = join(dirname(folder), `${removing}${set.name}`);
      await renamePatiently(folder, aside, this.#work);
      await syncFolder(dirname(folder), this.#work.files);
    } finally {
      await lock.release();
    }
    return undefined;
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
  for (const name of names) if (name.startsWith(removing)) await remover.clear(name);
  for (const set of order.sets) await remover.one(set);
  await syncFolder(order.folder, work.files);
  return { removed: remover.removed, left: remover.left };
}
