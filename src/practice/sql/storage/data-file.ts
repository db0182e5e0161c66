import { crc32 } from 'node:zlib';
import {
  loadTable,
  principalsSchema,
  storeTable,
  tableSchema,
  type Content,
  type Table,
} from './content.ts';

export const pageSize = 8192;
const pageHeader = 24;
const pageRoom = pageSize - pageHeader;
const magic = 'RRPRACTICEDATA1';

/** Kinds of pages: the file's own header, the principals, a table. */
const pageKind = { file: 15, principals: 2, table: 1 } as const;

function page(kind: number, objectId: number, lsn: bigint, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(pageSize);
  bytes.writeUInt8(kind, 4);
  bytes.writeUInt32LE(objectId, 6);
  bytes.writeUInt16LE(payload.length, 10);
  bytes.writeBigUInt64LE(lsn, 12);
  payload.copy(bytes, pageHeader);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

function pagesOf(kind: number, objectId: number, lsn: bigint, json: unknown): Buffer[] {
  const payload = Buffer.from(JSON.stringify(json), 'utf8');
  const pages: Buffer[] = [];
  for (let at = 0; at < payload.length; at += pageRoom)
    pages.push(page(kind, objectId, lsn, payload.subarray(at, at + pageRoom)));
  return pages;
}

/** Whether a page is as it was written: what PAGE_VERIFY CHECKSUM checks. */
export function pageIsSound(bytes: Buffer): boolean {
  return bytes.length === pageSize && bytes.readUInt32LE(0) === crc32(bytes.subarray(4));
}

/** Content of a data file (`.mdf`): pages of 8 KiB, each with its checksum. */
export function encodeDataFile(content: Content, lsn: bigint): Buffer {
  const { principals, memberships, nextObjectId } = content;
  const pages = [
    page(pageKind.file, 0, lsn, Buffer.from(magic, 'latin1')),
    ...pagesOf(pageKind.principals, 0, lsn, { principals, memberships, nextObjectId }),
    ...content.tables.flatMap(table =>
      pagesOf(pageKind.table, table.objectId, lsn, storeTable(table)),
    ),
  ];
  return Buffer.concat(pages);
}

/** A page that is not as it was written, and the table that is on it (0: the database itself). */
export interface DamagedPage {
  readonly page: number;
  readonly objectId: number;
}

export interface DecodedDataFile {
  /** Undefined when the pages that everything hangs on are damaged. */
  readonly content: Content | undefined;
  readonly damaged: readonly DamagedPage[];
}

/** Object of each damaged page: what its header still says, if that is an object of the file. */
function damagedOf(bytes: Buffer, n: number, objects: ReadonlySet<number>): DamagedPage {
  const objectId = bytes.length >= 10 ? bytes.readUInt32LE(6) : 0;
  return { page: n, objectId: objects.has(objectId) ? objectId : 0 };
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    // Only pages with a good checksum come here; a gap among them leaves no JSON.
    return undefined;
  }
}

/** Reads a data file; damage is reported, not thrown. */
export function decodeDataFile(file: Buffer): DecodedDataFile {
  const count = Math.ceil(file.length / pageSize);
  const pages = Array.from({ length: count }, (_, n) =>
    file.subarray(n * pageSize, (n + 1) * pageSize),
  );
  const payloads = new Map<string, Buffer[]>();
  const objects = new Set<number>();
  for (const bytes of pages) {
    if (bytes.length < pageHeader) continue;
    const objectId = bytes.readUInt32LE(6);
    if (!pageIsSound(bytes)) continue;
    objects.add(objectId);
    const key = `${bytes.readUInt8(4)}/${objectId}`;
    const payload = bytes.subarray(pageHeader, pageHeader + bytes.readUInt16LE(10));
    payloads.set(key, [...(payloads.get(key) ?? []), payload]);
  }
  const damaged = pages
    .map((bytes, n) => ({ bytes, n }))
    .filter(({ bytes }) => !pageIsSound(bytes))
    .map(({ bytes, n }) => damagedOf(bytes, n, objects));
  const whole = (key: string): unknown => parseJson(Buffer.concat(payloads.get(key) ?? []));
  const principals = principalsSchema.safeParse(whole(`${pageKind.principals}/0`));
  if (!principals.success || pages.length === 0) return { content: undefined, damaged };
  const tables: Table[] = [];
  for (const key of payloads.keys()) {
    if (!key.startsWith(`${pageKind.table}/`)) continue;
    const table = tableSchema.safeParse(whole(key));
    if (table.success) tables.push(loadTable(table.data));
  }
  return { content: { ...principals.data, tables }, damaged };
}
