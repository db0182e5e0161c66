import * as files from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { alreadySealed, fileSystemFailed } from '../errors/backup.ts';
import { pathNotForServer } from '../errors/sql-files.ts';
import type { PathMap } from '../estate/path-map.ts';
import { fullPath, lastPart } from '../estate/unc.ts';
import { syncFolder } from './durable.ts';
import { codeOf, isFileSystemError, isMissing, wordsOf } from './failures.ts';
import { findSetFile, type FileHash, type SetFile } from './file-jobs.ts';
import { manifestName, partEnding } from './names.ts';
import { runJob } from './run-job.ts';
import type { WorkOptions } from './sets.ts';
import { threadModule } from './thread-module.ts';
import type { Texts } from './threads.ts';

/** A file as a look at it tells. */
export interface FileLook {
  readonly bytes: number;
  /** Last change, UTC ISO 8601. */
  readonly modified: string;
}

/**
 * Single files that another program writes into a backup set, such as a database server. Paths are as
 * the estate writes them. Every method throws a `Problem` for what an operator can meet.
 */
export interface BackupFiles {
  /** The path as a server of the estate sees it; a refusal where only this computer sees it. */
  serverPath(path: string): string;
  /** `undefined` when there is no such file; a folder is refused. */
  look(path: string): Promise<FileLook | undefined>;
  /** Reads the whole file in a thread. */
  hash(path: string, options: WorkOptions): Promise<FileHash>;
  /** The set that the file lies in, and what its manifest says of it. */
  setOf(path: string): Promise<SetFile | undefined>;
  /** Makes the folder of a file that is to be written; refused inside a sealed set. */
  makeFolderOf(path: string): Promise<void>;
  /** Gives a finished `.part` its name; never replaces a file. */
  settle(part: string, path: string): Promise<void>;
  /** Removes a `.part` that an interrupted attempt left. */
  removePart(part: string): Promise<void>;
  /** Writes a new small text file durably; never replaces one. */
  writeText(path: string, text: string): Promise<void>;
  /** A text file of at most 16 MiB; `undefined` when there is none. */
  readText(path: string): Promise<string | undefined>;
}

export interface FolderBackupFilesOptions {
  readonly paths: PathMap;
  /** Module of the threads that do the long work; found by itself when absent. */
  readonly threadModule?: URL;
  readonly texts?: Texts;
}

/** Largest text file that is read, bytes. */
const largestText = 16 * 1024 * 1024;
/** Largest manifest, bytes, that is not worth a thread of its own. */
const inlineManifest = 1024 * 1024;
const never = new AbortController().signal;

/** `BackupFiles` on the folders and shares that this computer reaches through the path map. */
export class FolderBackupFiles implements BackupFiles {
  readonly #paths: PathMap;
  readonly #module: URL;
  readonly #texts: Texts | undefined;

  constructor(options: FolderBackupFilesOptions) {
    this.#paths = options.paths;
    this.#module = options.threadModule ?? threadModule();
    this.#texts = options.texts;
  }

  serverPath(path: string): string {
    const shown = this.#paths.toEstate(path);
    if (fullPath(shown).kind === 'posix') throw pathNotForServer(shown);
    return shown;
  }

  async look(path: string): Promise<FileLook | undefined> {
    return this.#guarded(path, async local => {
      try {
        const stats = await files.stat(local);
        if (!stats.isFile()) throw pathNotForServer(path, 'folder');
        return { bytes: stats.size, modified: stats.mtime.toISOString() };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  hash(path: string, { signal, onProgress }: WorkOptions): Promise<FileHash> {
    const order = { path: this.#paths.toLocal(path), shown: this.#paths.toEstate(path) };
    return runJob(this.#module, 'hashFile', order, {
      signal,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(this.#texts === undefined ? {} : { texts: this.#texts }),
    });
  }

  async setOf(path: string): Promise<SetFile | undefined> {
    const order = { path: this.#paths.toLocal(path), shown: this.#paths.toEstate(path) };
    const quick = await this.#guarded(path, () => findSetFile(order, { files }, inlineManifest));
    const found =
      quick === 'large' ? await runJob(this.#module, 'setFile', order, { signal: never }) : quick;
    return found === undefined || found === 'large'
      ? undefined
      : { ...found, set: this.#paths.toEstate(found.set) };
  }

  async makeFolderOf(path: string): Promise<void> {
    await this.#guarded(path, async local => {
      const found = await this.setOf(path);
      if (found?.state === 'sealed') throw alreadySealed(found.set);
      await files.mkdir(dirname(local), { recursive: true });
    });
  }

  async settle(part: string, path: string): Promise<void> {
    const from = this.#paths.toLocal(part);
    await this.#guarded(path, async local => {
      const handle = await files.open(from, 'r+');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      // a hard link never replaces what is there; where the file system has none, it is looked for
      try {
        await files.link(from, local);
        await files.unlink(from);
      } catch (error) {
        if (codeOf(error) === 'EEXIST' || isMissing(error)) throw error;
        if (await isThere(local)) throw new FileThere(local);
        await files.rename(from, local);
      }
      await syncFolder(dirname(local), files);
    });
  }

  async removePart(part: string): Promise<void> {
    if (!lastPart(part).endsWith(partEnding)) throw new TypeError('not a part file');
    await this.#guarded(part, async local => {
      await files.rm(local, { force: true });
    });
  }

  async writeText(path: string, text: string): Promise<void> {
    await this.#guarded(path, async local => {
      const folder = dirname(local);
      if (await isThere(join(folder, manifestName)))
        throw alreadySealed(this.#paths.toEstate(folder));
      const handle = await files.open(local, 'wx');
      try {
        await handle.writeFile(text, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncFolder(folder, files);
    });
  }

  readText(path: string): Promise<string | undefined> {
    return this.#guarded(path, async local => {
      try {
        const stats = await files.stat(local);
        if (!stats.isFile() || stats.size > largestText) return undefined;
        return await files.readFile(local, 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }

  async #guarded<T>(path: string, work: (local: string) => Promise<T>): Promise<T> {
    try {
      return await work(this.#paths.toLocal(path));
    } catch (error) {
      if (!isFileSystemError(error)) throw error;
      throw fileSystemFailed(this.#paths.toEstate(path), wordsOf(error));
    }
  }
}

/** A file stands where a new one was to go. */
class FileThere extends Error {
  readonly code = 'EEXIST';
  readonly syscall = 'rename';

  constructor(path: string) {
    super(`EEXIST: file already exists, rename '${basename(path)}'`);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await files.lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
