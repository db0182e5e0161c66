import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signs checkpoints. The private part never leaves it. */
export interface SigningKey {
  /** Base64 of the 32 raw bytes. */
  readonly publicKey: string;
  readonly fingerprint: string;
  /** Base64 of the 64-byte Ed25519 signature over the text's UTF-8 bytes. */
  sign(text: string): string;
  /** The same, off the main thread. */
  signSoon(text: string): Promise<string>;
}

/** A new private key, PKCS 8 DER. */
export function newPrivateKey(): Buffer {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
}

/** The key in PKCS 8 DER, ready to sign. Throws where the bytes are no Ed25519 key. */
export function signingKey(pkcs8: Buffer): SigningKey {
  const privateKey = createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' });
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const publicKey = spki.subarray(spkiPrefix.length).toString('base64');
  return {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64'),
    signSoon: text =>
      new Promise((resolve, reject) => {
        sign(null, Buffer.from(text), privateKey, (error, signature) => {
          if (error === null) resolve(signature.toString('base64'));
          else reject(error);
        });
      }),
  };
}

/** `SHA256:` and the unpadded base64 of the SHA-256 of the raw public key, as ssh prints keys. */
export function fingerprintOf(publicKey: string): string {
  const raw = Buffer.from(publicKey, 'base64');
  const digest = createHash('sha256').update(raw).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** Whether a text is the base64 of 32 bytes in its one right form. */
export function isPublicKey(text: string): boolean {
  const raw = Buffer.from(text, 'base64');
  return raw.length === 32 && raw.toString('base64') === text;
}

/** Checks signatures of one public key. */
export class SignatureCheck {
  readonly #key: KeyObject | undefined;

  constructor(publicKey: string) {
    if (!isPublicKey(publicKey)) return;
    const der = Buffer.concat([spkiPrefix, Buffer.from(publicKey, 'base64')]);
    this.#key = createPublicKey({ key: der, type: 'spki', format: 'der' });
  }

  /** Whether the signature (base64, in its one right form) is the key's over the text. */
  holds(text: string, signature: string): Promise<boolean> {
    const key = this.#key;
    const bytes = Buffer.from(signature, 'base64');
    if (key === undefined || bytes.length !== 64 || bytes.toString('base64') !== signature) {
      return Promise.resolve(false);
    }
    return new Promise((resolve, reject) => {
      verify(null, Buffer.from(text), key, bytes, (error, fits) => {
        if (error === null) resolve(fits);
        else reject(error);
      });
    });
  }
}
