import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { childrenOf, numberOf, octetsOf, oidOf, type Der } from './der.ts';

const blockBytes: Readonly<Record<string, number>> = { sha384: 128, sha512: 128 };

function repeated(text: Buffer, block: number): Buffer {
  if (text.length === 0) return text;
  const length = Math.ceil(text.length / block) * block;
  return Buffer.alloc(length, text);
}

/** Adds two numbers of the same length, and one more, without the carry out of them. */
function addInto(target: Buffer, other: Buffer): void {
  let carry = 1;
  for (let i = target.length - 1; i >= 0; i--) {
    const sum = (target[i] ?? 0) + (other[i] ?? 0) + carry;
    target[i] = sum & 0xff;
    carry = sum >> 8;
  }
}

/** A password as PKCS #12 hashes it: UTF-16, big-endian, with its zero at the end. */
function bmp(password: string | undefined): Buffer {
  return password === undefined
    ? Buffer.alloc(0)
    : Buffer.from(`${password}\0`, 'utf16le').swap16();
}

/** The key derivation of PKCS #12 (RFC 7292, appendix B.2); `id` 1 key, 2 initial value, 3 MAC. */
export function pkcs12Key(
  hash: string,
  password: string | undefined,
  salt: Buffer,
  iterations: number,
  id: 1 | 2 | 3,
  length: number,
): Buffer {
  const block = blockBytes[hash] ?? 64;
  const state = Buffer.concat([repeated(salt, block), repeated(bmp(password), block)]);
  const diversifier = Buffer.alloc(block, id);
  const out: Buffer[] = [];
  let made = 0;
  while (made < length) {
    let digest = createHash(hash).update(diversifier).update(state).digest();
    for (let i = 1; i < iterations; i++) digest = createHash(hash).update(digest).digest();
    out.push(digest);
    made += digest.length;
    const add = repeated(digest, block).subarray(0, block);
    for (let at = 0; at < state.length; at += block) addInto(state.subarray(at, at + block), add);
  }
  return Buffer.concat(out).subarray(0, length);
}

const hmacOf: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const cipherOf: Readonly<Record<string, { readonly name: string; readonly key: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', key: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', key: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', key: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', key: 24 },
};

function decrypt(cipher: string, key: Buffer, iv: Buffer, data: Buffer): Buffer | undefined {
  try {
    const decipher = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    return undefined; // another password, or a cipher that this computer does not have
  }
}

function byPbes2(parameters: Der, password: string, data: Buffer): Buffer | undefined {
  const [derivation, scheme] = childrenOf(parameters) ?? [];
  const [, pbkdf2] = (derivation && childrenOf(derivation)) ?? [];
  const [name, iv] = (scheme && childrenOf(scheme)) ?? [];
  const [salt, iterations, ...rest] = (pbkdf2 && childrenOf(pbkdf2)) ?? [];
  if (!name || !iv || !salt || !iterations) return undefined;
  const cipher = cipherOf[oidOf(name)];
  const prf = rest.find(({ tag }) => tag === 0x30);
  const [hash] = (prf && childrenOf(prf)) ?? [];
  const hmac = hash === undefined ? 'sha1' : hmacOf[oidOf(hash)];
  if (cipher === undefined || hmac === undefined) return undefined;
  const turns = numberOf(iterations);
  if (turns < 1 || turns > 10_000_000) return undefined;
  const key = pbkdf2Sync(password, octetsOf(salt), turns, cipher.key, hmac);
  return decrypt(cipher.name, key, octetsOf(iv), data);
}

function byTripleDes(parameters: Der, password: string, data: Buffer): Buffer | undefined {
  const [salt, iterations] = childrenOf(parameters) ?? [];
  if (!salt || !iterations || numberOf(iterations) > 10_000_000) return undefined;
  const make = (id: 1 | 2, length: number): Buffer =>
    pkcs12Key('sha1', password, octetsOf(salt), numberOf(iterations), id, length);
  return decrypt('des-ede3-cbc', make(1, 24), make(2, 8), data);
}

/**
 * What a password-based encryption of PKCS #5 or #12 hides; `undefined` for another password, and for a
 * method that is not known here (RC2 with 40 bits, of old programs).
 */
export function decryptWith(algorithm: Der, password: string, data: Buffer): Buffer | undefined {
  const [name, parameters] = childrenOf(algorithm) ?? [];
  if (name === undefined || parameters === undefined) return undefined;
  switch (oidOf(name)) {
    case '1.2.840.113549.1.5.13':
      return byPbes2(parameters, password, data);
    case '1.2.840.113549.1.12.1.3':
      return byTripleDes(parameters, password, data);
    default:
      return undefined;
  }
}
