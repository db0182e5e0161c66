import { Worker } from 'node:worker_threads';
import { cancelled } from '../errors/problem.ts';
import type { JobName, Jobs } from './jobs.ts';
import type { WorkProgress } from './sets.ts';
import {
  CancelFlag,
  resourceLimits,
  thrownFor,
  type JobMessage,
  type Texts,
  type ThreadStart,
} from './threads.ts';

/** Time, ms, that a cancelled thread has to end by itself; a call into a dead share never ends. */
const grace = 5000;

export interface JobOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
  readonly texts?: Texts;
}

/**
 * Does a job in a thread of its own, so that neither hashing nor a long manifest ever holds up the
 * caller's event loop. Throws the job's `Problem`; a cancelled job ends after its current block.
 */
export async function runJob<K extends JobName>(
  module: URL,
  name: K,
  order: Jobs[K]['order'],
  options: JobOptions,
): Promise<Jobs[K]['result']> {
  const { signal } = options;
  if (signal.aborted) throw cancelled();
  const cancel = new CancelFlag();
  const workerData: ThreadStart = {
    role: 'job',
    name,
    order,
    cancel: cancel.memory,
    texts: options.texts,
  };
  const worker = new Worker(module, { workerData, execArgv: [], resourceLimits });
  let timer: NodeJS.Timeout | undefined;
  const state = { isStuck: false };
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Jobs[K]['result']>((resolve, reject) => {
      onAbort = () => {
        cancel.raise();
        timer = setTimeout(() => {
          state.isStuck = true;
          reject(cancelled());
        }, grace);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      worker.on('message', (said: JobMessage<K>) => {
        switch (said.message) {
          case 'progress':
            options.onProgress?.(said.progress);
            break;
          case 'done':
            resolve(said.result);
            break;
          case 'problem':
          case 'defect':
            reject(thrownFor(said));
            break;
        }
      });
      worker.on('error', reject);
      worker.on('exit', code => {
        reject(new Error(`a thread for ${name} ended by itself (${code})`));
      });
    });
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    // A thread that is stuck in a call to a dead share ends when the call does, and is not waited for.
    const ended = worker.terminate();
    if (!state.isStuck) await ended;
  }
}
