import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sqlPinsUnreadable } from '../../../errors/sql.ts';
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

  constructor(folder: string, now: () => number) {
    this.file = join(folder, fileName);
    this.#folder = folder;
    this.#now = now;
  }

  /** Throws when the file is there and unreadable: a lost memory is not the same as none. */
  async fingerprintOf(instance: string): Promise<string | undefined> {
    return (await this.#read())[instance.toLowerCase()]?.sha256;
  }

  /** Remembers the first certificate of an instance; one that is remembered is never replaced. */
  async remember(instance: string, sha256: string): Promise<void> {
    const pins = await this.#read();
    const key = instance.toLowerCase();
    if (pins[key] !== undefined) return;
    pins[key] = { sha256, seen: new Date(this.#now()).toISOString() };
    await mkdir(this.#folder, { recursive: true });
    const part = `${this.file}.${process.pid}.part`;
    await writeFile(part, `${JSON.stringify(pins, null, 2)}\n`, { mode: 0o600 });
    await rename(part, this.file);
  }

  async #read(): Promise<z.output<typeof schema>> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw error;
    }
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      throw sqlPinsUnreadable(this.file, error instanceof Error ? error.message : String(error));
    }
  }
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

/** Remembers what the instance showed, where it is pinned and was not known. */
export async function rememberShown(
  profile: SqlProfile,
  pins: CertificatePins,
  expected: string | undefined,
  shown: string | undefined,
): Promise<void> {
  if (expected !== undefined || shown === undefined || !isPinned(profile)) return;
  await pins.remember(profile.instance, shown);
}

/** A fingerprint as certificates show it: pairs in capitals with colons. */
function spelledFingerprint(sha256: string): string {
  return sha256.replaceAll(':', '').toUpperCase().match(/../gu)?.join(':') ?? '';
}
