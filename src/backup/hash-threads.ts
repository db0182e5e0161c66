import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileSystemSync, type FileSystemSync } from './file-system-sync.ts';
import type { HashResult } from './hash-file.ts';
import { batchesOf, hasherHere, worthThreads, type HashOrders, type Hasher } from './hasher.ts';
import { ThreadPool } from './thread-pool.ts';
import type { CancelFlag, HashTask } from './threads.ts';
import type { Work } from './work.ts';

/** Most threads that hash at once: more only wait for the same disk. */
const mostThreads = Math.min(4, availableParallelism());

async function hashInPool(
  pool: ThreadPool<HashTask, HashResult>,
  { items, sync, onBytes, onResult }: HashOrders,
): Promise<void> {
  const batches = batchesOf(items).values();
  await pool.run({
    nextTask: () => {
      const { value: batch } = batches.next();
      const files = batch?.indexes.flatMap(index => {
        const item = items[index];
        return item === undefined ? [] : { index, ...item };
      });
      return Promise.resolve(files === undefined ? undefined : { sync, files });
    },
    tasksAtOnce: 1,
    onBytes,
    onResult: ({ index, result }) => {
      onResult(index, result);
    },
  });
}

/** How all the files are forced to the disk at once, where that is wanted and can be done. */
async function syncOf(
  { items, sync }: HashOrders,
  { files }: Work,
): Promise<FileSystemSync | undefined> {
  const folders = new Set(items.map(({ path }) => dirname(path)));
  const [first] = folders;
  return sync && first !== undefined ? fileSystemSync(first, [...folders], files) : undefined;
}

/** Hashes in several threads at once, each with its own file at a time. */
export class ThreadedHasher implements Hasher, AsyncDisposable {
  readonly #pool: ThreadPool<HashTask, HashResult>;
  readonly #here: Hasher;
  readonly #work: Work;

  /** `module` is the module of the threads. */
  constructor(module: URL, cancel: CancelFlag, work: Work) {
    this.#pool = new ThreadPool(module, { role: 'hash', cancel: cancel.memory });
    this.#here = hasherHere(work);
    this.#work = work;
  }

  expect(files: number): void {
    if (mostThreads > 1 && files >= worthThreads.files) this.#pool.grow(mostThreads);
  }

  async hashAll(orders: HashOrders): Promise<void> {
    const { items, onResult } = orders;
    const bytes = items.reduce((sum, item) => sum + item.size, 0);
    const threads = Math.min(mostThreads, items.length);
    const worth = bytes >= worthThreads.bytes || items.length >= worthThreads.files;
    if (threads < 2 || !worth) return this.#here.hashAll(orders);
    const pool = this.#pool;
    pool.grow(threads);
    const syncAll = await syncOf(orders, this.#work);
    await hashInPool(pool, { ...orders, sync: orders.sync && syncAll === undefined });
    if (syncAll === undefined || (await syncAll())) return;
    // Something did not reach the disk: asked for one by one, the file in question says so.
    await hashInPool(pool, {
      ...orders,
      onBytes: () => undefined,
      onResult: (index, result) => {
        if (result.result !== 'hashed') onResult(index, result);
      },
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool[Symbol.asyncDispose]();
  }
}
