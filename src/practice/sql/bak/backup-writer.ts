import { open, truncate, type FileHandle } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { sqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import { pageSize } from '../storage/data-file.ts';
import { systemErrorOf, systemErrors } from '../storage/server-paths.ts';
import { blockKind, encodeBlock, type BlockKind } from './block.ts';
import { cannotOpen, type OpenDevice } from './devices.ts';
import type { MediaHeader } from './headers.ts';

/** One file that a backup goes to. */
export interface Destination {
  readonly device: OpenDevice;
  readonly header: MediaHeader;
  /** Bytes that stay: the sets that are there already. 0 begins the file anew. */
  readonly keep: number;
}

interface OpenFile {
  readonly destination: Destination;
  readonly handle: FileHandle;
  written: number;
  at: number;
}

/** Writes blocks to the files of a media set; faults of the disk happen here. */
export class BackupWriter {
  readonly #files: readonly OpenFile[];
  readonly #checksum: boolean;
  readonly #compress: boolean;
  readonly #execution: Execution;
  /** Page that a fault damages, and free bytes that a fault leaves. */
  #damagePage: number | undefined;
  #room = Infinity;
  #nextFile = 0;
  #plainBytes = 0;

  private constructor(
    execution: Execution,
    files: readonly OpenFile[],
    checksum: boolean,
    compress: boolean,
  ) {
    this.#execution = execution;
    this.#files = files;
    this.#checksum = checksum;
    this.#compress = compress;
  }

  /** Opens the files; throws 3201. */
  static async open(
    execution: Execution,
    destinations: readonly Destination[],
    options: { readonly checksum: boolean; readonly compress: boolean },
  ): Promise<BackupWriter> {
    const files: OpenFile[] = [];
    for (const destination of destinations) {
      const flags = destination.keep > 0 ? 'r+' : 'w';
      const handle = await open(destination.device.local, flags).catch((error: unknown) => {
        throw cannotOpen(destination.device.path, systemErrorOf(error));
      });
      files.push({ destination, handle, written: 0, at: destination.keep });
    }
    const writer = new BackupWriter(execution, files, options.checksum, options.compress);
    writer.#strike();
    for (const file of files)
      if (file.destination.keep === 0) {
        const label = Buffer.from(JSON.stringify(file.destination.header), 'utf8');
        await writer.#write(file, encodeBlock(blockKind.media, label, true));
      }
    return writer;
  }

  #strike(): void {
    const { instance, session } = this.#execution;
    for (const file of this.#files) {
      const actions = [
        ...instance.faults.strike({
          at: 'write',
          instance: instance.name,
          text: file.destination.device.path,
        }),
        ...(session.request?.faults ?? []),
      ];
      for (const action of actions) {
        if (action.kind === 'damage-page') this.#damagePage = action.page;
        if (action.kind !== 'disk-full') continue;
        const path = file.destination.device.path.toLowerCase();
        if (action.path === undefined || path.startsWith(action.path.toLowerCase()))
          this.#room = Math.min(this.#room, action.bytes ?? 0);
      }
    }
  }

  async #write(file: OpenFile, bytes: Buffer): Promise<void> {
    const allowed = bytes.subarray(0, Math.min(bytes.length, this.#room));
    const failed = (error: number): Error =>
      sqlError(3202, file.destination.device.path, error, systemErrors[error] ?? '');
    try {
      await file.handle.write(allowed, 0, allowed.length, file.at);
    } catch (error) {
      throw failed(systemErrorOf(error));
    }
    this.#room -= allowed.length;
    file.at += allowed.length;
    file.written += allowed.length;
    if (allowed.length < bytes.length) throw failed(112);
  }

  /** Bytes before compression. */
  get plainBytes(): number {
    return this.#plainBytes;
  }

  get writtenBytes(): number {
    return this.#files.reduce((sum, file) => sum + file.written, 0);
  }

  /** Writes a header or an end into every file; those always have a checksum. */
  async everywhere(kind: BlockKind, json: unknown): Promise<void> {
    const block = encodeBlock(kind, Buffer.from(JSON.stringify(json), 'utf8'), true);
    for (const file of this.#files) await this.#write(file, block);
  }

  async #next(kind: BlockKind, payload: Buffer, damage: boolean): Promise<void> {
    this.#plainBytes += payload.length;
    const packed = this.#compress ? deflateSync(payload) : payload;
    const block = encodeBlock(kind, packed, this.#checksum);
    if (damage) {
      const at = block.length - 100;
      block[at] = (block[at] ?? 0) ^ 0xff;
    }
    const file = this.#files[this.#nextFile++ % this.#files.length];
    if (file !== undefined) await this.#write(file, block);
  }

  /** Pages go to the files in turn. */
  async pages(
    pages: readonly { readonly number: number; readonly bytes: Buffer }[],
  ): Promise<void> {
    const parts = pages.flatMap(page => {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(page.number, 0);
      return [head, page.bytes.subarray(0, pageSize)];
    });
    const damage = pages.some(page => page.number === this.#damagePage);
    await this.#next(blockKind.pages, Buffer.concat(parts), damage);
  }

  async log(records: unknown): Promise<void> {
    await this.#next(blockKind.log, Buffer.from(JSON.stringify(records), 'utf8'), false);
  }

  /** Syncs and closes; what an earlier, longer file had behind is cut off. */
  async close(): Promise<void> {
    for (const file of this.#files) {
      await file.handle.truncate(file.at);
      await file.handle.sync();
      await file.handle.close();
    }
  }

  /** After a failure: sets that were there before stay as they were, the rest is left unfinished. */
  async abandon(): Promise<void> {
    for (const file of this.#files) {
      await file.handle.close().catch(() => undefined);
      if (file.destination.keep > 0)
        await truncate(file.destination.device.local, file.destination.keep).catch(() => undefined);
    }
  }
}
