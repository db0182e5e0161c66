import { availableParallelism } from 'node:os';
import type { HashResult } from './hash-file.ts';
import { batchesOf, hasherHere, worthThreads, type Hasher } from './hasher.ts';
import { ThreadPool } from './thread-pool.ts';
import type { CancelFlag, HashTask } from './threads.ts';
import type { Work } from './work.ts';

/** Most threads that hash at once: more only wait for the same disk. */
const mostThreads = 4;

/** Hashes in several threads at once, each with its own file at a time. */
export function hasherOnThreads(module: URL, cancel: CancelFlag, work: Work): Hasher {
  const here = hasherHere(work);
  return {
    hashAll: async orders => {
      const { items, sync, onBytes, onResult } = orders;
      const bytes = items.reduce((sum, item) => sum + item.size, 0);
      const threads = Math.min(mostThreads, availableParallelism(), items.length);
      const worth = bytes >= worthThreads.bytes || items.length >= worthThreads.files;
      if (threads < 2 || !worth) return here.hashAll(orders);
      const batches = batchesOf(items).values();
      const nextTask = (): Promise<HashTask | undefined> => {
        const { value: batch } = batches.next();
        const files = batch?.indexes.map(index => ({ index, path: items[index]?.path ?? '' }));
        return Promise.resolve(files === undefined ? undefined : { sync, files });
      };
      await using pool = new ThreadPool<HashTask, HashResult>(module, {
        role: 'hash',
        cancel: cancel.memory,
      });
      pool.grow(threads);
      await pool.run({
        nextTask,
        tasksAtOnce: 1,
        onBytes,
        onResult: ({ index, result }) => {
          onResult(index, result);
        },
      });
    },
  };
}
