import type { SqlType, SqlValue } from '../values/types.ts';
import { ByteWriter, WireError } from './bytes.ts';
import { collation, fixedToken, writeTypeInfo } from './type-info.ts';
import { writeValue } from './value-writer.ts';

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

export function messageToken(message: ServerMessage): Buffer {
  const body = new ByteWriter()
    .u32(message.number)
    .u8(message.state)
    .u8(message.severity)
    .text(message.text)
    .shortText(message.server)
    .shortText(message.procedure)
    .u32(message.line);
  const code = message.severity > 10 ? 0xaa : 0xab;
  return new ByteWriter().u8(code).u16(body.length).bytes(body.toBuffer()).toBuffer();
}

export function doneTokenBytes(
  token: DoneToken,
  status: number,
  command: number,
  count: number,
): Buffer {
  return new ByteWriter().u8(token).u16(status).u16(command).u64(BigInt(count)).toBuffer();
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

export function returnValue(ordinal: number, name: string, type: SqlType, value: SqlValue): Buffer {
  const writer = new ByteWriter().u8(0xac).u16(ordinal).shortText(name).u8(0x01).u32(0).u16(0x09);
  writeTypeInfo(writer, type);
  writeValue(writer, value, type);
  return writer.toBuffer();
}

/** NOT NULL columns of fixed size are sent without a length; SqlClient insists on it. */
function fixedOf(column: ResultColumn): number | undefined {
  return column.nullable === false ? fixedToken(column.type) : undefined;
}

export function columnMetadata(columns: readonly ResultColumn[]): Buffer {
  const writer = new ByteWriter().u8(0x81).u16(columns.length);
  for (const column of columns) {
    const flags =
      (column.nullable === false ? 0 : 0x01) | 0x08 | (column.identity === true ? 0x10 : 0);
    writer.u32(0).u16(flags);
    const fixed = fixedOf(column);
    if (fixed === undefined) writeTypeInfo(writer, column.type);
    else writer.u8(fixed);
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

/** ROW, or NBCROW where `nullBitmap` allows it and it is shorter. */
export function rowToken(
  columns: readonly ResultColumn[],
  row: readonly SqlValue[],
  nullBitmap: boolean,
): Buffer {
  const nulls = row.filter(value => value === null).length;
  const compressed = nullBitmap && nulls > 0;
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
    if (fixedOf(column) === undefined) writeValue(writer, value, column.type);
    else {
      if (value === null) throw new WireError(`NULL in the NOT NULL column ${column.name}.`);
      const prefixed = new ByteWriter();
      writeValue(prefixed, value, column.type);
      writer.bytes(prefixed.toBuffer().subarray(1));
    }
  }
  return writer.toBuffer();
}
