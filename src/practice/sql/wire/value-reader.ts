import { decode1252, decodeUtf16, guidFromBytes } from '../values/binary.ts';
import { days1900, ticksPerDay } from '../values/moment.ts';
import {
  datetime2Type,
  datetimeType,
  dateType,
  decimalType,
  guidType,
  isBinary,
  isText,
  isUnicode,
  isVariant,
  nvarchar,
  varbinary,
  varchar,
  type Moment,
  type SqlType,
  type SqlValue,
} from '../values/types.ts';
import { ByteReader, WireError } from './bytes.ts';
import { readTypeInfo, token, type WireType } from './type-info.ts';

function fromBytes(bytes: Buffer, type: SqlType): SqlValue {
  if (isBinary(type)) return Buffer.from(bytes);
  return isUnicode(type) ? decodeUtf16(bytes) : decode1252(bytes);
}

const plpNull = 0xffffffffffffffffn;

function partiallyPrefixed(reader: ByteReader, type: SqlType): SqlValue {
  if (reader.u64() === plpNull) return null;
  const chunks: Buffer[] = [];
  for (;;) {
    const length = reader.u32();
    if (length === 0) return fromBytes(Buffer.concat(chunks), type);
    chunks.push(reader.bytes(length));
  }
}

function integer(body: ByteReader, size: number): bigint {
  if (size === 1) return BigInt(body.u8());
  if (size === 2) return BigInt(body.i16());
  return size === 4 ? BigInt(body.i32()) : body.i64();
}

function moment(body: ByteReader, type: SqlType, size: number): Moment {
  if (type.name === 'smalldatetime') {
    const days = BigInt(body.u16()) + days1900;
    return { kind: 'moment', ticks: days * ticksPerDay + BigInt(body.u16()) * 600_000_000n };
  }
  if (type.name === 'datetime') {
    const days = BigInt(body.i32()) + days1900;
    const time = (BigInt(body.u32()) * 100_000n + 1n) / 3n;
    return { kind: 'moment', ticks: days * ticksPerDay + time };
  }
  const unit = 10n ** BigInt(7 - Math.min(7, type.scale));
  const tail = type.name === 'datetimeoffset' ? 5 : type.name === 'datetime2' ? 3 : 0;
  const time = type.name === 'date' ? 0n : body.uint(size - tail) * unit;
  const days = type.name === 'time' ? 0n : body.uint(3);
  const ticks = days * ticksPerDay + time;
  if (type.name !== 'datetimeoffset') return { kind: 'moment', ticks };
  return { kind: 'moment', ticks, offset: body.i16() };
}

function scalar(bytes: Buffer, type: SqlType): SqlValue {
  const body = new ByteReader(bytes);
  const size = bytes.length;
  switch (type.name) {
    case 'bit':
      return body.u8() !== 0;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return integer(body, size);
    case 'real':
    case 'float':
      return size === 4 ? body.f32() : body.f64();
    case 'decimal':
    case 'numeric': {
      const positive = body.u8() === 1;
      const magnitude = body.uint(size - 1);
      return { kind: 'decimal', unscaled: positive ? magnitude : -magnitude, scale: type.scale };
    }
    case 'money':
    case 'smallmoney': {
      const unscaled =
        size === 4 ? BigInt(body.i32()) : (BigInt(body.i32()) << 32n) | BigInt(body.u32());
      return { kind: 'decimal', unscaled, scale: 4 };
    }
    case 'uniqueidentifier':
      return guidFromBytes(body.bytes(16));
    case 'date':
    case 'time':
    case 'smalldatetime':
    case 'datetime':
    case 'datetime2':
    case 'datetimeoffset':
      return moment(body, type, size);
    default:
      throw new WireError(`A parameter of type ${type.name} is not known here.`);
  }
}

function longText(reader: ByteReader, wire: WireType): SqlValue {
  const length = reader.i32();
  return length < 0 ? null : fromBytes(reader.bytes(length), wire.type);
}

/** A sql_variant: its base type, properties of that, and the bytes (MS-TDS 2.2.5.5.4). */
function variant(reader: ByteReader): SqlValue {
  const length = reader.u32();
  if (length === 0) return null;
  const body = new ByteReader(reader.bytes(length));
  const code = body.u8();
  const properties = body.bytes(body.u8());
  const value = body.bytes(body.left);
  // With its properties in their places, what precedes the value is its TYPE_INFO.
  const type = variantType(code, properties);
  const inner = isText(type) || isBinary(type) ? fromBytes(value, type) : scalar(value, type);
  if (inner === null || isVariant(inner)) throw new WireError('A sql_variant holds no value.');
  return { kind: 'variant', type, value: inner };
}

function variantType(code: number, properties: Buffer): SqlType {
  const [first = 0, second = 0] = properties;
  switch (code) {
    case token.decimalN:
    case token.numericN:
      return decimalType(first, second);
    case token.time:
      return { ...datetimeType, name: 'time', scale: first };
    case token.datetime2:
      return datetime2Type(first);
    case token.datetimeOffset:
      return { ...datetimeType, name: 'datetimeoffset', scale: first };
    case token.date:
      return dateType;
    case token.guid:
      return guidType;
    case token.nvarchar:
    case token.nchar:
      return nvarchar(4000);
    case token.varchar:
    case token.char:
      return varchar(8000);
    case token.varbinary:
    case token.binary:
      return varbinary(8000);
    default:
      return readTypeInfo(new ByteReader(Buffer.from([code]))).type;
  }
}

/** The value of an RPC parameter, after its TYPE_INFO. */
export function readValue(reader: ByteReader, wire: WireType): SqlValue {
  const { code, type } = wire;
  if (code === token.text || code === token.ntext || code === token.image)
    return longText(reader, wire);
  if (code >= 0xa0) {
    if (wire.size === 0xffff) return partiallyPrefixed(reader, type);
    const length = reader.u16();
    return length === 0xffff ? null : fromBytes(reader.bytes(length), type);
  }
  if (code === token.variant) return variant(reader);
  if (code === token.null) return null;
  // Fixed-length types have no length before the value; only intN and its kin do.
  const fixedCodes = [0x30, 0x32, 0x34, 0x38, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x7a, 0x7f];
  const length = fixedCodes.includes(code) ? wire.size : reader.u8();
  return length === 0 ? null : scalar(reader.bytes(length), type);
}
