import { crc32, deflateRawSync } from 'node:zlib';

/** A file for an archive; `path` has `/` between parts. */
export interface ArchivedFile {
  readonly path: string;
  readonly content: Uint8Array;
}

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endRecord = 0x06054b50;
/** UTF-8 names; deflate. */
const flags = 0x0800;
const deflate = 8;
const neededVersion = 20;
/** 1 January 2026, 00:00 in DOS form: the same files give the same archive. */
const dosDate = ((2026 - 1980) << 9) | (1 << 5) | 1;

interface Packed {
  readonly name: Buffer;
  readonly body: Buffer;
  readonly sum: number;
  readonly size: number;
  readonly at: number;
}

function commonFields(target: Buffer, at: number, { body, sum, size, name }: Packed): void {
  target.writeUInt16LE(neededVersion, at);
  target.writeUInt16LE(flags, at + 2);
  target.writeUInt16LE(deflate, at + 4);
  target.writeUInt16LE(0, at + 6);
  target.writeUInt16LE(dosDate, at + 8);
  target.writeUInt32LE(sum, at + 10);
  target.writeUInt32LE(body.length, at + 14);
  target.writeUInt32LE(size, at + 18);
  target.writeUInt16LE(name.length, at + 22);
}

function localPart(packed: Packed): Buffer[] {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(localHeader, 0);
  commonFields(head, 4, packed);
  return [head, packed.name, packed.body];
}

function centralPart(packed: Packed): Buffer[] {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(centralHeader, 0);
  head.writeUInt16LE(neededVersion, 4);
  commonFields(head, 6, packed);
  head.writeUInt32LE(packed.at, 42);
  return [head, packed.name];
}

/** A ZIP archive of small files (together below 4 GiB, fewer than 65,536), deflated. */
export function zipOf(files: readonly ArchivedFile[]): Buffer {
  let at = 0;
  const packed = files.map(({ path, content }): Packed => {
    const name = Buffer.from(path, 'utf8');
    const body = deflateRawSync(content);
    const one = { name, body, sum: crc32(content), size: content.length, at };
    at += 30 + name.length + body.length;
    return one;
  });
  const central = Buffer.concat(packed.flatMap(centralPart));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(endRecord, 0);
  end.writeUInt16LE(packed.length, 8);
  end.writeUInt16LE(packed.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...packed.flatMap(localPart), central, end]);
}
