/** Bytes that do not follow the protocol; the connection is closed. */
export class WireError extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'WireError';
  }
}

/** What is sound TDS and not played here; the connection goes on. `message` is what it is about. */
export class NotSpokenError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'NotSpokenError';
  }
}

/** Grows as it is written; numbers little-endian unless the name says otherwise. */
export class ByteWriter {
  #buffer = Buffer.alloc(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  #room(bytes: number): number {
    const at = this.#length;
    if (at + bytes > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#buffer.length * 2, at + bytes));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    this.#length = at + bytes;
    return at;
  }

  u8(value: number): this {
    const at = this.#room(1);
    this.#buffer.writeUInt8(value & 0xff, at);
    return this;
  }

  u16(value: number): this {
    const at = this.#room(2);
    this.#buffer.writeUInt16LE(value, at);
    return this;
  }

  u16be(value: number): this {
    const at = this.#room(2);
    this.#buffer.writeUInt16BE(value, at);
    return this;
  }

  i16(value: number): this {
    const at = this.#room(2);
    this.#buffer.writeInt16LE(value, at);
    return this;
  }

  u32(value: number): this {
    const at = this.#room(4);
    this.#buffer.writeUInt32LE(value >>> 0, at);
    return this;
  }

  u32be(value: number): this {
    const at = this.#room(4);
    this.#buffer.writeUInt32BE(value >>> 0, at);
    return this;
  }

  i32(value: number): this {
    const at = this.#room(4);
    this.#buffer.writeInt32LE(value, at);
    return this;
  }

  i64(value: bigint): this {
    const at = this.#room(8);
    this.#buffer.writeBigInt64LE(BigInt.asIntN(64, value), at);
    return this;
  }

  u64(value: bigint): this {
    const at = this.#room(8);
    this.#buffer.writeBigUInt64LE(BigInt.asUintN(64, value), at);
    return this;
  }

  f32(value: number): this {
    const at = this.#room(4);
    this.#buffer.writeFloatLE(value, at);
    return this;
  }

  f64(value: number): this {
    const at = this.#room(8);
    this.#buffer.writeDoubleLE(value, at);
    return this;
  }

  /** `value`, which must be below 256^count, in `count` bytes. */
  uint(value: bigint, count: number): this {
    let rest = value;
    for (let n = 0; n < count; n++) {
      this.u8(Number(rest & 0xffn));
      rest >>= 8n;
    }
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#room(value.length);
    this.#buffer.set(value, at);
    return this;
  }

  ucs2(text: string): this {
    return this.bytes(Buffer.from(text, 'utf16le'));
  }

  /** B_VARCHAR: one byte of length in characters. */
  shortText(text: string): this {
    const cut = text.slice(0, 255);
    return this.u8(cut.length).ucs2(cut);
  }

  /** US_VARCHAR: two bytes of length in characters. */
  text(text: string): this {
    const cut = text.slice(0, 0xffff);
    return this.u16(cut.length).ucs2(cut);
  }

  /** A copy of what was written. */
  toBuffer(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }
}

/** Reads what `ByteWriter` writes; past the end it throws a `WireError`. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Buffer, from = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count < 0 || at + count > this.#end)
      throw new WireError('The message ends before its data.');
    this.#at = at + count;
    return at;
  }

  peek(): number | undefined {
    return this.left > 0 ? this.#bytes[this.#at] : undefined;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#take(2));
  }

  i16(): number {
    return this.#bytes.readInt16LE(this.#take(2));
  }

  u16be(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  i32(): number {
    return this.#bytes.readInt32LE(this.#take(4));
  }

  i64(): bigint {
    return this.#bytes.readBigInt64LE(this.#take(8));
  }

  u64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#take(8));
  }

  f32(): number {
    return this.#bytes.readFloatLE(this.#take(4));
  }

  f64(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  uint(count: number): bigint {
    let value = 0n;
    const at = this.#take(count);
    for (let n = count - 1; n >= 0; n--) value = (value << 8n) | BigInt(this.#bytes[at + n] ?? 0);
    return value;
  }

  /** A view, not a copy. */
  bytes(count: number): Buffer {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  skip(count: number): void {
    this.#take(count);
  }

  ucs2(characters: number): string {
    return this.bytes(characters * 2).toString('utf16le');
  }

  shortText(): string {
    return this.ucs2(this.u8());
  }

  text(): string {
    return this.ucs2(this.u16());
  }
}
