import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** Ending of a file that was encrypted when its set was sealed. */
export const encryptedEnding = '.encrypted';

const magic = 'RECOVERY-RUNBOOKS-ENCRYPTED/1';
const cost = { N: 131_072, r: 8, p: 1 } as const;
const tagBytes = 16;

/** What the header of an encrypted file says; it is authenticated with the content. */
interface Header {
  readonly cipher: 'aes-256-gcm';
  readonly kdf: 'scrypt';
  readonly N: number;
  readonly r: number;
  readonly p: number;
  /** Base64. */
  readonly salt: string;
  readonly nonce: string;
}

function keyOf(password: string, header: Header): Promise<Buffer> {
  const { N, r, p, salt } = header;
  const maxmem = 256 * N * r;
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(password.normalize('NFC'), 'utf8');
    scrypt(bytes, Buffer.from(salt, 'base64'), 32, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/**
 * Encrypts a small file with a password: two lines of text (format and header), then AES-256-GCM with a
 * key from scrypt (N 131072, r 8, p 1), the 16 bytes of its tag last. Salt and nonce are new each time.
 */
export async function encryptWithPassword(content: Uint8Array, password: string): Promise<Buffer> {
  const header: Header = {
    cipher: 'aes-256-gcm',
    kdf: 'scrypt',
    ...cost,
    salt: randomBytes(16).toString('base64'),
    nonce: randomBytes(12).toString('base64'),
  };
  const head = Buffer.from(`${magic}\n${JSON.stringify(header)}\n`, 'utf8');
  const key = await keyOf(password, header);
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(header.nonce, 'base64'));
  cipher.setAAD(head);
  return Buffer.concat([head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function headerOf(line: string): Header | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const get = (key: string): unknown => Reflect.get(Object(value), key);
  const [N, r, p, salt, nonce] = [get('N'), get('r'), get('p'), get('salt'), get('nonce')];
  if (get('cipher') !== 'aes-256-gcm' || get('kdf') !== 'scrypt') return undefined;
  if (typeof N !== 'number' || typeof r !== 'number' || typeof p !== 'number') return undefined;
  // a header from elsewhere must not make this computer work for hours, nor fill its memory
  if (N < 2 || N > 1_048_576 || !Number.isInteger(Math.log2(N)) || r !== 8 || p !== 1) {
    return undefined;
  }
  if (typeof salt !== 'string' || typeof nonce !== 'string') return undefined;
  return { cipher: 'aes-256-gcm', kdf: 'scrypt', N, r, p, salt, nonce };
}

/** Why an encrypted file was not opened: it is none, or password or bytes are not the right ones. */
export type DecryptFault = 'not-encrypted' | 'wrong-password-or-damaged';

/** The content of an encrypted file, or why it cannot be had. */
export async function decryptWithPassword(
  bytes: Buffer,
  password: string,
): Promise<{ readonly content: Buffer } | { readonly fault: DecryptFault }> {
  const first = bytes.indexOf(0x0a);
  const second = bytes.indexOf(0x0a, first + 1);
  const isOurs = first === magic.length && bytes.subarray(0, first).toString('latin1') === magic;
  if (!isOurs || second < 0 || second > 1000) return { fault: 'not-encrypted' };
  const header = headerOf(bytes.subarray(first + 1, second).toString('utf8'));
  const body = bytes.subarray(second + 1);
  if (header === undefined || body.length < tagBytes) return { fault: 'not-encrypted' };
  const key = await keyOf(password, header);
  try {
    const nonce = Buffer.from(header.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(bytes.subarray(0, second + 1));
    decipher.setAuthTag(body.subarray(body.length - tagBytes));
    const hidden = body.subarray(0, body.length - tagBytes);
    return { content: Buffer.concat([decipher.update(hidden), decipher.final()]) };
  } catch {
    return { fault: 'wrong-password-or-damaged' };
  }
}
