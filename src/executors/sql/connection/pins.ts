import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sqlPinsNotWritten, sqlPinsUnreadable } from '../../../errors/sql-pins.ts';
import type { SqlProfile } from '../backend.ts';

const fileName = 'sql-certificates.json';
const schema = z.record(
  z.string(),
  z.object({
    /** SHA-256, as `AA:BB:…`. */
    sha256: z.string(),
    /** When it was first seen, UTC, ISO 8601. */
    seen: z.string(),
  }),
);

/** Certificates that were accepted on first use, by instance, in the user's data folder. */
export class CertificatePins {
  readonly file: string;
  readonly #folder: string;
  readonly #now: () => number;
  #queue: Promise<void> = Promise.resolve();

  constructor(folder: string, now: () => number) {
    this.file = join(folder, fileName);
    this.#folder = folder;
    this.#now = now;
  }

  /** Throws when the file is there and unreadable: a lost memory is not the same as none. */
  async fingerprintOf(instance: string): Promise<string | undefined> {
    return (await this.#read())[instance.toLowerCase()]?.sha256;
  }

  /**
   * Remembers the first certificate of an instance; one that is remembered is never replaced. Throws a
   * `Problem` where it cannot be written: the next one would be taken as the first.
   */
  remember(instance: string, sha256: string): Promise<void> {
    // one after the other: each writes what the one before has written, and its own
    const turn = this.#queue.then(() => this.#remember(instance, sha256));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #remember(instance: string, sha256: string): Promise<void> {
    const pins = await this.#read();
    const key = instance.toLowerCase();
    if (pins[key] !== undefined) return;
    pins[key] = { sha256, seen: new Date(this.#now()).toISOString() };
    const part = `${this.file}.${randomBytes(6).toString('hex')}.part`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(part, `${JSON.stringify(pins, null, 2)}\n`, { mode: 0o600 });
      await rename(part, this.file);
    } catch (error) {
      throw sqlPinsNotWritten(instance, sha256, this.file, wordsOf(error));
    }
  }

  async #read(): Promise<z.output<typeof schema>> {
    try {
      return schema.parse(JSON.parse(await readFile(this.file, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw sqlPinsUnreadable(this.file, wordsOf(error));
    }
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

/** Whether the first certificate of the instance is to be remembered. */
function isPinned({ connection }: SqlProfile): boolean {
  return connection.certificate === 'pinned' && connection.encryption !== 'off';
}

/** Fingerprint that the instance's certificate must have; `undefined` where any will do, or none is known. */
export async function expectedFingerprint(
  profile: SqlProfile,
  pins: CertificatePins,
): Promise<string | undefined> {
  const { certificate } = profile.connection;
  if (typeof certificate === 'object') return spelledFingerprint(certificate.sha256);
  return isPinned(profile) ? pins.fingerprintOf(profile.instance) : undefined;
}

/**
 * Remembers what the instance showed, where it is pinned and was not known. Throws where it cannot, and then
 * ends the session.
 */
export async function rememberShown(
  session: AsyncDisposable,
  profile: SqlProfile,
  pins: CertificatePins,
  expected: string | undefined,
  shown: string | undefined,
): Promise<void> {
  if (expected !== undefined || shown === undefined || !isPinned(profile)) return;
  try {
    await pins.remember(profile.instance, shown);
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** A fingerprint as certificates show it: pairs in capitals with colons. */
function spelledFingerprint(sha256: string): string {
  return sha256.replaceAll(':', '').toUpperCase().match(/../gu)?.join(':') ?? '';
}
