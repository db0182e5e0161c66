import { z } from 'zod';
import { sqlPinsNotWritten, sqlPinsUnreadable } from '../../../errors/sql-pins.ts';
import type { SqlProfile } from '../backend.ts';
import { UserMemory } from './user-memory.ts';

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
  readonly #memory: UserMemory<z.output<typeof schema>[string]>;
  readonly #now: () => number;

  constructor(folder: string, now: () => number) {
    this.#memory = new UserMemory(folder, 'sql-certificates.json', schema, {
      unreadable: sqlPinsUnreadable,
      notWritten: sqlPinsNotWritten,
    });
    this.file = this.#memory.file;
    this.#now = now;
  }

  /** Throws when the file is there and unreadable: a lost memory is not the same as none. */
  async fingerprintOf(instance: string): Promise<string | undefined> {
    return (await this.#memory.of(instance))?.sha256;
  }

  /**
   * Remembers the first certificate of an instance; one that is remembered is never replaced. Throws a
   * `Problem` where it cannot be written: the next one would be taken as the first.
   */
  async remember(instance: string, sha256: string): Promise<void> {
    const seen = new Date(this.#now()).toISOString();
    await this.#memory.put(instance, known => (known === undefined ? { sha256, seen } : undefined));
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
