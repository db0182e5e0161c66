import { existsSync } from 'node:fs';

/**
 * Places of the threads' module as seen from this one: beside it in a checkout, beside the bundle or
 * above its chunks in `dist/`.
 */
const places = ['./thread.ts', './backup-thread.mjs', '../backup-thread.mjs'];

/** Where the module of the threads lies. Throws where the program was built without it. */
export function threadModule(here: string = import.meta.url): URL {
  const found = places.map(place => new URL(place, here)).find(url => existsSync(url));
  if (found === undefined) throw new Error(`backup-thread.mjs is missing beside ${here}`);
  return found;
}
