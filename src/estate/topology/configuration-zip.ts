import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { Problem } from '../../errors/problem.ts';
import { zipRefused } from '../../errors/topology.ts';
import { largestDocument } from './xml.ts';

/** More entries than this has no export. */
const mostEntries = 1000;

/** Name of the document in which an export keeps the topology. */
export const itemDocument = 'DocItemSet.xml';

/** Whether the bytes are a ZIP file by their first ones; an empty one begins otherwise. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** Bytes of an entry. What it says of its size is not believed: reading ends at the limit. */
async function bytesOf(zip: ZipFile, entry: Entry, file: string): Promise<Uint8Array> {
  if (entry.isEncrypted()) throw zipRefused(file, 'encrypted');
  if (entry.uncompressedSize > largestDocument) throw zipRefused(file, 'bomb');
  const pieces: Buffer[] = [];
  let size = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream) {
    if (!Buffer.isBuffer(piece)) continue;
    size += piece.length;
    if (size > largestDocument) {
      stream.destroy();
      throw zipRefused(file, 'bomb');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function documentsIn(zip: ZipFile, file: string): Promise<Uint8Array> {
  if (zip.entryCount > mostEntries) throw zipRefused(file, 'too-many');
  for await (const entry of zip.eachEntry()) {
    // The last part alone counts: an export may have been packed with its folder.
    const name = entry.fileName.split('/').at(-1) ?? '';
    if (name.toLowerCase() === itemDocument.toLowerCase()) return bytesOf(zip, entry, file);
  }
  throw zipRefused(file, 'no-document');
}

/**
 * The document with the topology inside the ZIP file of `Export-CsConfiguration`. Nothing is unpacked to
 * disk, so a name that leads elsewhere leads nowhere; it is refused all the same. Throws a `Problem`.
 */
export async function documentInZip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
      strictFileNames: false,
      validateEntrySizes: true,
    });
    return await documentsIn(zip, file);
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw zipRefused(file, 'damaged', reason);
  }
}
