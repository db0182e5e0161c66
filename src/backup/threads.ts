import { Problem, type ProblemData } from '../errors/problem.ts';
import type { ShortCopy, ShortStep } from './copy/short-files.ts';
import type { JobName, Jobs } from './jobs.ts';
import type { WorkProgress } from './sets.ts';

/** Translated texts by their English ones; a thread has no editor to ask. */
export type Texts = Readonly<Record<string, string>>;

/**
 * Memory for what is thrown away at once, MB. By themselves threads take several times as much, which
 * brings no speed here: what they make they keep to the end, or is as large as a block.
 */
export const resourceLimits = { maxYoungGenerationSizeMb: 8 } as const;

/** What a thread is started with. `cancel` is shared memory: a number that is 1 once cancelled. */
export type ThreadStart =
  | {
      readonly role: 'job';
      readonly name: JobName;
      readonly order: Jobs[JobName]['order'];
      readonly cancel: SharedArrayBuffer;
      readonly texts: Texts | undefined;
    }
  | PoolStart;

/** A thread that does one task after another. */
export interface PoolStart {
  readonly role: 'hash' | 'copy';
  readonly cancel: SharedArrayBuffer;
}

/** How a thread ends with a failure: one for the operator, or a defect. */
export type ThreadFailure =
  | { readonly message: 'problem'; readonly data: ProblemData }
  | { readonly message: 'defect'; readonly text: string; readonly stack: string | undefined };

/** What is thrown on the side that waits. */
export function thrownFor(failure: ThreadFailure): Error {
  return failure.message === 'problem'
    ? new Problem(failure.data)
    : new Error(failure.text, { cause: failure.stack });
}

/** What a thread with a job says. */
export type JobMessage<K extends JobName> =
  | { readonly message: 'progress'; readonly progress: WorkProgress }
  | { readonly message: 'done'; readonly result: Jobs[K]['result'] }
  | ThreadFailure;

/** What a hashing thread is told. */
export interface HashTask {
  readonly sync: boolean;
  readonly files: readonly {
    readonly index: number;
    readonly path: string;
    /** Bytes, as they were seen. */
    readonly size: number;
  }[];
}

/** What a copying thread is told. */
export interface CopyTask {
  readonly step: ShortStep;
  readonly copies: readonly ShortCopy[];
}

/** What came of one file, by its place in the order. */
export interface PoolResult<Result> {
  readonly index: number;
  readonly result: Result;
}

/** What such threads say: bytes as they pass, and results once for each task. */
export type PoolMessage<Result> =
  | { readonly message: 'bytes'; readonly bytes: number }
  | { readonly message: 'results'; readonly results: readonly PoolResult<Result>[] }
  | ThreadFailure;

/** The flag in shared memory that asks threads to stop. */
export class CancelFlag {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  raise(): void {
    Atomics.store(this.#cells, 0, 1);
    Atomics.notify(this.#cells, 0);
  }

  get isRaised(): boolean {
    return Atomics.load(this.#cells, 0) === 1;
  }
}
