/** One element of a DER (or definite-length BER) encoding. */
export interface Der {
  /** Tag byte: class, constructed bit and number. */
  readonly tag: number;
  readonly content: Buffer;
  /** The whole element, header included. */
  readonly whole: Buffer;
}

/** Reads the element at the beginning of `bytes`; `undefined` for what is none, or is cut off. */
export function readDer(bytes: Buffer): Der | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let at = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || bytes.length < 2 + count) return undefined;
    length = bytes.readUIntBE(2, count);
    at += count;
  }
  if (at + length > bytes.length) return undefined;
  const content = bytes.subarray(at, at + length);
  return { tag, content, whole: bytes.subarray(0, at + length) };
}

/** The elements inside a constructed one; `undefined` where they do not fill it exactly. */
export function childrenOf({ content }: Pick<Der, 'content'>): Der[] | undefined {
  const found: Der[] = [];
  let rest = content;
  while (rest.length > 0) {
    const next = readDer(rest);
    if (next === undefined) return undefined;
    found.push(next);
    rest = rest.subarray(next.whole.length);
  }
  return found;
}

export const tags = { integer: 2, octets: 4, oid: 6, sequence: 0x30, set: 0x31 } as const;

/** An object identifier as numbers with dots. */
export function oidOf({ content }: Der): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}

/** Content of an octet string, also of one that is made of pieces or tagged for its context. */
export function octetsOf(element: Der): Buffer {
  if ((element.tag & 0x20) === 0) return element.content;
  return Buffer.concat((childrenOf(element) ?? []).map(octetsOf));
}

/** A whole number of at most six bytes. */
export function numberOf({ content }: Der): number {
  return content.length === 0 || content.length > 6 ? 0 : content.readUIntBE(0, content.length);
}
