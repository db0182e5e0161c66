import { createHash } from 'node:crypto';
import type { RandomBytes } from '../../../src/practice/chance.ts';

/** Bytes that look random, differ at each call, and are the same in each run. */
export function countingRandom(): RandomBytes {
  let count = 0;
  return bytes => {
    count += 1;
    return createHash('sha512').update(String(count)).digest().subarray(0, bytes);
  };
}
