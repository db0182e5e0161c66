import type { SqlType, SqlValue } from '../values/types.ts';
import { ByteWriter, WireError } from './bytes.ts';
import { longTextToken, shownType, shownValue, type Dialect } from './dialect.ts';
import { collation, fixedToken, writeLongTextInfo, writeTypeInfo } from './type-info.ts';
import { writeLongText, writeValue } from './value-writer.ts';

/** A message of the server: an error from severity 11 on, otherwise information. */
export interface ServerMessage {
  readonly number: number;
  readonly state: number;
  readonly severity: number;
  readonly text: string;
  readonly server: string;
  readonly procedure: string;
  /** 1-based line in the batch. */
  readonly line: number;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable?: boolean;
  readonly identity?: boolean;
}

/** Bits of a DONE token's status. */
export const doneStatus = {
  more: 0x01,
  error: 0x02,
  inTransaction: 0x04,
  count: 0x10,
  attention: 0x20,
  serverError: 0x100,
} as const;

export const doneToken = { done: 0xfd, proc: 0xfe, inProc: 0xff } as const;
export type DoneToken = (typeof doneToken)[keyof typeof doneToken];

/** Commands that a DONE names. */
export const doneCommand = {
  none: 0,
  select: 0xc1,
  insert: 0xc3,
  delete: 0xc4,
  update: 0xc5,
} as const;

export function messageToken(message: ServerMessage, dialect: Dialect): Buffer {
  const body = new ByteWriter()
    .u32(message.number)
    .u8(message.state)
    .u8(message.severity)
    .text(message.text)
    .shortText(message.server)
    .shortText(message.procedure);
  if (dialect.wide) body.u32(message.line);
  else body.u16(Math.min(message.line, 0xffff));
  const code = message.severity > 10 ? 0xaa : 0xab;
  return new ByteWriter().u8(code).u16(body.length).bytes(body.toBuffer()).toBuffer();
}

export function doneTokenBytes(
  token: DoneToken,
  status: number,
  command: number,
  count: number,
  dialect: Dialect,
): Buffer {
  const writer = new ByteWriter().u8(token).u16(status).u16(command);
  return (dialect.wide ? writer.u64(BigInt(count)) : writer.u32(count)).toBuffer();
}

function environment(type: number, body: Buffer): Buffer {
  return new ByteWriter()
    .u8(0xe3)
    .u16(body.length + 1)
    .u8(type)
    .bytes(body)
    .toBuffer();
}

function environmentTexts(type: number, now: string, before: string): Buffer {
  return environment(type, new ByteWriter().shortText(now).shortText(before).toBuffer());
}

export const environmentChange = {
  database: (now: string, before: string): Buffer => environmentTexts(1, now, before),
  language: (now: string, before: string): Buffer => environmentTexts(2, now, before),
  packetSize: (now: number, before: number): Buffer =>
    environmentTexts(4, String(now), String(before)),
  collation: (): Buffer =>
    environment(7, new ByteWriter().u8(collation.length).bytes(collation).u8(0).toBuffer()),
  beginTransaction: (descriptor: bigint): Buffer =>
    environment(8, new ByteWriter().u8(8).u64(descriptor).u8(0).toBuffer()),
  commitTransaction: (descriptor: bigint): Buffer =>
    environment(9, new ByteWriter().u8(0).u8(8).u64(descriptor).toBuffer()),
  rollbackTransaction: (descriptor: bigint): Buffer =>
    environment(10, new ByteWriter().u8(0).u8(8).u64(descriptor).toBuffer()),
  resetConnection: (): Buffer => environment(18, new ByteWriter().u8(0).u8(0).toBuffer()),
};

export function loginAck(
  tdsVersion: number,
  version: readonly [major: number, minor: number, build: number],
): Buffer {
  const body = new ByteWriter()
    .u8(1)
    .u32be(tdsVersion)
    .shortText('Microsoft SQL Server')
    .u8(version[0])
    .u8(version[1])
    .u16be(version[2]);
  return new ByteWriter().u8(0xad).u16(body.length).bytes(body.toBuffer()).toBuffer();
}

export function returnStatus(value: number): Buffer {
  return new ByteWriter().u8(0x79).i32(value).toBuffer();
}

/** UserType, which grew with TDS 7.2; always 0 here. */
function userType(writer: ByteWriter, dialect: Dialect): ByteWriter {
  return dialect.wide ? writer.u32(0) : writer.u16(0);
}

/** (max) types do not come back from a procedure before TDS 7.2: they are cut to what was the longest. */
function returnedType(type: SqlType, dialect: Dialect): SqlType {
  const shown = shownType(type, dialect);
  if (longTextToken(shown, dialect) === undefined) return shown;
  return { ...shown, length: shown.name === 'nvarchar' ? 4000 : 8000 };
}

function cutTo(value: SqlValue, type: SqlType): SqlValue {
  return typeof value === 'string' || value instanceof Uint8Array
    ? value.slice(0, type.length)
    : value;
}

export interface ReturnedValue {
  readonly ordinal: number;
  readonly name: string;
  readonly type: SqlType;
  readonly value: SqlValue;
}

export function returnValue(returned: ReturnedValue, dialect: Dialect): Buffer {
  const writer = new ByteWriter().u8(0xac).u16(returned.ordinal).shortText(returned.name).u8(0x01);
  userType(writer, dialect).u16(0x09);
  const type = returnedType(returned.type, dialect);
  const value = shownValue(returned.value, returned.type, dialect);
  writeTypeInfo(writer, type);
  writeValue(writer, type.length === returned.type.length ? value : cutTo(value, type), type);
  return writer.toBuffer();
}

/** NOT NULL columns of fixed size are sent without a length; SqlClient insists on it. */
function fixedOf(column: ResultColumn): number | undefined {
  return column.nullable === false ? fixedToken(column.type) : undefined;
}

export function columnMetadata(columns: readonly ResultColumn[], dialect: Dialect): Buffer {
  const writer = new ByteWriter().u8(0x81).u16(columns.length);
  for (const column of columns) {
    const flags =
      (column.nullable === false ? 0 : 0x01) | 0x08 | (column.identity === true ? 0x10 : 0);
    userType(writer, dialect).u16(flags);
    const fixed = fixedOf(column);
    const long = longTextToken(column.type, dialect);
    if (fixed !== undefined) writer.u8(fixed);
    else if (long !== undefined) writeLongTextInfo(writer, long);
    else writeTypeInfo(writer, shownType(column.type, dialect));
    writer.shortText(column.name);
  }
  return writer.toBuffer();
}

/** ORDER: 1-based numbers of the columns that the rows are sorted by. */
export function orderToken(columns: readonly number[]): Buffer {
  const writer = new ByteWriter().u8(0xa9).u16(columns.length * 2);
  for (const column of columns) writer.u16(column);
  return writer.toBuffer();
}

/** A value behind its column's TYPE_INFO. */
function writeColumn(
  writer: ByteWriter,
  column: ResultColumn,
  value: SqlValue,
  dialect: Dialect,
): void {
  if (fixedOf(column) !== undefined) {
    if (value === null) throw new WireError(`NULL in the NOT NULL column ${column.name}.`);
    const prefixed = new ByteWriter();
    writeValue(prefixed, value, column.type);
    writer.bytes(prefixed.toBuffer().subarray(1));
  } else if (longTextToken(column.type, dialect) !== undefined)
    writeLongText(writer, value, column.type);
  else writeValue(writer, shownValue(value, column.type, dialect), shownType(column.type, dialect));
}

/** ROW, or NBCROW where the dialect has it and it is shorter. */
export function rowToken(
  columns: readonly ResultColumn[],
  row: readonly SqlValue[],
  dialect: Dialect,
): Buffer {
  const nulls = row.filter(value => value === null).length;
  const compressed = dialect.nullBitmap && nulls > 0;
  const writer = new ByteWriter().u8(compressed ? 0xd2 : 0xd1);
  if (compressed) {
    const bitmap = Buffer.alloc(Math.ceil(columns.length / 8));
    for (let n = 0; n < columns.length; n++) {
      if ((row[n] ?? null) !== null) continue;
      bitmap[n >> 3] = (bitmap[n >> 3] ?? 0) | (1 << (n & 7));
    }
    writer.bytes(bitmap);
  }
  for (const [n, column] of columns.entries()) {
    const value = row[n] ?? null;
    if (compressed && value === null) continue;
    writeColumn(writer, column, value, dialect);
  }
  return writer.toBuffer();
}
