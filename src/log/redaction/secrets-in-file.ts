import { isUtf8 } from 'node:buffer';
import type { Secret } from '../../runbook/variables.ts';
import { Redactor } from './redactor.ts';

/** Shorter values stand in many a text by chance, and in what is no text far more often. */
const shortestInText = 4;
const shortestInBytes = 8;

/** How the bytes of a file may be meant: Windows writes UTF-16 in either place of its first byte. */
function* readings(bytes: Buffer): Generator<string> {
  if (isUtf8(bytes)) yield bytes.toString('utf8');
  else yield bytes.toString('latin1');
  if (!bytes.includes(0)) return;
  yield bytes.toString('utf16le');
  yield bytes.subarray(1).toString('utf16le');
}

/**
 * Names of the secrets whose values stand in a file, in one of the forms in which the log takes them out
 * of texts. What is compressed or encrypted in the file is not seen.
 */
export function secretsIn(bytes: Buffer, secrets: readonly Secret[]): string[] {
  const shortest = isUtf8(bytes) && !bytes.includes(0) ? shortestInText : shortestInBytes;
  const looked = secrets
    .filter(secret => secret.reveal().length >= shortest)
    .map(secret => ({ name: secret.name, redactor: new Redactor([secret]) }));
  const found = new Set<string>();
  for (const text of looked.length === 0 ? [] : readings(bytes)) {
    for (const { name, redactor } of looked) if (redactor.redact(text) !== text) found.add(name);
  }
  return [...found].sort();
}
