import { z } from 'zod';
import type { BackupFile, BackupHeader } from '../restore/backup-header.ts';
import type { ServerFacts } from '../restore/server-facts.ts';
import type { DatabaseSettings } from '../restore/target.ts';
import type { DatabaseUser } from '../restore/users.ts';

/** Ending of the file that describes a backup, beside its first file. */
export const descriptionEnding = '.json';

const schema = z.object({
  format: z.literal('recovery-runbooks/database-backup'),
  version: z.literal(1),
  /** When the backup was finished, UTC ISO 8601, by the clock of the computer that ran the step. */
  finished: z.string(),
  server: z.object({
    instance: z.string(),
    ownName: z.string(),
    version: z.string(),
    edition: z.string(),
    collation: z.string(),
    /** Of this installation (`ServerFacts.identity`); descriptions of early versions lack it. */
    identity: z.string().optional(),
  }),
  database: z.object({
    name: z.string(),
    owner: z.string(),
    recovery: z.string(),
    compatibility: z.number(),
    collation: z.string(),
    trustworthy: z.boolean(),
    chaining: z.boolean(),
    broker: z.boolean(),
  }),
  backup: z.object({
    kind: z.string(),
    guid: z.string(),
    family: z.string(),
    fork: z.string(),
    firstLsn: z.string(),
    lastLsn: z.string(),
    checkpointLsn: z.string(),
    copyOnly: z.boolean(),
    compressed: z.boolean(),
  }),
  files: z.array(
    z.object({ logical: z.string(), physical: z.string(), type: z.string(), bytes: z.number() }),
  ),
  /** Users without their own kind of the server, and the roles that they are in. */
  users: z.array(z.object({ name: z.string(), type: z.string(), roles: z.array(z.string()) })),
  media: z.array(z.object({ file: z.string(), bytes: z.number(), sha256: z.string() })),
});

/** What a backup was made of: held against it, and against the database, when it is restored. */
export type BackupDescription = z.output<typeof schema>;

export interface Described {
  readonly finished: string;
  readonly instance: string;
  readonly server: ServerFacts;
  readonly settings: DatabaseSettings;
  readonly header: BackupHeader;
  readonly files: readonly BackupFile[];
  readonly users: readonly DatabaseUser[];
  readonly media: BackupDescription['media'];
}

/** The description of a backup that was just made. */
export function describeBackup(described: Described): BackupDescription {
  const { server, header, settings, users } = described;
  const { ownName, version, edition, collation, identity } = server;
  return {
    format: 'recovery-runbooks/database-backup',
    version: 1,
    finished: described.finished,
    server: { instance: described.instance, ownName, version, edition, collation, identity },
    database: { name: header.database, ...settings },
    backup: {
      kind: header.kind,
      guid: header.guid,
      family: header.familyGuid,
      fork: header.fork,
      firstLsn: String(header.firstLsn),
      lastLsn: String(header.lastLsn),
      checkpointLsn: String(header.checkpointLsn),
      copyOnly: header.copyOnly,
      compressed: header.compressed,
    },
    files: described.files.map(({ logical, physical, type, bytes }) => ({
      logical,
      physical,
      type,
      bytes,
    })),
    users: users.map(({ name, type, roles }) => ({ name, type, roles: [...roles] })),
    media: described.media,
  };
}

export function descriptionText(description: BackupDescription): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}

/** `undefined` for a text that is no description of this version. */
export function readDescription(text: string): BackupDescription | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // somebody else's file of that name describes nothing
  }
}

export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** Where a backup is another one than its description says. */
export function differences(
  { backup, database, server }: BackupDescription,
  header: BackupHeader,
): Difference[] {
  const pairs: [string, string, string][] = [
    ['BackupSetGUID', backup.guid, header.guid],
    ['DatabaseName', database.name, header.database],
    ['ServerName', server.ownName, header.server],
    ['FamilyGUID', backup.family, header.familyGuid],
    ['LastLSN', backup.lastLsn, String(header.lastLsn)],
  ];
  return pairs
    .filter(([, expected, found]) => expected.toLowerCase() !== found.toLowerCase())
    .map(([what, expected, found]) => ({ what, expected, found }));
}
