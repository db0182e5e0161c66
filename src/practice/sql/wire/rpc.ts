import { decodeUtf16 } from '../values/binary.ts';
import type { SqlType, SqlValue } from '../values/types.ts';
import { ByteReader, WireError } from './bytes.ts';
import type { Dialect } from './dialect.ts';
import { readTypeInfo } from './type-info.ts';
import { readValue } from './value-reader.ts';

/** Well-known procedures that a client may name by number (MS-TDS 2.2.6.6). */
const procedureIds: ReadonlyMap<number, string> = new Map([
  [1, 'sp_cursor'],
  [2, 'sp_cursoropen'],
  [3, 'sp_cursorprepare'],
  [4, 'sp_cursorexecute'],
  [5, 'sp_cursorprepexec'],
  [6, 'sp_cursorunprepare'],
  [7, 'sp_cursorfetch'],
  [8, 'sp_cursoroption'],
  [9, 'sp_cursorclose'],
  [10, 'sp_executesql'],
  [11, 'sp_prepare'],
  [12, 'sp_execute'],
  [13, 'sp_prepexec'],
  [14, 'sp_prepexecrpc'],
  [15, 'sp_unprepare'],
]);

export interface RpcParameter {
  /** With its `@`; empty when given by position. */
  readonly name: string;
  readonly output: boolean;
  readonly type: SqlType;
  readonly value: SqlValue;
}

export interface RpcCall {
  readonly procedure: string;
  readonly parameters: readonly RpcParameter[];
}

/** Skips ALL_HEADERS, which every request of TDS 7.2 and later starts with. */
function skipHeaders(reader: ByteReader, dialect: Dialect): void {
  if (!dialect.wide) return;
  const total = reader.u32();
  if (total < 4) throw new WireError('ALL_HEADERS is too short.');
  reader.skip(total - 4);
}

/** Text of a SQL batch. */
export function parseBatch(payload: Buffer, dialect: Dialect): string {
  const reader = new ByteReader(payload);
  skipHeaders(reader, dialect);
  return decodeUtf16(reader.bytes(reader.left));
}

function parameter(reader: ByteReader): RpcParameter {
  const name = reader.shortText();
  const status = reader.u8();
  const wire = readTypeInfo(reader);
  return { name, output: (status & 1) !== 0, type: wire.type, value: readValue(reader, wire) };
}

/** All calls of an RPC message, in order. */
export function parseRpc(payload: Buffer, dialect: Dialect): RpcCall[] {
  const reader = new ByteReader(payload);
  skipHeaders(reader, dialect);
  const calls: RpcCall[] = [];
  while (reader.left > 0) {
    const length = reader.u16();
    const id = length === 0xffff ? reader.u16() : undefined;
    const name = id === undefined ? reader.ucs2(length) : procedureIds.get(id);
    if (name === undefined) throw new WireError(`Procedure number ${id ?? 0} is not known here.`);
    reader.skip(2);
    const parameters: RpcParameter[] = [];
    // Calls in one message are parted by 0xFF (0xFE without execution, 0x80 before TDS 7.2).
    while (reader.left > 0 && ![0xff, 0xfe, 0x80].includes(reader.peek() ?? 0))
      parameters.push(parameter(reader));
    if (reader.left > 0) reader.skip(1);
    calls.push({ procedure: name, parameters });
  }
  return calls;
}

/** A transaction manager request (MS-TDS 2.2.6.9), as far as ordinary clients send it. */
export type TransactionRequest =
  | { readonly kind: 'begin'; readonly name: string }
  | { readonly kind: 'commit'; readonly beginAgain: boolean }
  | { readonly kind: 'rollback'; readonly name: string; readonly beginAgain: boolean }
  | { readonly kind: 'save'; readonly name: string }
  | { readonly kind: 'other'; readonly type: number };

export function parseTransaction(payload: Buffer, dialect: Dialect): TransactionRequest {
  const reader = new ByteReader(payload);
  skipHeaders(reader, dialect);
  const type = reader.u16();
  const name = (): string => {
    const bytes = reader.left > 0 ? reader.u8() : 0;
    return decodeUtf16(reader.bytes(bytes));
  };
  const again = (): boolean => reader.left > 0 && (reader.u8() & 1) !== 0;
  switch (type) {
    case 5:
      reader.skip(1);
      return { kind: 'begin', name: name() };
    case 7: {
      name();
      return { kind: 'commit', beginAgain: again() };
    }
    case 8: {
      const transaction = name();
      return { kind: 'rollback', name: transaction, beginAgain: again() };
    }
    case 9:
      return { kind: 'save', name: name() };
    default:
      return { kind: 'other', type };
  }
}
