import type { BigIntStats } from 'node:fs';
import type * as promises from 'node:fs/promises';
import type { WorkProgress } from './sets.ts';

/** The file system as this room uses it; tests put faults between. */
export type Files = Pick<
  typeof promises,
  | 'appendFile'
  | 'chmod'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'readFile'
  | 'realpath'
  | 'rename'
  | 'rm'
  | 'stat'
  | 'unlink'
  | 'utimes'
> & { statfs(path: string): Promise<DiskSpace> };

/** Room on a file system, in blocks; no blocks at all where it does not tell. */
export interface DiskSpace {
  readonly bavail: number;
  readonly bsize: number;
  readonly blocks: number;
  /** Number of the kind of file system, where the system tells it. */
  readonly type?: number;
}

/** What every piece of work on files gets. */
export interface Work {
  readonly files: Files;
  /**
   * `lstat` on the calling thread, for work that has a thread of its own: a disk of this computer answers
   * sooner than the asking of Node's threads takes.
   */
  readonly lookNow?: (path: string) => BigIntStats;
  /** Current time, ms since 1970. */
  readonly now: () => number;
  /** Throws a cancellation once it was asked for. */
  readonly check: () => void;
  /** Resolves after `ms`; rejects when cancelled meanwhile. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Called as often as the work likes. */
  readonly report: (progress: WorkProgress) => void;
}

/**
 * Does `one` for every item, at most `width` at a time, in order of start. The first failure stops the
 * rest once what runs has ended, and is thrown.
 */
export async function forEachAtOnce<T>(
  items: readonly T[],
  width: number,
  one: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < items.length) {
      const index = next++;
      const item = items[index];
      if (item === undefined) continue;
      try {
        await one(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: Math.min(width, items.length) }, lane);
  const ends = await Promise.allSettled(lanes);
  const bad = ends.find(end => end.status === 'rejected');
  if (bad !== undefined) throw bad.reason;
}
