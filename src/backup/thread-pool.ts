import { Worker } from 'node:worker_threads';
import { thrownFor, type PoolMessage, type PoolResult, type PoolStart } from './threads.ts';

/** What threads of a pool are given, and who hears what they say. */
export interface PoolOrders<Task, Result> {
  /** The next task for whichever thread is free; `undefined` when there is none. */
  readonly nextTask: () => Promise<Task | undefined>;
  /** Called for each file once, in no order. */
  readonly onResult: (found: PoolResult<Result>) => void;
  /** Called as bytes are read. */
  readonly onBytes: (bytes: number) => void;
}

/** One thread, which gets a task whenever it has ended the one before. */
function runThread<Task, Result>(
  module: URL,
  start: PoolStart,
  orders: PoolOrders<Task, Result>,
): { readonly ended: Promise<void>; stop(): Promise<number> } {
  const worker = new Worker(module, { workerData: start, execArgv: [] });
  const ended = new Promise<void>((resolve, reject) => {
    const give = (): void => {
      orders.nextTask().then(task => {
        if (task === undefined) resolve();
        else worker.postMessage(task);
      }, reject);
    };
    worker.on('message', (said: PoolMessage<Result>) => {
      switch (said.message) {
        case 'bytes':
          orders.onBytes(said.bytes);
          break;
        case 'results':
          for (const found of said.results) orders.onResult(found);
          give();
          break;
        case 'problem':
        case 'defect':
          reject(thrownFor(said));
          break;
      }
    });
    worker.on('error', reject);
    worker.on('exit', code => {
      reject(new Error(`a thread for ${start.role} ended by itself (${code})`));
    });
    give();
  });
  return { ended, stop: () => worker.terminate() };
}

/**
 * Gives tasks to `count` threads until none is left; little work is done on the thread that calls.
 * `module` is the module of the threads. Throws what the first of them failed with.
 */
export async function runPool<Task, Result>(
  module: URL,
  start: PoolStart,
  count: number,
  orders: PoolOrders<Task, Result>,
): Promise<void> {
  const running = Array.from({ length: count }, () => runThread(module, start, orders));
  try {
    await Promise.all(running.map(thread => thread.ended));
  } finally {
    await Promise.all(running.map(thread => thread.stop()));
  }
}
