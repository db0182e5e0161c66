import canonicalize from 'canonicalize';

/**
 * Objects and lists stand in each other at most so deep, the outermost counted: deeper than anything
 * that is logged, and what every reader can follow. A loop in the data ends here.
 */
export const deepest = 64;

/** Narrows to an object that can be looked into. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Canonical JSON of a value by RFC 8785: keys in order of their UTF-16 units, no white space, numbers
 * as ECMAScript writes them. Throws for what has no canonical form: NaN, infinities, loops and what is
 * nested deeper than `deepest`, text with half a surrogate pair, and `undefined`.
 */
export function canonicalText(value: unknown): string {
  const ordered = inOrder(value, 0);
  if (ordered !== outOfReach) return JSON.stringify(ordered);
  if (isTooDeep(value, deepest)) throw new RangeError('the value is nested too deeply');
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}

/** Says that a value needs the reference implementation. */
const outOfReach = Symbol('out of reach');

/** Keys that an object enumerates before all others, whatever the order in which they were set. */
const indexKey = /^(?:0|[1-9]\d*)$/;

/** The value with the keys of its plain objects in canonical order. */
function inOrder(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    return isOrdered(value, depth) ? value : outOfReach;
  }
  if (depth >= deepest || 'toJSON' in value) return outOfReach;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const ordered = inOrder(item, depth + 1);
      if (ordered === outOfReach) return outOfReach;
      items.push(ordered);
    }
    return items;
  }
  if (!isObject(value)) return outOfReach;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    if (indexKey.test(key) || key === '__proto__' || !key.isWellFormed()) return outOfReach;
    const ordered = inOrder(value[key], depth + 1);
    if (ordered === outOfReach) return outOfReach;
    copy[key] = ordered;
  }
  return copy;
}

/** Whether a text is the canonical JSON of the value that was parsed from it. */
export function isCanonical(text: string, parsed: unknown): boolean {
  if (isOrdered(parsed, 0)) return JSON.stringify(parsed) === text;
  if (isTooDeep(parsed, deepest)) return false;
  try {
    return canonicalize(parsed) === text;
  } catch {
    return false;
  }
}

/** Whether more objects and lists stand in each other than are left. */
function isTooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some(part => isTooDeep(part, left - 1));
}

/**
 * Whether plain `JSON.stringify` gives the canonical form: every object enumerates its keys in
 * canonical order, and every part has a form at all.
 */
function isOrdered(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    case 'object':
      if (value === null) return true;
      if (depth >= deepest) return false;
      return Array.isArray(value) ? isOrderedList(value, depth) : isOrderedObject(value, depth);
    default:
      return false;
  }
}

function isOrderedList(list: readonly unknown[], depth: number): boolean {
  for (const item of list) if (!isOrdered(item, depth + 1)) return false;
  return true;
}

function isOrderedObject(value: object, depth: number): boolean {
  if (!isObject(value) || 'toJSON' in value) return false;
  let before: string | undefined;
  for (const key in value) {
    if (before !== undefined && before >= key) return false;
    if (!key.isWellFormed()) return false;
    if (!isOrdered(value[key], depth + 1)) return false;
    before = key;
  }
  return true;
}
