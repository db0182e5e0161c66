import { readSmall, systemCode, writeAll, type LogFile, type LogFiles } from '../files.ts';
import type { SigningKey } from '../keys/signing.ts';
import { canonicalText, isObject } from './canonical.ts';
import { headText } from './chain.ts';

/** The last line of a log that was on the disk for certain. */
export interface Head {
  readonly run: string;
  readonly seq: number;
  readonly hash: string;
  /** Base64 of the Ed25519 signature over `headText`. */
  readonly signature: string;
}

const format = 'recovery-log-head/1';
const hexHash = /^[0-9a-f]{64}$/;

/** What a head file says; `missing` and `unreadable` say nothing about the log itself. */
export type HeadFile = Head | 'missing' | 'unreadable';

export async function readHead(files: LogFiles, path: string): Promise<HeadFile> {
  try {
    return parseHead(await readSmall(files, path, 4096)) ?? 'unreadable';
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return 'missing';
    return 'unreadable';
  }
}

function parseHead(text: string): Head | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value.format !== format) return undefined;
  const { run, seq, hash, signature } = value;
  if (typeof run !== 'string' || typeof seq !== 'number' || !Number.isSafeInteger(seq)) return;
  if (typeof hash !== 'string' || !hexHash.test(hash) || typeof signature !== 'string') return;
  return seq < 0 ? undefined : { run, seq, hash, signature };
}

/** The head is written at most this often, ms: records come faster than signatures are made. */
const restMs = 50;

/**
 * Keeps the head file of a log that is being written. It runs a little behind the log and never holds
 * it up: only the latest head is signed and written, and `settled` waits for it. It is written in
 * place, in one call: its text only grows, and a stale head is a true one.
 */
export class HeadWriter {
  readonly #file: LogFile;
  readonly #key: SigningKey;
  readonly #run: string;
  readonly #failed: (thrown: unknown) => void;
  #next: { readonly seq: number; readonly hash: string } | undefined;
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    file: LogFile,
    key: SigningKey,
    run: string,
    /** Called once when the head cannot be written. */
    failed: (thrown: unknown) => void,
  ) {
    this.#file = file;
    this.#key = key;
    this.#run = run;
    this.#failed = failed;
  }

  /** Notes that all lines up to this record are on the disk. */
  advance(seq: number, hash: string): void {
    this.#next = { seq, hash };
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, restMs);
  }

  /** Resolves when the latest head is on the disk; rejects where it cannot be put there. */
  async settled(): Promise<void> {
    await this.#write();
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#next = undefined;
    await this.#work;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#work !== undefined) await this.#work;
    const next = this.#next;
    if (next === undefined) return;
    this.#next = undefined;
    this.#work = this.#writeNow(next.seq, next.hash);
    await this.#work;
  }

  async #writeNow(seq: number, hash: string): Promise<void> {
    try {
      const run = this.#run;
      const signature = await this.#key.signSoon(headText(run, seq, hash));
      const text = canonicalText({ format, run, seq, hash, signature });
      await writeAll(this.#file, Buffer.from(`${text}\n`), 0);
    } catch (thrown) {
      this.#failed(thrown);
    } finally {
      this.#work = undefined;
    }
  }
}
