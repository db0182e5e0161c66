import { createPrivateKey } from 'node:crypto';
import { hasPlainKey, opensWith, readPfx, stepsOfGuess, type Pfx } from './pfx.ts';

/** Why a file's private key is open to whoever has the set. */
export type KeyExposure = 'plain' | 'no-password' | 'password-beside';

/** Largest file that can be one with a private key, bytes. */
export const largestKeyFile = 1024 * 1024;

const pemKey = /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH) )?PRIVATE KEY-----/;
const putty = /^PuTTY-User-Key-File-[23]:[\s\S]*^Encryption: *none\s*$/m;
const pvkMagic = 0xb0b5f11e;

function isPlainPem(text: string): boolean {
  if (putty.test(text)) return true;
  const start = text.search(pemKey);
  if (start < 0 || /^Proc-Type: *4,ENCRYPTED/m.test(text.slice(start))) return false;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)/.exec(text)?.[1];
  if (body === undefined) return true;
  const raw = Buffer.from(body, 'base64');
  // magic "openssh-key-v1\0", then the cipher's name with its length
  return raw.subarray(19, 23).toString('latin1') === 'none';
}

function isPlainDer(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false;
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      createPrivateKey({ key: bytes, format: 'der', type });
      return true;
    } catch {
      continue; // another kind of file, or an encrypted one
    }
  }
  return false;
}

function isPlainPvk(bytes: Buffer): boolean {
  return bytes.length >= 24 && bytes.readUInt32LE(0) === pvkMagic && bytes.readUInt32LE(12) === 0;
}

/** Hash steps that all guesses at one file may take together. */
const mostSteps = 20_000_000;

function isOpenedByOne(pfx: Pfx, guesses: readonly string[]): boolean {
  const most = Math.floor(mostSteps / stepsOfGuess(pfx));
  return guesses.slice(0, most).some(guess => opensWith(pfx, guess) === true);
}

/**
 * Whether a private key lies open in the file, and why; `undefined` where there is none or it has a
 * password of its own. `guesses`: texts that lie beside it and may be its password.
 */
export function exposedKey(bytes: Buffer, guesses: readonly string[]): KeyExposure | undefined {
  const pfx = readPfx(bytes);
  if (pfx === undefined) {
    const open = isPlainPem(bytes.toString('latin1')) || isPlainPvk(bytes) || isPlainDer(bytes);
    return open ? 'plain' : undefined;
  }
  if (hasPlainKey(pfx)) return 'plain';
  if (opensWith(pfx, '') === true || opensWith(pfx, undefined) === true) return 'no-password';
  return isOpenedByOne(pfx, guesses) ? 'password-beside' : undefined;
}

/** Whether the beginning of a file looks as if a key might be in it, so that it is worth reading. */
export function mayHoldKey(path: string, head: Buffer): boolean {
  if (/\.(?:pfx|p12|pem|key|pvk|ppk|der|p8)$/i.test(path)) return true;
  const text = head.toString('latin1');
  return text.includes('PRIVATE KEY-----') || text.startsWith('PuTTY-User-Key-File');
}

/** Longest text that is looked through for passwords, bytes, and most texts taken from it. */
export const longestNote = 64 * 1024;
const mostGuesses = 400;

/** Whether a file is a note in which somebody may have written a password. */
export function isNote(path: string): boolean {
  return /(?:^|\/)[^./]+$|\.(?:txt|md|csv|json|xml|ya?ml|ini|cfg|conf|ps1|cmd|bat|log|html?)$/i.test(
    path,
  );
}

/** Texts of a note that may be a password: lines, words, and what stands after a colon or an equals sign. */
export function guessesIn(text: string): string[] {
  const found = new Set<string>();
  const add = (guess: string): void => {
    const plain = guess.trim().replace(/^["'`]|["'`,;]+$/g, '');
    if (plain.length >= 1 && plain.length <= 128 && found.size < mostGuesses) found.add(plain);
  };
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    add(line);
    add(line.replace(/^[^:=]*[:=]/, ''));
    for (const word of line.split(/[\s,;:=]+/)) add(word);
  }
  return [...found];
}
