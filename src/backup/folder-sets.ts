import * as files from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  alreadySealed,
  fileSystemFailed,
  locationMissing,
  noBackupLocation,
  notASet,
  pathOutsideSet,
  setExists,
  setNameInvalid,
} from '../errors/backup.ts';
import type { PathMap } from '../estate/path-map.ts';
import { windowsNameFault } from '../estate/paths.ts';
import { fullPath, joinPath, normalisePath } from '../estate/unc.ts';
import type { CopyOrder } from './copy/order.ts';
import { syncFolder } from './durable.ts';
import { codeOf, isFileSystemError, wordsOf } from './failures.ts';
import type { CopyNote, JobName, Jobs } from './jobs.ts';
import { appendAllToJournal, appendToJournal } from './journal.ts';
import { ownProcesses, takeLock, type Processes, type SetLock } from './lock.ts';
import { journalName, manifestName } from './names.ts';
import type { KeyPolicy } from './protect/private-keys-in-set.ts';
import { isPathInside } from './read-manifest.ts';
import {
  planPrune,
  type DatedSet,
  type KeepRules,
  type PrunePlan,
} from './retention/keep-rules.ts';
import type { Removal } from './retention/remove.ts';
import { runJob, type JobOptions } from './run-job.ts';
import type {
  BackupSets,
  CopyPlan,
  CopyReport,
  CopyRequest,
  ProducedFile,
  SealOptions,
  SetComparison,
  SetSummary,
  SetVerification,
  VerifyLevel,
  WorkOptions,
} from './sets.ts';
import type { SetPlace } from './summary.ts';
import { threadModule } from './thread-module.ts';
import type { Texts } from './threads.ts';
import type { Work } from './work.ts';
import type { BackupNeed } from './worth/needs.ts';

export interface FolderBackupSetsOptions {
  readonly paths: PathMap;
  /** Backup location of the estate, as it writes it; used where a call names none. */
  readonly location: string | undefined;
  /** Current time, ms since 1970. */
  readonly now?: () => number;
  /** Module of the threads that do the long work; found by itself when absent. */
  readonly threadModule?: URL;
  /** Translated texts, for the threads. */
  readonly texts?: Texts;
  readonly processes?: Processes;
  /** What the estate needs of a set; without it nothing is said of what a set lacks. */
  readonly needs?: readonly BackupNeed[];
}

const never = new AbortController().signal;
const pad = (value: number): string => String(value).padStart(2, '0');

/**
 * Backup sets as folders below a location. Long work is done in threads; nothing here holds up the
 * event loop. One object may be used for many runs, and by one caller at a time for each set.
 */
export class FolderBackupSets implements BackupSets {
  readonly #paths: PathMap;
  readonly #location: string | undefined;
  readonly #now: () => number;
  readonly #module: URL;
  readonly #texts: Texts | undefined;
  readonly #processes: Processes;
  readonly #needs: readonly BackupNeed[];
  readonly #locks = new Map<string, { lock: Promise<SetLock>; users: number }>();
  readonly #usedNames = new Set<string>();

  constructor(options: FolderBackupSetsOptions) {
    this.#paths = options.paths;
    this.#location = options.location;
    this.#now = options.now ?? Date.now;
    this.#module = options.threadModule ?? threadModule();
    this.#texts = options.texts;
    this.#processes = options.processes ?? ownProcesses;
    this.#needs = options.needs ?? [];
  }

  nextName(nowMs: number): string {
    const at = new Date(nowMs);
    const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
    const name = `${day}_${pad(at.getHours())}${pad(at.getMinutes())}`;
    if (!this.#usedNames.has(name)) return name;
    const withSeconds = `${name}_${pad(at.getSeconds())}`;
    if (!this.#usedNames.has(withSeconds)) return withSeconds;
    let turn = 2;
    while (this.#usedNames.has(`${withSeconds}_${turn}`)) turn += 1;
    return `${withSeconds}_${turn}`;
  }

  async create(name: string, location: string | undefined): Promise<string> {
    if (windowsNameFault(name) !== undefined || /^[.$]/.test(name)) throw setNameInvalid(name);
    const base = this.#locationOf(location);
    const set = joinPath(base, name);
    const folder = this.#paths.toLocal(set);
    this.#usedNames.add(name);
    try {
      // Reading it, and not only asking for it, wakes a share that is mounted on first use.
      await files.readdir(dirname(folder));
    } catch (error) {
      if (isFileSystemError(error)) throw locationMissing(base, wordsOf(error), 'refused');
      throw error;
    }
    try {
      await files.mkdir(folder);
      await appendToJournal(folder, { created: new Date(this.#now()).toISOString() }, files);
      await syncFolder(folder, files);
      await syncFolder(dirname(folder), files);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw setExists(set);
      throw asFileSystemProblem(set, error);
    }
    return set;
  }

  async record(set: string, produced: readonly ProducedFile[]): Promise<void> {
    const folder = this.#paths.toLocal(set);
    const shown = this.#shown(set);
    const bad = produced.find(({ file }) => !isPathInside(file));
    if (bad !== undefined) throw pathOutsideSet(shown, bad.file);
    await this.#writing(folder, shown, async () => {
      await appendAllToJournal(
        folder,
        produced.map(file => ({ produced: file })),
        files,
      );
    });
  }

  async seal(set: string, options: SealOptions): Promise<SetSummary> {
    const { by, encryptKeys, pfxPassword } = options;
    const folder = this.#paths.toLocal(set);
    const shown = this.#shown(set);
    const policy: KeyPolicy =
      encryptKeys === undefined ? { keys: 'refuse' } : { keys: 'encrypt', password: encryptKeys };
    await this.#writing(folder, shown, () =>
      this.#job('seal', { folder, shown, by, policy, pfxPassword }, options),
    );
    return this.#job('summary', { folder, shown, needs: this.#needs }, { signal: never });
  }

  verify(
    set: string,
    level: VerifyLevel,
    options: WorkOptions & Pick<SealOptions, 'pfxPassword'>,
  ): Promise<SetVerification> {
    const { pfxPassword } = options;
    return this.#job('verify', { ...this.#place(set), level, pfxPassword }, options);
  }

  summary(set: string): Promise<SetSummary> {
    return this.#job('summary', this.#place(set), { signal: never });
  }

  async list(location: string | undefined): Promise<readonly SetSummary[]> {
    const shown = this.#locationOf(location);
    const separator = fullPath(shown).kind === 'posix' ? '/' : '\\';
    const order = { folder: this.#paths.toLocal(shown), shown, separator, needs: this.#needs };
    const sets = await this.#job('list', order, { signal: never });
    for (const { name } of sets) this.#usedNames.add(name);
    return sets;
  }

  compare(left: string, right: string): Promise<SetComparison> {
    const order = { left: this.#place(left), right: this.#place(right) };
    return this.#job('compare', order, { signal: never });
  }

  /**
   * Which sets of a location the rules would remove; nothing is changed. `isInLog` tells the sets that
   * a recovery log refers to.
   */
  async planPrune(
    location: string | undefined,
    rules: KeepRules,
    isInLog: (set: DatedSet) => boolean,
  ): Promise<PrunePlan> {
    const offsetMinutes = (timeMs: number): number => -new Date(timeMs).getTimezoneOffset();
    const facts = { rules, isInLog, offsetMinutes, nowMs: this.#now() };
    return planPrune(await this.list(location), facts);
  }

  /**
   * Removes sets that a plan named. The plan is made again first, and what it no longer names stays, so
   * that the last fully verified set is kept whatever happened meanwhile. `by`: who asked for it.
   */
  async prune(
    location: string | undefined,
    sets: readonly DatedSet[],
    again: { readonly rules: KeepRules; readonly isInLog: (set: DatedSet) => boolean },
    by: string,
  ): Promise<Removal> {
    const shown = this.#locationOf(location);
    const { remove } = await this.planPrune(location, again.rules, again.isInLog);
    const still = new Set(remove.map(set => set.name));
    const order = {
      folder: this.#paths.toLocal(shown),
      shown,
      sets: sets.filter(set => still.has(set.name)),
      by,
    };
    const done = await this.#job('remove', order, { signal: never });
    const kept = sets.filter(set => !still.has(set.name));
    const left = kept.map(({ name }) => ({ name, reason: 'changed' as const }));
    return { ...done, left: [...done.left, ...left] };
  }

  async newestSealed(location: string | undefined): Promise<SetSummary | undefined> {
    return (await this.list(location)).find(set => set.state === 'sealed');
  }

  async planCopy(request: CopyRequest, signal: AbortSignal): Promise<CopyPlan> {
    const order = this.#copyOrder(request);
    await this.#noteFor(order);
    return this.#job('planCopy', order, { signal });
  }

  async copy(request: CopyRequest, options: WorkOptions): Promise<CopyReport> {
    const order = this.#copyOrder(request);
    const note = await this.#noteFor(order);
    const copy = (): Promise<CopyReport> => this.#job('copy', { ...order, note }, options);
    if (note === undefined) return copy();
    return this.#writing(note.folder, this.#paths.toEstate(note.folder), copy);
  }

  #locationOf(location: string | undefined): string {
    const found = location ?? this.#location;
    if (found === undefined) throw noBackupLocation();
    return normalisePath(found);
  }

  /** A set's path as the estate writes it: a local folder below a mapping has a UNC name. */
  #shown(set: string): string {
    return this.#paths.toEstate(set);
  }

  #place(set: string): SetPlace {
    return { folder: this.#paths.toLocal(set), shown: this.#shown(set), needs: this.#needs };
  }

  #copyOrder(request: CopyRequest): CopyOrder {
    return {
      from: this.#paths.toLocal(request.from),
      to: this.#paths.toLocal(request.to),
      intoFolder: /[\\/]\s*$/.test(request.to),
      shownFrom: normalisePath(request.from),
      shownTo: normalisePath(request.to),
      exclude: request.exclude,
      overwrite: request.overwrite,
    };
  }

  /**
   * The unfinished set that a copy goes into, if any. Throws where the destination lies in a sealed
   * set: what was sealed stays as it is.
   */
  async #noteFor(order: CopyOrder): Promise<CopyNote | undefined> {
    const parts = fullPath(order.to).parts.length;
    let folder = order.to;
    for (let up = 0; up <= parts; up++) {
      if (await exists(join(folder, manifestName))) {
        throw alreadySealed(this.#paths.toEstate(folder));
      }
      if (await exists(join(folder, journalName))) {
        return { folder, from: order.shownFrom };
      }
      folder = dirname(folder);
    }
    return undefined;
  }

  /** Holds the set's lock while `write` runs; calls of this object share it. */
  async #writing<T>(folder: string, shown: string, write: () => Promise<T>): Promise<T> {
    try {
      if (!(await files.lstat(folder)).isDirectory()) throw notASet(shown);
    } catch (error) {
      if (isFileSystemError(error)) throw notASet(shown, wordsOf(error));
      throw error;
    }
    if (await exists(join(folder, manifestName))) throw alreadySealed(shown);
    const held = this.#locks.get(folder) ?? {
      lock: takeLock(folder, shown, this.#lockWork(), this.#processes),
      users: 0,
    };
    held.users += 1;
    this.#locks.set(folder, held);
    try {
      await held.lock;
      return await write();
    } catch (error) {
      throw asFileSystemProblem(shown, error);
    } finally {
      held.users -= 1;
      if (held.users === 0) {
        this.#locks.delete(folder);
        await held.lock.then(
          lock => lock.release(),
          () => undefined,
        );
      }
    }
  }

  #lockWork(): Work {
    return {
      files,
      now: this.#now,
      check: () => undefined,
      report: () => undefined,
      sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
    };
  }

  #job<K extends JobName>(
    name: K,
    order: Jobs[K]['order'],
    options: JobOptions,
  ): Promise<Jobs[K]['result']> {
    const { signal, onProgress } = options;
    return runJob(this.#module, name, order, {
      signal,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(this.#texts === undefined ? {} : { texts: this.#texts }),
    });
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await files.lstat(file);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw asFileSystemProblem(file, error);
  }
}

function asFileSystemProblem(where: string, error: unknown): unknown {
  return isFileSystemError(error) ? fileSystemFailed(where, wordsOf(error)) : error;
}
