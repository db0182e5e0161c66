import { dirname } from 'node:path';
import { removeIfThere } from '../durable.ts';
import { fileSystemSync } from '../file-system-sync.ts';
import { ThreadPool } from '../thread-pool.ts';
import type { CancelFlag, CopyTask } from '../threads.ts';
import type { Work } from '../work.ts';
import type { ShortCopy, ShortResult } from './short-files.ts';
import { ShortRounds } from './short-rounds.ts';

/** Copies short files many at a time. */
export interface ShortCopier {
  /** Hears how many files there are so far, so that all is ready when they are to be copied. */
  expect(files: number): void;
  /**
   * Copies what it can below `folder`, which is there as all folders of the targets are. `onCopied` hears
   * of every file that is done; all others are for the patient way. Throws when the work was cancelled.
   */
  copyAll(
    folder: string,
    copies: readonly ShortCopy[],
    onCopied: (copy: ShortCopy, sha256: string) => void,
  ): Promise<void>;
}

/**
 * Threads that copy at once: two keep file system and processors busy; where each file is forced to the
 * disk by itself a thread waits most of its time.
 */
const threads = { together: 2, each: 4 };

/** Fewer files than this are not worth the start of threads. */
const fewest = 200;

/** Copies in threads, which come up while the copy is still being planned. */
export class ThreadedShortCopier implements ShortCopier, AsyncDisposable {
  readonly #pool: ThreadPool<CopyTask, ShortResult>;
  readonly #work: Work;

  /** `module` is the module of the threads. */
  constructor(module: URL, cancel: CancelFlag, work: Work) {
    this.#pool = new ThreadPool(module, { role: 'copy', cancel: cancel.memory });
    this.#work = work;
  }

  expect(files: number): void {
    if (files >= fewest) this.#pool.grow(threads.together);
  }

  async copyAll(
    folder: string,
    copies: readonly ShortCopy[],
    onCopied: (copy: ShortCopy, sha256: string) => void,
  ): Promise<void> {
    if (copies.length < fewest) return;
    const { files } = this.#work;
    const folders = new Set(copies.map(({ target }) => dirname(target)));
    const sync = await fileSystemSync(folder, [...folders], files);
    const rounds = new ShortRounds(copies, sync, onCopied);
    this.#pool.grow(sync === undefined ? threads.each : threads.together);
    try {
      await this.#pool.run({
        nextTask: () => rounds.next(),
        tasksAtOnce: 2,
        onBytes: () => undefined,
        onResult: found => {
          rounds.hear(found);
        },
      });
    } finally {
      for (const { part } of rounds.unnamed()) await removeIfThere(part, files);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool[Symbol.asyncDispose]();
  }
}
