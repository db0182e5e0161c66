import { dirname } from 'node:path';
import { removeIfThere } from '../durable.ts';
import { fileSystemSync } from '../file-system-sync.ts';
import { runPool } from '../thread-pool.ts';
import type { CancelFlag, CopyTask, PoolResult } from '../threads.ts';
import type { Work } from '../work.ts';
import type { ShortCopy, ShortResult } from './short-files.ts';
import { ShortRounds } from './short-rounds.ts';

/** Copies short files many at a time. */
export interface ShortCopier {
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

/** Copies in threads. `module` is the module of the threads. */
export function shortCopierOnThreads(module: URL, cancel: CancelFlag, work: Work): ShortCopier {
  return {
    copyAll: async (folder, copies, onCopied) => {
      if (copies.length < fewest) return;
      const folders = new Set(copies.map(({ target }) => dirname(target)));
      const sync = await fileSystemSync(folder, [...folders], work.files);
      const rounds = new ShortRounds(copies, sync, onCopied);
      const start = { role: 'copy', cancel: cancel.memory } as const;
      const count = sync === undefined ? threads.each : threads.together;
      try {
        await runPool<CopyTask, ShortResult>(module, start, count, {
          nextTask: () => rounds.next(),
          onBytes: () => undefined,
          onResult: (found: PoolResult<ShortResult>) => {
            rounds.hear(found);
          },
        });
      } finally {
        for (const { part } of rounds.unnamed()) await removeIfThere(part, work.files);
      }
    },
  };
}
