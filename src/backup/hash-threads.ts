import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem } from '../errors/problem.ts';
import { batchesOf, hasherHere, worthThreads, type Hasher, type HashOrders } from './hasher.ts';
import type { CancelFlag, HashMessage, HashTask, ThreadStart } from './threads.ts';
import type { Work } from './work.ts';

/** Most threads that hash at once: more only wait for the same disk. */
const mostThreads = 4;

/** One thread, which gets a task whenever it has ended the one before. */
function runThread(
  module: URL,
  cancel: CancelFlag,
  orders: HashOrders,
  nextTask: () => HashTask | undefined,
): { readonly ended: Promise<void>; stop(): Promise<number> } {
  const workerData: ThreadStart = { role: 'hash', cancel: cancel.memory };
  const worker = new Worker(module, { workerData, execArgv: [] });
  const ended = new Promise<void>((resolve, reject) => {
    const give = (): void => {
      const task = nextTask();
      if (task === undefined) resolve();
      else worker.postMessage(task);
    };
    worker.on('message', (said: HashMessage) => {
      switch (said.message) {
        case 'bytes':
          orders.onBytes(said.bytes);
          break;
        case 'hashed':
          for (const { index, result } of said.results) orders.onResult(index, result);
          give();
          break;
        case 'problem':
          reject(new Problem(said.data));
          break;
        case 'defect':
          reject(new Error(said.text));
          break;
      }
    });
    worker.on('error', reject);
    worker.on('exit', code => {
      reject(new Error(`a hashing thread ended by itself (${code})`));
    });
    give();
  });
  return { ended, stop: () => worker.terminate() };
}

/**
 * Hashes in several threads at once, each with its own file at a time; little work is done on the
 * thread that calls. `module` is the module of the threads.
 */
export function hasherOnThreads(module: URL, cancel: CancelFlag, work: Work): Hasher {
  const here = hasherHere(work);
  return {
    hashAll: async orders => {
      const { items, sync } = orders;
      const bytes = items.reduce((sum, item) => sum + item.size, 0);
      const threads = Math.min(mostThreads, availableParallelism(), items.length);
      const worth = bytes >= worthThreads.bytes || items.length >= worthThreads.files;
      if (threads < 2 || !worth) return here.hashAll(orders);
      const batches = batchesOf(items).values();
      const nextTask = (): HashTask | undefined => {
        const { value: batch } = batches.next();
        const files = batch?.indexes.map(index => ({ index, path: items[index]?.path ?? '' }));
        return files === undefined ? undefined : { sync, files };
      };
      const running = Array.from({ length: threads }, () =>
        runThread(module, cancel, orders, nextTask),
      );
      try {
        await Promise.all(running.map(thread => thread.ended));
      } finally {
        await Promise.all(running.map(thread => thread.stop()));
      }
    },
  };
}
