import type { SqlMessage } from './backend.ts';

/** Errors that only say that something failed; the cause is another one. */
const wrappers = new Set([3013, 3119, 5069, 1802]);

/** All errors, the cause first, then the rest in the server's order. */
export function rootCauseFirst(errors: readonly SqlMessage[]): SqlMessage[] {
  const cause = errors.find(({ number }) => !wrappers.has(number));
  return cause === undefined ? [...errors] : [cause, ...errors.filter(each => each !== cause)];
}
