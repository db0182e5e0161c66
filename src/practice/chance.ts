import { createHash } from 'node:crypto';

/** Source of chance for ids: `bytes` fresh random bytes at each call. */
export type RandomBytes = (bytes: number) => Uint8Array;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A GUID as Windows writes it, in lower case. */
export function newGuid(random: RandomBytes): string {
  const digits = hex(random(16));
  const parts = [0, 8, 12, 16, 20, 32].map((at, i, all) => digits.slice(at, all[i + 1]));
  return parts.slice(0, 5).join('-');
}

/** A certificate's thumbprint: forty hexadecimal digits in capitals. */
export function newThumbprint(random: RandomBytes): string {
  return hex(random(20)).toUpperCase();
}

/** The security identifier of a domain; an account's has its own number behind it. */
export function newSid(random: RandomBytes): string {
  const bytes = Buffer.from(random(12));
  const parts = [0, 4, 8].map(at => bytes.readUInt32LE(at));
  return ['S-1-5-21', ...parts].join('-');
}

/** A GUID that depends on the words alone, for data that is the same in every practice estate. */
export function guidFrom(...words: readonly string[]): string {
  const digest = createHash('sha256').update(words.join('\0')).digest();
  return newGuid(bytes => digest.subarray(0, bytes));
}

/** Bytes that depend on the words alone, `length` of them. */
export function bytesFrom(length: number, ...words: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, i = 0; at < length; at += 32, i++) {
    parts.push(
      createHash('sha256')
        .update([...words, String(i)].join('\0'))
        .digest(),
    );
  }
  return Buffer.concat(parts).subarray(0, length);
}
