import { crc32 } from 'node:zlib';

/**
 * A practice `.bak` file is a row of blocks: a media header, then for each backup set its header,
 * pages, log records and end. It is a format of its own; no SQL Server reads it, and it says so.
 */
export const blockKind = { media: 1, setHeader: 2, pages: 3, log: 4, setEnd: 5 } as const;
export type BlockKind = (typeof blockKind)[keyof typeof blockKind];

const magic = Buffer.from('RRPRACTICEBAK1\r\n', 'latin1');
const blockHeader = magic.length + 12;
const largestBlock = 16 * 1024 * 1024;

export interface Block {
  readonly kind: number;
  readonly payload: Buffer;
  /** False when it was written with a checksum that the payload no longer has. */
  readonly sound: boolean;
  readonly checked: boolean;
}

export function encodeBlock(kind: BlockKind, payload: Buffer, checksum: boolean): Buffer {
  const head = Buffer.alloc(blockHeader);
  magic.copy(head);
  head.writeUInt8(kind, magic.length);
  head.writeUInt8(checksum ? 1 : 0, magic.length + 1);
  head.writeUInt32LE(payload.length, magic.length + 4);
  head.writeUInt32LE(checksum ? crc32(payload) : 0, magic.length + 8);
  return Buffer.concat([head, payload]);
}

/** What follows at `at`: a block and where the next one starts, the end, or why it is no block. */
export type BlockAt =
  | { readonly kind: 'block'; readonly block: Block; readonly next: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'foreign' };

export function readBlock(bytes: Buffer, at: number): BlockAt {
  if (at === bytes.length) return { kind: 'end' };
  const head = bytes.subarray(at, at + blockHeader);
  const begin = head.subarray(0, magic.length);
  if (!begin.equals(magic.subarray(0, begin.length))) return { kind: 'foreign' };
  if (head.length < blockHeader) return { kind: 'cut' };
  const length = head.readUInt32LE(magic.length + 4);
  if (length > largestBlock) return { kind: 'foreign' };
  const from = at + blockHeader;
  if (from + length > bytes.length) return { kind: 'cut' };
  const payload = bytes.subarray(from, from + length);
  const checked = head.readUInt8(magic.length + 1) === 1;
  const sound = !checked || crc32(payload) === head.readUInt32LE(magic.length + 8);
  const block = { kind: head.readUInt8(magic.length), payload, sound, checked };
  return { kind: 'block', block, next: from + length };
}
