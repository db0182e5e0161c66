import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

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
    return schema.parse(JSON.parse(text));
  }
}

/** A fingerprint as certificates show it: pairs in capitals with colons. */
export function spelledFingerprint(sha256: string): string {
  return sha256.replaceAll(':', '').toUpperCase().match(/../gu)?.join(':') ?? '';
}
