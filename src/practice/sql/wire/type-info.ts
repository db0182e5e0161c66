import {
  bigintType,
  bitType,
  dateType,
  datetimeType,
  decimalType,
  floatType,
  guidType,
  intType,
  maxLength,
  moneyType,
  nvarchar,
  smallintType,
  tinyintType,
  varbinary,
  varchar,
  variantType,
  type SqlType,
  type TypeName,
} from '../values/types.ts';
import { NotSpokenError, WireError, type ByteReader, type ByteWriter } from './bytes.ts';

/** Type tokens (MS-TDS 2.2.5.4). */
export const token = {
  null: 0x1f,
  image: 0x22,
  text: 0x23,
  guid: 0x24,
  intN: 0x26,
  date: 0x28,
  time: 0x29,
  datetime2: 0x2a,
  datetimeOffset: 0x2b,
  int1: 0x30,
  bit: 0x32,
  int2: 0x34,
  int4: 0x38,
  datetime4: 0x3a,
  float4: 0x3b,
  money: 0x3c,
  datetime: 0x3d,
  float8: 0x3e,
  variant: 0x62,
  ntext: 0x63,
  bitN: 0x68,
  decimalN: 0x6a,
  numericN: 0x6c,
  floatN: 0x6d,
  moneyN: 0x6e,
  datetimeN: 0x6f,
  money4: 0x7a,
  int8: 0x7f,
  varbinary: 0xa5,
  varchar: 0xa7,
  binary: 0xad,
  char: 0xaf,
  nvarchar: 0xe7,
  nchar: 0xef,
  udt: 0xf0,
  xml: 0xf1,
  table: 0xf3,
} as const;

/** SQL_Latin1_General_CP1_CI_AS. */
export const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

const integerBytes: Partial<Record<TypeName, number>> = {
  tinyint: 1,
  smallint: 2,
  int: 4,
  bigint: 8,
};

/** Bytes of a decimal's magnitude, by precision. */
export function decimalBytes(precision: number): number {
  if (precision <= 9) return 4;
  if (precision <= 19) return 8;
  return precision <= 28 ? 12 : 16;
}

/** Bytes of a time of day, by fractional digits. */
export function timeBytes(scale: number): number {
  if (scale <= 2) return 3;
  return scale <= 4 ? 4 : 5;
}

function sized(writer: ByteWriter, code: number, type: SqlType, unit: number): ByteWriter {
  const size = type.length === maxLength ? 0xffff : Math.max(1, type.length) * unit;
  return writer.u8(code).u16(size);
}

/** TYPE_INFO of a column or return value; every type is sent in its nullable form. */
export function writeTypeInfo(writer: ByteWriter, type: SqlType): void {
  switch (type.name) {
    case 'bit':
      writer.u8(token.bitN).u8(1);
      return;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      writer.u8(token.intN).u8(integerBytes[type.name] ?? 4);
      return;
    case 'real':
    case 'float':
      writer.u8(token.floatN).u8(type.name === 'real' ? 4 : 8);
      return;
    case 'money':
    case 'smallmoney':
      writer.u8(token.moneyN).u8(type.name === 'money' ? 8 : 4);
      return;
    case 'decimal':
    case 'numeric':
      writer.u8(type.name === 'decimal' ? token.decimalN : token.numericN);
      writer.u8(decimalBytes(type.precision) + 1);
      writer.u8(type.precision).u8(type.scale);
      return;
    case 'uniqueidentifier':
      writer.u8(token.guid).u8(16);
      return;
    case 'datetime':
    case 'smalldatetime':
      writer.u8(token.datetimeN).u8(type.name === 'datetime' ? 8 : 4);
      return;
    case 'date':
      writer.u8(token.date);
      return;
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      writer
        .u8(
          type.name === 'time'
            ? token.time
            : type.name === 'datetime2'
              ? token.datetime2
              : token.datetimeOffset,
        )
        .u8(type.scale);
      return;
    case 'nvarchar':
    case 'nchar':
      sized(writer, type.name === 'nchar' ? token.nchar : token.nvarchar, type, 2).bytes(collation);
      return;
    case 'varchar':
    case 'char':
      sized(writer, type.name === 'char' ? token.char : token.varchar, type, 1).bytes(collation);
      return;
    case 'varbinary':
    case 'binary':
      sized(writer, type.name === 'binary' ? token.binary : token.varbinary, type, 1);
      return;
    case 'sql_variant':
      writer.u8(token.variant).u32(8009);
  }
}

/** TYPE_INFO of a column of `text`, `ntext` or `image` before TDS 7.2; its table has no name here. */
export function writeLongTextInfo(writer: ByteWriter, code: number): void {
  writer.u8(code).u32(code === token.ntext ? 0x7ffffffe : 0x7fffffff);
  if (code !== token.image) writer.bytes(collation);
  writer.u16(0);
}

/** Types that have a token of their own where NULL cannot be; their values then have no length. */
const fixedTokens: Partial<Record<TypeName, number>> = {
  bit: token.bit,
  tinyint: token.int1,
  smallint: token.int2,
  int: token.int4,
  bigint: token.int8,
  real: token.float4,
  float: token.float8,
  money: token.money,
  smallmoney: token.money4,
  datetime: token.datetime,
  smalldatetime: token.datetime4,
};

/** The token of a NOT NULL column; undefined for types that always have a length. */
export function fixedToken(type: SqlType): number | undefined {
  return fixedTokens[type.name];
}

/** A type as a client named it: ours, and how the value is laid out. */
export interface WireType {
  readonly code: number;
  readonly type: SqlType;
  /** Bytes a value may have; 0xFFFF means partially length-prefixed. */
  readonly size: number;
}

const fixed: ReadonlyMap<number, readonly [type: SqlType, size: number]> = new Map([
  [token.int1, [tinyintType, 1]],
  [token.bit, [bitType, 1]],
  [token.int2, [smallintType, 2]],
  [token.int4, [intType, 4]],
  [token.int8, [bigintType, 8]],
  [token.float4, [{ ...floatType, name: 'real' }, 4]],
  [token.float8, [floatType, 8]],
  [token.money4, [{ ...moneyType, name: 'smallmoney' }, 4]],
  [token.money, [moneyType, 8]],
  [token.datetime4, [{ ...datetimeType, name: 'smalldatetime' }, 4]],
  [token.datetime, [datetimeType, 8]],
  [token.null, [intType, 0]],
]);

function integerOf(size: number): SqlType {
  if (size === 1) return tinyintType;
  if (size === 2) return smallintType;
  return size === 4 ? intType : bigintType;
}

function textType(reader: ByteReader, code: number): WireType {
  const size = reader.u16();
  const binary = code === token.varbinary || code === token.binary;
  if (!binary) reader.skip(collation.length);
  const unicode = code === token.nvarchar || code === token.nchar;
  const length = size === 0xffff ? maxLength : unicode ? size / 2 : size;
  const type = binary ? varbinary(length) : unicode ? nvarchar(length) : varchar(length);
  const name: TypeName | undefined =
    code === token.nchar
      ? 'nchar'
      : code === token.char
        ? 'char'
        : code === token.binary
          ? 'binary'
          : undefined;
  return { code, size, type: name === undefined ? type : { ...type, name } };
}

/** xml is taken as the text that it is. */
function xmlType(reader: ByteReader): WireType {
  if (reader.u8() !== 0) {
    reader.shortText();
    reader.shortText();
    reader.text();
  }
  return { code: token.xml, size: 0xffff, type: nvarchar(maxLength) };
}

/**
 * TYPE_INFO of an RPC parameter; throws a `WireError` for a type that there
 * is not, a `NotSpokenError` for one that is not played here.
 */
export function readTypeInfo(reader: ByteReader): WireType {
  const code = reader.u8();
  const known = fixed.get(code);
  if (known !== undefined) return { code, type: known[0], size: known[1] };
  switch (code) {
    case token.intN: {
      const size = reader.u8();
      return { code, size, type: integerOf(size) };
    }
    case token.bitN:
      return { code, size: reader.u8(), type: bitType };
    case token.floatN: {
      const size = reader.u8();
      return { code, size, type: size === 4 ? { ...floatType, name: 'real' } : floatType };
    }
    case token.moneyN: {
      const size = reader.u8();
      return { code, size, type: size === 4 ? { ...moneyType, name: 'smallmoney' } : moneyType };
    }
    case token.datetimeN: {
      const size = reader.u8();
      const type: SqlType = size === 4 ? { ...datetimeType, name: 'smalldatetime' } : datetimeType;
      return { code, size, type };
    }
    case token.decimalN:
    case token.numericN: {
      const size = reader.u8();
      return { code, size, type: decimalType(reader.u8(), reader.u8()) };
    }
    case token.guid:
      return { code, size: reader.u8(), type: guidType };
    case token.date:
      return { code, size: 3, type: dateType };
    case token.time:
    case token.datetime2:
    case token.datetimeOffset: {
      const name: TypeName =
        code === token.time ? 'time' : code === token.datetime2 ? 'datetime2' : 'datetimeoffset';
      return { code, size: 10, type: { ...datetimeType, name, scale: reader.u8() } };
    }
    case token.variant:
      return { code, size: reader.u32(), type: variantType };
    case token.text:
    case token.ntext:
    case token.image: {
      const size = reader.u32();
      if (code !== token.image) reader.skip(collation.length);
      const make = code === token.image ? varbinary : code === token.text ? varchar : nvarchar;
      return { code, size, type: make(maxLength) };
    }
    case token.varbinary:
    case token.binary:
    case token.varchar:
    case token.char:
    case token.nvarchar:
    case token.nchar:
      return textType(reader, code);
    case token.xml:
      return xmlType(reader);
    case token.udt:
      throw new NotSpokenError('A parameter of a type of the common language runtime');
    case token.table:
      throw new NotSpokenError('A table-valued parameter');
    default:
      throw new WireError(`Type 0x${code.toString(16)} is not known here.`);
  }
}
