import { crc32 } from 'node:zlib';
import { isMissing } from '../failures.ts';
import type { FileStamp } from '../tree.ts';
import type { Files } from '../work.ts';

/** Bytes between two marks of a long copy; files up to this size are copied from their start. */
export const chunkSize = 16 * 1024 * 1024;

type Handle = Awaited<ReturnType<Files['open']>>;

/** What the source was when the part file was begun; another source makes the part worthless. */
export function fingerprintOf(stamp: FileStamp): string {
  return `${stamp.size} ${stamp.modifiedNs}`;
}

/**
 * The side file of a long copy: the source's fingerprint, then a CRC-32 a line for each whole chunk of
 * the part file. It is never synced: after a power cut a chunk that did not reach the disk fails its
 * checksum and is copied again.
 */
export class ChunkMarks implements AsyncDisposable {
  readonly #handle: Handle;
  /** Checksums of the chunks that an earlier attempt wrote. */
  readonly known: readonly number[];
  #at: number;

  private constructor(handle: Handle, known: readonly number[], at: number) {
    this.#handle = handle;
    this.known = known;
    this.#at = at;
  }

  /** Opens the side file; marks of another source are thrown away. */
  static async open(file: string, fingerprint: string, files: Files): Promise<ChunkMarks> {
    let text = '';
    try {
      text = await files.readFile(file, 'utf8');
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    const head = `${fingerprint}\n`;
    if (!text.startsWith(head)) {
      const handle = await files.open(file, 'w');
      await handle.write(head, 0);
      return new ChunkMarks(handle, [], head.length);
    }
    const known: number[] = [];
    for (const line of text.slice(head.length).split('\n')) {
      if (!/^[0-9a-f]{8}$/.test(line)) break;
      known.push(parseInt(line, 16));
    }
    return new ChunkMarks(await files.open(file, 'r+'), known, head.length);
  }

  /** Forgets all marks from the `count`-th on. */
  async keep(count: number): Promise<void> {
    const { size } = await this.#handle.stat();
    const end = Math.min(size, this.#at + count * 9);
    await this.#handle.truncate(end);
    this.#at = end;
  }

  async add(checksum: number): Promise<void> {
    const line = `${(checksum >>> 0).toString(16).padStart(8, '0')}\n`;
    await this.#handle.write(line, this.#at);
    this.#at += line.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

/** Reads back what a part file holds and gives each chunk to `take` as long as its mark is right. */
export async function replayChunks(
  part: Handle,
  marks: readonly number[],
  check: () => void,
  take: (chunk: Buffer) => void,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(chunkSize);
  for (const [i, mark] of marks.entries()) {
    check();
    let filled = 0;
    while (filled < chunkSize) {
      const { bytesRead } = await part.read(
        buffer,
        filled,
        chunkSize - filled,
        i * chunkSize + filled,
      );
      if (bytesRead === 0) return i;
      filled += bytesRead;
    }
    if (crc32(buffer) !== mark) return i;
    take(buffer);
  }
  return marks.length;
}
