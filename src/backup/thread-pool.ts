import { Worker } from 'node:worker_threads';
import {
  resourceLimits,
  thrownFor,
  type PoolMessage,
  type PoolResult,
  type PoolStart,
} from './threads.ts';

/** What threads of a pool are given, and who hears what they say. */
export interface PoolOrders<Task, Result> {
  /** The next task for whichever thread is free; `undefined` when there is none. */
  readonly nextTask: () => Promise<Task | undefined>;
  /** Tasks that one thread has at a time: with two, the next is there when the one before has ended. */
  readonly tasksAtOnce: 1 | 2;
  /** Called for each file once, in no order. */
  readonly onResult: (found: PoolResult<Result>) => void;
  /** Called as bytes are read. */
  readonly onBytes: (bytes: number) => void;
}

/** One thread, which gets a task whenever it has ended the one before. */
class PoolThread<Task, Result> {
  readonly #worker: Worker;
  readonly #failed: Promise<never>;

  constructor(module: URL, start: PoolStart) {
    const worker = new Worker(module, { workerData: start, execArgv: [], resourceLimits });
    this.#worker = worker;
    this.#failed = new Promise((_, reject) => {
      worker.on('error', reject);
      worker.on('exit', code => {
        reject(new Error(`a thread for ${start.role} ended by itself (${code})`));
      });
    });
    // Met where the thread is given work; one that is never given any may end as it likes.
    this.#failed.catch(() => undefined);
  }

  /** Resolves when there is no further task. */
  async run(orders: PoolOrders<Task, Result>): Promise<void> {
    const worker = this.#worker;
    let hear: ((said: PoolMessage<Result>) => void) | undefined;
    const ended = new Promise<void>((resolve, reject) => {
      let open: number = orders.tasksAtOnce;
      const give = (): void => {
        orders.nextTask().then(task => {
          if (task !== undefined) worker.postMessage(task);
          else if ((open -= 1) === 0) resolve();
        }, reject);
      };
      hear = said => {
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
      };
      worker.on('message', hear);
      for (let i = 0; i < orders.tasksAtOnce; i++) give();
    });
    try {
      await Promise.race([ended, this.#failed]);
    } finally {
      if (hear !== undefined) worker.off('message', hear);
    }
  }

  stop(): Promise<number> {
    return this.#worker.terminate();
  }
}

/** Threads that start at once and wait for tasks. */
export class ThreadPool<Task, Result> implements AsyncDisposable {
  readonly #threads: PoolThread<Task, Result>[] = [];
  readonly #module: URL;
  readonly #start: PoolStart;

  /** `module` is the module of the threads. */
  constructor(module: URL, start: PoolStart) {
    this.#module = module;
    this.#start = start;
  }

  /** Starts what is missing of `count` threads; they need a tenth of a second to come up. */
  grow(count: number): void {
    while (this.#threads.length < count) {
      this.#threads.push(new PoolThread(this.#module, this.#start));
    }
  }

  /**
   * Gives tasks to all threads until none is left; little work is done on the thread that calls. Throws
   * what the first of them failed with; the pool is then of no more use.
   */
  async run(orders: PoolOrders<Task, Result>): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.run(orders)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map(thread => thread.stop()));
  }
}
