import type { z } from 'zod';
import type { DocumentPath } from './document.ts';

/** How often what is wrong is taken out and the rest read again. */
const rounds = 5;

/** Takes one key out of plain data; false where the path does not end at a key. */
function remove(value: unknown, path: DocumentPath): boolean {
  const key = path.at(-1);
  if (typeof key !== 'string') return false;
  let here = value;
  for (const step of path.slice(0, -1)) {
    if (typeof here !== 'object' || here === null) return false;
    here = Reflect.get(here, step);
  }
  if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return false;
  return Reflect.deleteProperty(here, key);
}

/** Paths of what the issue is about: the unknown keys, or the value itself. */
function blamed(issue: z.core.$ZodIssue): DocumentPath[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map(key => [...issue.path, key])
    : [issue.path];
}

/**
 * Reads what is left of a file without the keys that the schema finds wrong, so that a contradiction
 * elsewhere shows in the same reading. `undefined` where a whole item would have to go: its absence
 * would itself look like a mistake.
 */
export function readWithout<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.output<S> | undefined {
  const rest: unknown = structuredClone(value);
  for (let round = 0; round < rounds; round++) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return parsed.data;
    const removed = parsed.error.issues
      .flatMap(blamed)
      .map(path => remove(rest, path) || remove(rest, path.slice(0, -1)));
    if (removed.includes(false)) return undefined;
  }
  return undefined;
}
