import { isObject } from '../chain/canonical.ts';
import type { Redactor } from './redactor.ts';

/**
 * Members whose values the product chooses, or that only name things: a secret cannot come in here,
 * and a log whose `outcome` was taken for a secret could not be read.
 */
const vocabulary = new Set([
  'type',
  'outcome',
  'stream',
  'mode',
  'answer',
  'kind',
  'language',
  'decision',
  'finding',
  'step',
  'code',
  'secret',
]);

const hashes = new Set(['hash', 'textHash', 'sha256', 'commit']);
const hexHash = /^[0-9a-f]{40,64}$/;
const waitingFor = new Set(['confirmation', 'manual', 'approval']);

/** Members that hold values by the name of a variable, which may be any name. */
const byVariable = new Set(['values', 'variables']);

type Clean = (text: string) => string;

/**
 * The event, or the entry of a notes file, as it may be stored: secrets taken out of every text, and text with half a surrogate pair
 * made whole (it has no canonical form). What needs no change is given back as it is.
 */
export function redactEvent<E extends object>(event: E, redactor: Redactor): E {
  const clean: Clean = text => redactor.redact(text);
  if (!wouldChange(event, clean, false)) return event;
  const copy = structuredClone(event);
  scrub(copy, clean, false);
  return copy;
}

function isFixed(key: string, text: string): boolean {
  if (vocabulary.has(key)) return true;
  if (hashes.has(key)) return hexHash.test(text);
  return key === 'what' && waitingFor.has(text);
}

function cleanMember(key: string, text: string, clean: Clean, named: boolean): string {
  const whole = text.toWellFormed();
  return !named && isFixed(key, whole) ? whole : clean(whole);
}

function wouldChange(value: object, clean: Clean, named: boolean): boolean {
  if (Array.isArray(value)) {
    return value.some((part: unknown) => partWouldChange('', part, clean, named));
  }
  if (!isObject(value)) return false;
  for (const key in value) if (partWouldChange(key, value[key], clean, named)) return true;
  return false;
}

function partWouldChange(key: string, part: unknown, clean: Clean, named: boolean): boolean {
  if (typeof part === 'string') return cleanMember(key, part, clean, named) !== part;
  if (typeof part !== 'object' || part === null) return false;
  return wouldChange(part, clean, byVariable.has(key));
}

function scrub(value: object, clean: Clean, named: boolean): void {
  const scrubbed = (key: string, part: unknown): unknown => {
    if (typeof part === 'string') return cleanMember(key, part, clean, named);
    if (typeof part === 'object' && part !== null) scrub(part, clean, byVariable.has(key));
    return part;
  };
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    for (const [at, part] of list.entries()) list[at] = scrubbed('', part);
  } else if (isObject(value)) {
    for (const [key, part] of Object.entries(value)) value[key] = scrubbed(key, part);
  }
}
