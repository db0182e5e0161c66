import { lstatSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { cancelled } from '../errors/problem.ts';
import type { WorkProgress } from './sets.ts';
import type { CancelFlag } from './threads.ts';
import type { Work } from './work.ts';

/** Slices, ms, in which a pause looks whether it was cancelled. */
const slice = 50;

/** Work on the real file system, in a thread that is cancelled through shared memory. */
export function threadWork(cancel: CancelFlag, report: (progress: WorkProgress) => void): Work {
  const check = (): void => {
    if (cancel.isRaised) throw cancelled();
  };
  return {
    files,
    lookNow: path => lstatSync(path, { bigint: true }),
    now: () => Date.now(),
    check,
    report,
    sleep: async ms => {
      const until = performance.now() + ms;
      for (;;) {
        check();
        const left = until - performance.now();
        if (left <= 0) return;
        await new Promise(resolve => setTimeout(resolve, Math.min(slice, left)));
      }
    },
  };
}
