import type { Guid } from './types.ts';

/** Windows-1252 of the bytes 0x80 to 0x9F; undefined ones map to themselves. */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const toByte = new Map(Array.from(upper, (character, n) => [character, 0x80 + n]));

/** varchar of the server's collation; what the code page lacks becomes `?`, as on SQL Server. */
export function encode1252(text: string): Buffer {
  const bytes = Buffer.alloc(text.length);
  for (let n = 0; n < text.length; n++) {
    const character = text.charAt(n);
    const code = text.charCodeAt(n);
    bytes[n] =
      toByte.get(character) ?? (code < 0x100 && !(code >= 0x80 && code < 0xa0) ? code : 63);
  }
  return bytes;
}

export function decode1252(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes)
    text += byte >= 0x80 && byte < 0xa0 ? upper.charAt(byte - 0x80) : String.fromCharCode(byte);
  return text;
}

/**
 * UTF-16 as text. Half a character at the end is left out: Node, asked for it at an odd address, writes
 * past its own memory.
 */
export function decodeUtf16(bytes: Uint8Array): string {
  const whole = bytes.byteLength - (bytes.byteLength % 2);
  return Buffer.from(bytes.buffer, bytes.byteOffset, whole).toString('utf16le');
}

const guidText = /^\s*\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?/iu;

export function parseGuid(text: string): Guid | undefined {
  const match = guidText.exec(text)?.[1];
  return match === undefined ? undefined : { kind: 'guid', text: match.toUpperCase() };
}

/** On the wire the first three groups are little-endian. */
function swapped(bytes: Uint8Array): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map(n => bytes[n] ?? 0));
}

export function guidBytes(guid: Guid): Buffer {
  return swapped(Buffer.from(guid.text.replaceAll('-', ''), 'hex'));
}

export function guidFromBytes(bytes: Uint8Array): Guid {
  const hex = swapped(bytes).toString('hex').toUpperCase();
  const text = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
  return { kind: 'guid', text };
}
