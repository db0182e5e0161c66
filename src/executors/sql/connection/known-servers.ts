import { z } from 'zod';
import { sqlServersNotWritten, sqlServersUnreadable } from '../../../errors/sql-pins.ts';
import { UserMemory } from './user-memory.ts';

/** What tells one installation of SQL Server from another one. */
export interface Installation {
  /** `@@SERVERNAME`. */
  readonly ownName: string;
  /** Made when it was installed. */
  readonly identity: string;
}

const schema = z.record(
  z.string(),
  z.object({
    ownName: z.string(),
    identity: z.string(),
    /** When databases were last changed there from this computer, UTC, ISO 8601. */
    seen: z.string(),
  }),
);

/** An installation, held against the one that is remembered for the instance. */
export type Sighting =
  | { readonly kind: 'first' }
  | { readonly kind: 'same'; readonly seen: string }
  | { readonly kind: 'other'; readonly before: Installation; readonly seen: string };

/**
 * The installations of SQL Server on which this user restored databases, by instance. A name that leads to
 * another installation than before (rebuilt, or a laboratory with the names of production) shows by it.
 */
export class KnownServers {
  readonly file: string;
  readonly #memory: UserMemory<Installation & { readonly seen: string }>;
  readonly #now: () => number;

  constructor(folder: string, now: () => number) {
    this.#memory = new UserMemory(folder, 'sql-servers.json', schema, {
      unreadable: sqlServersUnreadable,
      notWritten: sqlServersNotWritten,
    });
    this.file = this.#memory.file;
    this.#now = now;
  }

  /** Throws a `Problem` where the memory is there and cannot be read. */
  async sightingOf(instance: string, { ownName, identity }: Installation): Promise<Sighting> {
    const known = await this.#memory.of(instance);
    if (known === undefined) return { kind: 'first' };
    const { seen } = known;
    const isSame = known.identity === identity && known.ownName === ownName;
    return isSame ? { kind: 'same', seen } : { kind: 'other', before: known, seen };
  }

  /** Remembers the installation that was confirmed. Throws a `Problem` where it cannot be written. */
  async remember(instance: string, { ownName, identity }: Installation): Promise<void> {
    const seen = new Date(this.#now()).toISOString();
    await this.#memory.put(instance, () => ({ ownName, identity, seen }));
  }
}
