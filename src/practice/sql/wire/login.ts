import { ByteReader, WireError } from './bytes.ts';

/** LOGIN7 as it matters here (MS-TDS 2.2.6.4). The password is clear text: keep it out of any log. */
export interface Login7 {
  readonly tdsVersion: number;
  readonly packetSize: number;
  readonly clientPid: number;
  readonly hostName: string;
  readonly userName: string;
  readonly password: string;
  readonly newPassword: string;
  readonly appName: string;
  readonly serverName: string;
  readonly libraryName: string;
  readonly language: string;
  readonly database: string;
  /** Windows authentication was asked for. */
  readonly integrated: boolean;
}

/** Each byte of a password on the wire is nibble-swapped, then XORed with 0xA5. */
function clearPassword(scrambled: Buffer): string {
  const clear = Buffer.alloc(scrambled.length);
  for (const [n, byte] of scrambled.entries()) {
    const plain = byte ^ 0xa5;
    clear[n] = ((plain << 4) | (plain >> 4)) & 0xff;
  }
  return clear.toString('utf16le');
}

const variableStart = 36;
const firstWithNewPassword = 0x72090002;

function field(payload: Buffer, index: number): Buffer {
  // After the fifth field comes the extension's pair; after the ninth the client's 6-byte address.
  const at = variableStart + index * 4 + (index >= 9 ? 6 : 0);
  const reader = new ByteReader(payload, at);
  const offset = reader.u16();
  const characters = reader.u16();
  return new ByteReader(payload, Math.min(offset, payload.length)).bytes(characters * 2);
}

/** Throws a `WireError` for what is no LOGIN7. */
export function parseLogin7(payload: Buffer): Login7 {
  const reader = new ByteReader(payload);
  if (reader.u32() > payload.length) throw new WireError('LOGIN7 is shorter than it says.');
  const tdsVersion = reader.u32();
  const packetSize = reader.u32();
  reader.skip(4);
  const clientPid = reader.u32();
  reader.skip(5);
  const flags2 = reader.u8();
  const text = (index: number): string => field(payload, index).toString('utf16le');
  return {
    tdsVersion,
    packetSize,
    clientPid,
    hostName: text(0),
    userName: text(1),
    password: clearPassword(field(payload, 2)),
    appName: text(3),
    serverName: text(4),
    libraryName: text(6),
    language: text(7),
    database: text(8),
    // Before TDS 7.2 there is no such field: its place is taken by the texts.
    newPassword: tdsVersion >= firstWithNewPassword ? clearPassword(field(payload, 11)) : '',
    integrated: (flags2 & 0x80) !== 0,
  };
}
