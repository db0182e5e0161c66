import { encode1252, guidBytes } from '../values/binary.ts';
import { decimalNumber, rescale } from '../values/decimal.ts';
import { days1900, roundMoment, ticksPerDay } from '../values/moment.ts';
import {
  isDecimal,
  isGuid,
  isMomentValue,
  isUnicode,
  isVariant,
  maxLength,
  type Decimal,
  type Moment,
  type SqlType,
  type SqlValue,
  type Variant,
} from '../values/types.ts';
import { ByteWriter, WireError } from './bytes.ts';
import { collation, decimalBytes, timeBytes, token } from './type-info.ts';

const chunkLength = 8000;

function wrong(type: SqlType): WireError {
  return new WireError(`A value does not have its column's type ${type.name}.`);
}

function decimalOf(value: SqlValue, type: SqlType): Decimal {
  if (isDecimal(value)) return rescale(value, type.scale);
  if (typeof value === 'bigint')
    return rescale({ kind: 'decimal', unscaled: value, scale: 0 }, type.scale);
  throw wrong(type);
}

function bytesOf(value: SqlValue, type: SqlType): Buffer {
  if (typeof value === 'string')
    return isUnicode(type) ? Buffer.from(value, 'utf16le') : encode1252(value);
  if (value instanceof Uint8Array) return Buffer.from(value);
  throw wrong(type);
}

function padded(bytes: Buffer, type: SqlType): Buffer {
  if (!['char', 'nchar', 'binary'].includes(type.name)) return bytes;
  const size = type.length * (type.name === 'nchar' ? 2 : 1);
  if (bytes.length >= size) return bytes.subarray(0, size);
  const fill = type.name === 'binary' ? '\0' : ' ';
  const rest = Buffer.alloc(
    size - bytes.length,
    fill,
    type.name === 'nchar' ? 'utf16le' : 'latin1',
  );
  return Buffer.concat([bytes, rest]);
}

function writeBytes(writer: ByteWriter, bytes: Buffer, type: SqlType): void {
  if (type.length !== maxLength) {
    const whole = padded(bytes, type);
    writer.u16(whole.length).bytes(whole);
    return;
  }
  writer.u64(BigInt(bytes.length));
  for (let at = 0; at < bytes.length; at += chunkLength) {
    const chunk = bytes.subarray(at, at + chunkLength);
    writer.u32(chunk.length).bytes(chunk);
  }
  writer.u32(0);
}

const textPointer = Buffer.alloc(16, 0x70);
const textTimestamp = Buffer.alloc(8, 0x70);

/** A value of `text`, `ntext` or `image`: a pointer and a time stamp that mean nothing, then the bytes. */
export function writeLongText(writer: ByteWriter, value: SqlValue, type: SqlType): void {
  if (value === null) {
    writer.u8(0);
    return;
  }
  const bytes = bytesOf(value, type);
  writer.u8(textPointer.length).bytes(textPointer).bytes(textTimestamp).i32(bytes.length);
  writer.bytes(bytes);
}

function writeMoney(writer: ByteWriter, value: Decimal, type: SqlType): void {
  const units = BigInt.asIntN(64, value.unscaled);
  if (type.name === 'smallmoney') writer.u8(4).i32(Number(units));
  else
    writer
      .u8(8)
      .i32(Number(units >> 32n))
      .u32(Number(units & 0xffffffffn));
}

function writeMoment(writer: ByteWriter, moment: Moment, type: SqlType): void {
  const rounded = roundMoment(moment, type);
  const days = rounded.ticks / ticksPerDay;
  const time = rounded.ticks % ticksPerDay;
  const clock = timeBytes(type.scale);
  const units = time / 10n ** BigInt(7 - Math.min(type.scale, 7));
  switch (type.name) {
    case 'date':
      writer.u8(3).uint(days, 3);
      return;
    case 'datetime':
      writer
        .u8(8)
        .i32(Number(days - days1900))
        .u32(Number((time * 3n + 50_000n) / 100_000n));
      return;
    case 'smalldatetime':
      writer
        .u8(4)
        .u16(Number(days - days1900))
        .u16(Number(time / 600_000_000n));
      return;
    case 'time':
      writer.u8(clock).uint(units, clock);
      return;
    case 'datetime2':
      writer
        .u8(clock + 3)
        .uint(units, clock)
        .uint(days, 3);
      return;
    default:
      writer
        .u8(clock + 5)
        .uint(units, clock)
        .uint(days, 3)
        .i16(moment.offset ?? 0);
  }
}

function writeVariant(writer: ByteWriter, value: Variant): void {
  const body = new ByteWriter();
  const { type } = value;
  if (typeof value.value === 'bigint') {
    if (type.name === 'bigint') body.u8(token.int8).u8(0).i64(value.value);
    else body.u8(token.int4).u8(0).i32(Number(value.value));
  } else if (typeof value.value === 'boolean') {
    body
      .u8(token.bit)
      .u8(0)
      .u8(value.value ? 1 : 0);
  } else if (isMomentValue(value.value)) {
    const inner = new ByteWriter();
    writeMoment(inner, value.value, { ...type, name: 'datetime' });
    body.u8(token.datetime).u8(0).bytes(inner.toBuffer().subarray(1));
  } else if (isGuid(value.value)) {
    body.u8(token.guid).u8(0).bytes(guidBytes(value.value));
  } else {
    const text = Buffer.from(typeof value.value === 'string' ? value.value : '', 'utf16le');
    body.u8(token.nvarchar).u8(7).bytes(collation).u16(8000).bytes(text);
  }
  writer.u32(body.length).bytes(body.toBuffer());
}

function writeNull(writer: ByteWriter, type: SqlType): void {
  const large = ['nvarchar', 'nchar', 'varchar', 'char', 'varbinary', 'binary'];
  if (type.name === 'sql_variant') writer.u32(0);
  else if (!large.includes(type.name)) writer.u8(0);
  else if (type.length === maxLength) writer.u64(0xffffffffffffffffn);
  else writer.u16(0xffff);
}

function writeInteger(writer: ByteWriter, value: bigint, type: SqlType): void {
  if (type.name === 'tinyint') writer.u8(1).u8(Number(value));
  else if (type.name === 'smallint') writer.u8(2).i16(Number(value));
  else if (type.name === 'int') writer.u8(4).i32(Number(value));
  else writer.u8(8).i64(value);
}

function writeDecimal(writer: ByteWriter, value: Decimal, type: SqlType): void {
  const size = decimalBytes(type.precision);
  const magnitude = value.unscaled < 0n ? -value.unscaled : value.unscaled;
  writer.u8(size + 1).u8(value.unscaled < 0n ? 0 : 1);
  writer.uint(magnitude, size);
}

/** TYPE_VARBYTE of a value whose TYPE_INFO was sent; throws a `WireError` for another type's value. */
export function writeValue(writer: ByteWriter, value: SqlValue, type: SqlType): void {
  if (value === null) {
    writeNull(writer, type);
    return;
  }
  switch (type.name) {
    case 'bit':
      writer.u8(1).u8(value === true || value === 1n ? 1 : 0);
      return;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      if (typeof value !== 'bigint') throw wrong(type);
      writeInteger(writer, value, type);
      return;
    case 'real':
    case 'float': {
      const number = isDecimal(value) ? decimalNumber(value) : value;
      if (typeof number !== 'number') throw wrong(type);
      if (type.name === 'real') writer.u8(4).f32(number);
      else writer.u8(8).f64(number);
      return;
    }
    case 'decimal':
    case 'numeric':
      writeDecimal(writer, decimalOf(value, type), type);
      return;
    case 'money':
    case 'smallmoney':
      writeMoney(writer, decimalOf(value, { ...type, scale: 4 }), type);
      return;
    case 'uniqueidentifier':
      if (!isGuid(value)) throw wrong(type);
      writer.u8(16).bytes(guidBytes(value));
      return;
    case 'date':
    case 'time':
    case 'smalldatetime':
    case 'datetime':
    case 'datetime2':
    case 'datetimeoffset':
      if (!isMomentValue(value)) throw wrong(type);
      writeMoment(writer, value, type);
      return;
    case 'sql_variant':
      if (!isVariant(value)) throw wrong(type);
      writeVariant(writer, value);
      return;
    default:
      writeBytes(writer, bytesOf(value, type), type);
  }
}
