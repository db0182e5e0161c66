import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

/** Key and certificate, both PEM. */
export interface SelfMadeCertificate {
  readonly key: string;
  readonly certificate: string;
}

const makeKeys = promisify(generateKeyPair);

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const sha256WithRsa = sequence(oid('2a864886f70d01010b'), der(0x05));
const commonName = oid('550403');

function name(text: string): Buffer {
  return sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text, 'utf8')))));
}

function generalizedTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/gu, '');
  return der(0x18, Buffer.from(text, 'latin1'));
}

/**
 * A certificate as SQL Server makes for itself at start when it was given none: self-signed RSA,
 * common name `SSL_Self_Signed_Fallback`, valid for 30 years.
 */
export async function makeCertificate(
  nowMs: number,
  subject = 'SSL_Self_Signed_Fallback',
): Promise<SelfMadeCertificate> {
  const { publicKey, privateKey } = await makeKeys('rsa', { modulusLength: 2048 });
  const serial = randomBytes(16);
  serial[0] = 0x01;
  const year = 365 * 24 * 3600 * 1000;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    sha256WithRsa,
    name(subject),
    sequence(generalizedTime(nowMs - 24 * 3600 * 1000), generalizedTime(nowMs + 30 * year)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = sequence(body, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replaceAll(/.{64}(?=.)/gu, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
