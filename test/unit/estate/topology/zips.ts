import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a ZIP file that is made for a test; sizes can be claimed wrongly. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly flags?: number;
  /** Size that the entry claims to unpack to, bytes. */
  readonly claims?: number;
}

function headerOf(entry: ZipEntry, packed: Buffer, offset: number | undefined): Buffer {
  const name = Buffer.from(entry.name);
  const isCentral = offset !== undefined;
  const header = Buffer.alloc(isCentral ? 46 : 30);
  let at = header.writeUInt32LE(isCentral ? 0x02014b50 : 0x04034b50, 0);
  if (isCentral) at = header.writeUInt16LE(20, at);
  at = header.writeUInt16LE(20, at);
  at = header.writeUInt16LE(entry.flags ?? 0, at);
  at = header.writeUInt16LE(8, at);
  at = header.writeUInt32LE(0x5a210000, at);
  at = header.writeUInt32LE(crc32(entry.content), at);
  at = header.writeUInt32LE(packed.length, at);
  at = header.writeUInt32LE(entry.claims ?? entry.content.length, at);
  header.writeUInt16LE(name.length, at);
  if (isCentral) header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

/** A ZIP file with these entries, packed. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = deflateRawSync(entry.content);
    const piece = Buffer.concat([headerOf(entry, packed, undefined), packed]);
    central.push(headerOf(entry, packed, offset));
    local.push(piece);
    offset += piece.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
