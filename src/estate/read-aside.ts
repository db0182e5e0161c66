import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { checkEstate, type EstateReading } from './read.ts';

/** A file of this size, bytes, is read in a few milliseconds where it is asked for. */
const smallFile = 8 * 1024;

/** Places of the thread's module as seen from this one: in a checkout, and beside or above the bundles. */
const places = ['./read-thread.ts', './estate-thread.mjs', '../estate-thread.mjs'];

function isReading(value: unknown): value is EstateReading {
  return (
    typeof value === 'object' &&
    value !== null &&
    'findings' in value &&
    Array.isArray(value.findings)
  );
}

/**
 * Reads an estate file as `checkEstate` does, a large one in a thread of its own: the caller has a window
 * to keep alive, and the YAML of hundreds of servers takes longer than a window may pause.
 */
export async function checkEstateAside(bytes: Uint8Array, file: string): Promise<EstateReading> {
  const module = places.map(place => new URL(place, import.meta.url)).find(url => existsSync(url));
  if (bytes.length <= smallFile || module === undefined) return checkEstate(bytes, file);
  const worker = new Worker(module);
  try {
    return await new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', code => {
        reject(new Error(`The thread that reads ${file} ended with ${code}.`));
      });
      worker.once('message', (reading: unknown) => {
        if (isReading(reading)) resolve(reading);
        else reject(new Error(`The thread that reads ${file} gave something else.`));
      });
      worker.postMessage({ bytes, file });
    });
  } finally {
    await worker.terminate();
  }
}
