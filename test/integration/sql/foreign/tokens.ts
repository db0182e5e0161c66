/**
 * Tokens of MS-TDS written by hand, from the specification alone: what they say is not what the practice
 * server says, and nothing of it is shared with it.
 */

/** Versions as LOGINACK names them: SQL Server 2000, 2005, 2008, 2008 R2 and 2012. */
export const tdsVersions = {
  '7.1': 0x71000001,
  '7.2': 0x72090002,
  '7.3A': 0x730a0003,
  '7.3B': 0x730b0003,
  '7.4': 0x74000004,
} as const;
export type TdsVersion = keyof typeof tdsVersions;

export function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

/** Little-endian bytes of a whole number. */
export function whole(value: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

function wide(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function short(text: string): Buffer {
  return Buffer.concat([u8(text.length), wide(text)]);
}

function long(text: string): Buffer {
  return Buffer.concat([u16(text.length), wide(text)]);
}

function token(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u8(type), u16(body.length), body]);
}

export interface Said {
  readonly number: number;
  readonly text: string;
  readonly severity?: number;
  readonly state?: number;
  readonly line?: number;
  readonly procedure?: string;
}

/** INFO or ERROR, by severity. Before 7.2, lines have two bytes. */
export function message(said: Said, version: TdsVersion = '7.4'): Buffer {
  const { number, text, severity = 0, state = 1, line = 1, procedure = '' } = said;
  return token(
    severity > 10 ? 0xaa : 0xab,
    u32(number),
    u8(state, severity),
    long(text),
    short('FOREIGN'),
    short(procedure),
    version === '7.1' ? u16(line) : u32(line),
  );
}

export const doneBits = { more: 1, error: 2, count: 0x10, attention: 0x20, serverError: 0x100 };

/** Statements as DONE names them. */
const commands = { select: 0xc1, insert: 0xc3 };

/** DONE (0xFD) of a SELECT, DONEPROC (0xFE), or DONEINPROC (0xFF) of an INSERT. */
export function done(
  status: number,
  count = 0n,
  version: TdsVersion = '7.4',
  type: 0xfd | 0xfe | 0xff = 0xfd,
): Buffer {
  const rows = version === '7.1' ? u32(Number(count)) : u64(count);
  const command = type === 0xff ? commands.insert : commands.select;
  return Buffer.concat([u8(type), u16(status), u16(command), rows]);
}

/** ENVCHANGE of a type with two texts. */
export function environment(type: number, now: string, before: string): Buffer {
  return token(0xe3, u8(type), short(now), short(before));
}

/** ENVCHANGE of the collation: bytes, as the server sends them. */
export function collationChange(): Buffer {
  return token(0xe3, u8(7, 5), latin, u8(0));
}

export function loginAck(version: TdsVersion): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(tdsVersions[version]);
  return token(0xad, u8(1), number, short('Microsoft SQL Server'), u8(10, 50, 0x0f, 0xa1));
}

/** Latin1_General, code page 1252. */
const latin = u8(0x09, 0x04, 0xd0, 0x00, 0x34);

/** How a column is declared. */
export interface Column {
  readonly name: string;
  readonly type: Buffer;
  /** TEXT, NTEXT and IMAGE name the table that they are of. */
  readonly table?: string;
}

export const types = {
  integer: (length: 1 | 2 | 4 | 8) => u8(0x26, length),
  bit: () => u8(0x68, 1),
  money: (length: 4 | 8) => u8(0x6e, length),
  decimal: (precision: number, scale: number) => u8(0x6a, 17, precision, scale),
  numeric: (precision: number, scale: number) => u8(0x6c, 17, precision, scale),
  float: (length: 4 | 8) => u8(0x6d, length),
  datetime: (length: 4 | 8) => u8(0x6f, length),
  date: () => u8(0x28),
  time: (scale: number) => u8(0x29, scale),
  datetime2: (scale: number) => u8(0x2a, scale),
  datetimeoffset: (scale: number) => u8(0x2b, scale),
  guid: () => u8(0x24, 16),
  varbinary: (length: number) => Buffer.concat([u8(0xa5), u16(length)]),
  varchar: (length: number) => Buffer.concat([u8(0xa7), u16(length), latin]),
  char: (length: number) => Buffer.concat([u8(0xaf), u16(length), latin]),
  nvarchar: (length: number) => Buffer.concat([u8(0xe7), u16(length), latin]),
  xml: () => u8(0xf1, 0),
  udt: (name: string) =>
    Buffer.concat([u8(0xf0), u16(0xffff), short('master'), short('sys'), short(name), long('x')]),
  variant: () => Buffer.concat([u8(0x62), u32(8009)]),
  text: () => Buffer.concat([u8(0x23), u32(0x7fffffff), latin]),
  ntext: () => Buffer.concat([u8(0x63), u32(0x7ffffffe), latin]),
  image: () => Buffer.concat([u8(0x22), u32(0x7fffffff)]),
} as const;

/** Length that says "in pieces" (PLP). */
export const max = 0xffff;

export function columns(list: readonly Column[], version: TdsVersion = '7.4'): Buffer {
  const parts = list.map(({ name, type, table }) => {
    const owner = table === undefined ? [] : [...(version === '7.1' ? [] : [u8(1)]), long(table)];
    const user = version === '7.1' ? u16(0) : u32(0);
    return Buffer.concat([user, u16(9), type, ...owner, short(name)]);
  });
  return Buffer.concat([u8(0x81), u16(list.length), ...parts]);
}

/** A value with one byte of length before it; NULL is length 0. */
export function sized(bytes: Buffer | null): Buffer {
  return bytes === null ? u8(0) : Buffer.concat([u8(bytes.length), bytes]);
}

/** A value with two bytes of length before it. */
export function counted(bytes: Buffer | null): Buffer {
  return bytes === null ? u16(0xffff) : Buffer.concat([u16(bytes.length), bytes]);
}

/** A value in pieces; without `total` its length is not known before. */
export function pieces(parts: readonly Buffer[] | null, total?: bigint): Buffer {
  if (parts === null) return u64(0xffffffffffffffffn);
  return Buffer.concat([
    u64(total ?? 0xfffffffffffffffen),
    ...parts.flatMap(part => [u32(part.length), part]),
    u32(0),
  ]);
}

/** A `sql_variant`: base type, its properties, its bytes. */
export function variant(base: number, properties: Buffer, bytes: Buffer): Buffer {
  return Buffer.concat([
    u32(2 + properties.length + bytes.length),
    u8(base, properties.length),
    properties,
    bytes,
  ]);
}

/** TEXT, NTEXT and IMAGE: pointer, time stamp, length, bytes. */
export function pointed(bytes: Buffer | null): Buffer {
  if (bytes === null) return u8(0);
  return Buffer.concat([u8(16), Buffer.alloc(24, 1), u32(bytes.length), bytes]);
}

/** Sign and magnitude of a decimal of 17 bytes. */
export function decimal(units: bigint): Buffer {
  return Buffer.concat([u8(units < 0n ? 0 : 1), whole(units < 0n ? -units : units, 16)]);
}

export { latin, wide };

export function row(...values: readonly Buffer[]): Buffer {
  return Buffer.concat([u8(0xd1), ...values]);
}

/** A row whose NULLs are bits (7.3B and later). */
export function bitmapRow(...values: readonly (Buffer | null)[]): Buffer {
  const bits = Buffer.alloc(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries())
    if (value === null) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  return Buffer.concat([u8(0xd2), bits, ...values.filter(value => value !== null)]);
}
