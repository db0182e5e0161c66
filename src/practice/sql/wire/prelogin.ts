import { ByteReader, ByteWriter, WireError } from './bytes.ts';

/** Values of the ENCRYPTION option (MS-TDS 2.2.6.5). */
export const encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const;

/** What the server does about encryption. `login-only`: as an unforced SQL Server does. */
export type EncryptionPolicy = 'supported' | 'required' | 'not-supported';

export interface PreloginRequest {
  readonly encryption: number;
  readonly instance: string;
  readonly mars: boolean;
}

export interface PreloginAnswer {
  readonly version: readonly [major: number, minor: number, build: number];
  readonly encryption: number;
  /** False when the client asked for another instance than this one. */
  readonly instanceMatches: boolean;
}

const option = { version: 0, encryption: 1, instance: 2, thread: 3, mars: 4, end: 0xff } as const;

/** Throws a `WireError` for what is no PRELOGIN. */
export function parsePrelogin(payload: Buffer): PreloginRequest {
  const reader = new ByteReader(payload);
  const found = new Map<number, Buffer>();
  for (;;) {
    const token = reader.u8();
    if (token === option.end) break;
    const offset = reader.u16be();
    const length = reader.u16be();
    if (offset + length > payload.length)
      throw new WireError('A PRELOGIN option lies outside of it.');
    found.set(token, payload.subarray(offset, offset + length));
  }
  if (!found.has(option.version)) throw new WireError('PRELOGIN without a version.');
  const name = found.get(option.instance)?.toString('latin1') ?? '';
  return {
    encryption: found.get(option.encryption)?.[0] ?? encryption.notSupported,
    instance: name.split('\0')[0] ?? '',
    mars: found.get(option.mars)?.[0] === 1,
  };
}

/**
 * What the server answers to the client's wish, and how far TLS then goes: `login` ends after LOGIN7,
 * `all` covers the connection, `none` is clear text.
 */
export function negotiateEncryption(
  client: number,
  policy: EncryptionPolicy,
): { readonly answer: number; readonly tls: 'none' | 'login' | 'all' } {
  const wish = client & 0x7f;
  if (policy === 'not-supported') return { answer: encryption.notSupported, tls: 'none' };
  if (wish === encryption.on || wish === encryption.required)
    return { answer: encryption.on, tls: 'all' };
  if (policy === 'required') return { answer: encryption.required, tls: 'all' };
  if (wish === encryption.off) return { answer: encryption.off, tls: 'login' };
  return { answer: encryption.notSupported, tls: 'none' };
}

/** MARS is always answered "no". */
export function buildPrelogin(answer: PreloginAnswer): Buffer {
  const [major, minor, build] = answer.version;
  const version = new ByteWriter().u8(major).u8(minor).u16be(build).u16be(0).toBuffer();
  const options: [number, Buffer][] = [
    [option.version, version],
    [option.encryption, Buffer.from([answer.encryption])],
    [option.instance, Buffer.from([answer.instanceMatches ? 0 : 1])],
    [option.thread, Buffer.alloc(0)],
    [option.mars, Buffer.from([0])],
  ];
  const table = new ByteWriter();
  let offset = options.length * 5 + 1;
  for (const [token, data] of options) {
    table.u8(token).u16be(offset).u16be(data.length);
    offset += data.length;
  }
  table.u8(option.end);
  for (const [, data] of options) table.bytes(data);
  return table.toBuffer();
}
