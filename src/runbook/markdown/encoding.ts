import {
  holdsNulBytes,
  looksLikeUtf16,
  notUtf8,
  type EncodingGuess,
} from '../../errors/runbook.ts';

/** What `decodeText` read. */
export interface DecodedText {
  readonly text: string;
  /** Whether the file began with a UTF-8 byte order mark, which is not in `text`. */
  readonly bom: boolean;
}

const byteOrderMark = '\uFEFF';

function wideEncoding(bytes: Uint8Array): EncodingGuess | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) {
    return third === 0 && fourth === 0 && bytes.length % 4 === 0
      ? { name: 'UTF-32 LE', byMark: true }
      : { name: 'UTF-16 LE', byMark: true };
  }
  if (first === 0xfe && second === 0xff) return { name: 'UTF-16 BE', byMark: true };
  return wideByPattern(bytes.subarray(0, 64 * 1024));
}

/** Western text in UTF-16 has a NUL in nearly every second byte. */
function wideByPattern(bytes: Uint8Array): EncodingGuess | undefined {
  const nuls = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = nuls;
  const half = bytes.length / 2;
  if (odd > half * 0.4 && even < half * 0.1) return { name: 'UTF-16 LE', byMark: false };
  if (even > half * 0.4 && odd < half * 0.1) return { name: 'UTF-16 BE', byMark: false };
  return undefined;
}

/** Bytes of the sequence that a first byte announces, and the least and greatest second byte. */
function sequence(first: number): readonly [length: number, low: number, high: number] {
  if (first < 0x80) return [1, 0, 0];
  if (first >= 0xc2 && first <= 0xdf) return [2, 0x80, 0xbf];
  if (first === 0xe0) return [3, 0xa0, 0xbf];
  if (first === 0xed) return [3, 0x80, 0x9f];
  if (first >= 0xe1 && first <= 0xef) return [3, 0x80, 0xbf];
  if (first === 0xf0) return [4, 0x90, 0xbf];
  if (first >= 0xf1 && first <= 0xf3) return [4, 0x80, 0xbf];
  if (first === 0xf4) return [4, 0x80, 0x8f];
  return [0, 0, 0];
}

/** Offset of the first byte that no UTF-8 text can have there; the length when all are fine. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const [length, low, high] = sequence(bytes[at] ?? 0);
    if (length === 0) return at;
    for (let more = 1; more < length; more++) {
      const byte = bytes[at + more];
      const [least, greatest] = more === 1 ? [low, high] : [0x80, 0xbf];
      if (byte === undefined || byte < least || byte > greatest) return at;
    }
    at += length;
  }
  return at;
}

/** 1-based line and column (in bytes) of a byte, and the line as Windows-1252 would read it. */
function placeOf(bytes: Uint8Array, at: number): { line: number; column: number; shown: string } {
  let line = 1;
  let start = 0;
  for (let i = 0; i < at; i++) {
    if (bytes[i] === 0x0a || (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a))
      [line, start] = [line + 1, i + 1];
  }
  let end = at;
  while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end++;
  const shown = new TextDecoder('windows-1252').decode(
    bytes.subarray(start, Math.min(end, start + 120)),
  );
  return { line, column: at - start + 1, shown };
}

/**
 * The text of a runbook file, exactly: encoding it again gives the same bytes. Throws a `Problem`
 * (usage) for what is not UTF-8, naming UTF-16 and ANSI where it looks like them, and for NUL bytes.
 */
export function decodeText(bytes: Uint8Array, file: string): DecodedText {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) throw looksLikeUtf16(file, wide);
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw holdsNulBytes(file, { offset: nul, ...placeOf(bytes, nul) });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    const at = firstInvalid(bytes);
    if (at === bytes.length) throw error;
    throw notUtf8(file, { byte: bytes[at] ?? 0, ...placeOf(bytes, at) });
  }
  const bom = text.startsWith(byteOrderMark);
  return { text: bom ? text.slice(1) : text, bom };
}

/** The bytes of a text, with a UTF-8 byte order mark or without. */
export function encodeText(decoded: DecodedText): Uint8Array {
  return new TextEncoder().encode(decoded.bom ? byteOrderMark + decoded.text : decoded.text);
}
