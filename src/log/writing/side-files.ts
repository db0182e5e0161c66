import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gzip } from 'node:zlib';
import { systemCode, writeNew, type LogFile, type LogFiles } from '../files.ts';
import type { WholeText } from './long-text.ts';

const compress = promisify(gzip);

/** Names a side file; the name is the SHA-256 (hex) of what it holds uncompressed. */
export function sideFileName(sha256: string): string {
  return `${sha256}.gz`;
}

/**
 * The long outputs of one run: compressed files named by the hash of their content, each on the disk
 * before the record that names it.
 */
export class SideFiles {
  readonly #files: LogFiles;
  readonly #folder: string;
  readonly #stored = new Map<string, Promise<void>>();

  constructor(files: LogFiles, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Resolves when the text is on the disk; the same text is stored once. */
  put(whole: WholeText): Promise<void> {
    const known = this.#stored.get(whole.sha256);
    if (known !== undefined) return known;
    const stored = this.#store(whole);
    this.#stored.set(whole.sha256, stored);
    return stored;
  }

  async #store({ sha256, bytes }: WholeText): Promise<void> {
    const files = this.#files;
    const final = join(this.#folder, sideFileName(sha256));
    const part = `${final}.part`;
    const packed = await compress(bytes);
    await files.makeFolder(this.#folder);
    try {
      await files.remove(part); // left by a process that was killed here
    } catch (thrown) {
      if (systemCode(thrown) !== 'ENOENT') throw thrown;
    }
    await writeNew(files, part, packed);
    await files.rename(part, final);
    await files.syncFolder(this.#folder);
  }
}

/** What is wrong with a side file; `undefined`: nothing. */
export type SideFileFault = 'missing' | 'changed' | undefined;

async function* bytesOf(file: LogFile): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const read = await file.read(chunk, at);
    if (read === 0) return;
    at += read;
    yield chunk.subarray(0, read);
  }
}

/**
 * A side file's content, uncompressed, piece by piece; ends early after `most` bytes. Rejects where
 * the file is missing or is no whole gzip file.
 */
export async function* readSideFile(
  files: LogFiles,
  folder: string,
  sha256: string,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const file = await files.open(join(folder, sideFileName(sha256)), 'read');
  try {
    const unpacked = pipeline(Readable.from(bytesOf(file)), createGunzip(), () => undefined);
    let seen = 0;
    for await (const piece of unpacked) {
      if (!(piece instanceof Buffer)) throw new TypeError('a stream of bytes was expected');
      seen += piece.length;
      yield piece;
      if (seen > most) return;
    }
  } finally {
    await file.close();
  }
}

/** Reads a side file through and holds it against what its record says. */
export async function checkSideFile(
  files: LogFiles,
  folder: string,
  named: { readonly sha256: string; readonly bytes: number },
): Promise<SideFileFault> {
  const digest = createHash('sha256');
  let length = 0;
  try {
    for await (const piece of readSideFile(files, folder, named.sha256, named.bytes)) {
      digest.update(piece);
      length += piece.length;
    }
  } catch (thrown) {
    return systemCode(thrown) === 'ENOENT' ? 'missing' : 'changed';
  }
  return length === named.bytes && digest.digest('hex') === named.sha256 ? undefined : 'changed';
}
