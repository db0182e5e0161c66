import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { decodeDataFile, encodeDataFile } from '../../storage/data-file.ts';
import type { ServerPaths } from '../../storage/server-paths.ts';
import { loginSchema, type Login } from '../principals/principals.ts';
import { Database, databaseSchema, storeDatabase, type DatabaseState } from './database.ts';

/** What an instance keeps outside its databases' files, in `instance.json` in its folder. */
const instanceSchema = z.object({
  format: z.literal(1),
  /** Another one for each installation. */
  id: z.string(),
  version: z.string(),
  edition: z.string(),
  installed: z.number(),
  /** Capacity of each drive of the server, bytes. */
  drives: z.record(z.string(), z.number()),
  logins: z.array(loginSchema),
  /** Thumbprints (hex) of the certificates in master. */
  certificates: z.array(z.string()).optional(),
  databases: z.array(databaseSchema),
});
type InstanceFile = z.output<typeof instanceSchema>;

export interface InstanceFacts {
  readonly id: string;
  readonly version: string;
  readonly edition: string;
  readonly installed: number;
  readonly drives: Record<string, number>;
  readonly logins: Login[];
  /** Thumbprints (hex) of the certificates in master. */
  certificates?: string[] | undefined;
}

export const instanceFileName = 'instance.json';
export const drivesFolder = 'drives';

/** Writes a file whole or not at all. */
export async function writeWhole(
  path: string,
  content: string | Buffer,
  mode = 0o644,
): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, content, { mode });
    const file = await open(part, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

const markerSchema = z.object({ id: z.string() });

/** Which installation of an instance a folder holds; undefined when it holds none. */
export async function readMarker(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, instanceFileName), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : markerSchema.parse(JSON.parse(text)).id;
}

/** Reads and writes what one instance keeps on disk. */
export class InstanceStore {
  readonly folder: string;
  readonly #paths: ServerPaths;
  #written = '';

  constructor(folder: string, paths: ServerPaths) {
    this.folder = folder;
    this.#paths = paths;
  }

  /** Throws when the folder holds no instance, or one that cannot be read. */
  async load(): Promise<{ facts: InstanceFacts; databases: Database[] }> {
    const text = await readFile(join(this.folder, instanceFileName), 'utf8');
    const file: InstanceFile = instanceSchema.parse(JSON.parse(text));
    const databases = file.databases.map(facts => new Database(facts));
    for (const database of databases) await this.open(database);
    return { facts: file, databases };
  }

  async save(facts: InstanceFacts, databases: Iterable<Database>): Promise<void> {
    const file: z.input<typeof instanceSchema> = {
      format: 1,
      id: facts.id,
      version: facts.version,
      edition: facts.edition,
      installed: facts.installed,
      drives: facts.drives,
      logins: facts.logins,
      ...(facts.certificates === undefined ? {} : { certificates: facts.certificates }),
      databases: [...databases].map(storeDatabase),
    };
    const text = `${JSON.stringify(file, null, 1)}\n`;
    if (text === this.#written) return;
    await writeWhole(join(this.folder, instanceFileName), text, 0o600);
    this.#written = text;
  }

  /** Reads a database's files, as recovery at the start does; its state says how that went. */
  async open(database: Database): Promise<DatabaseState> {
    const { facts } = database;
    database.content = undefined;
    if (facts.state === 'RESTORING' || facts.state === 'OFFLINE') return facts.state;
    const bytes = await this.readData(database);
    const decoded = bytes && decodeDataFile(bytes);
    database.damaged = decoded?.damaged ?? [];
    database.content = decoded?.content;
    facts.state =
      decoded === undefined
        ? 'RECOVERY_PENDING'
        : decoded.content === undefined
          ? 'SUSPECT'
          : 'ONLINE';
    return facts.state;
  }

  /** Bytes of the data file; undefined when it is not there or cannot be read. */
  async readData(database: Database): Promise<Buffer | undefined> {
    const path = database.dataFile?.physicalName;
    if (path === undefined) return undefined;
    const located = await this.#paths.locate(path);
    return located.found ? readFile(located.local).catch(() => undefined) : undefined;
  }

  /** Brings a database's files up to its content. Throws when its folder cannot be written. */
  async flush(database: Database): Promise<void> {
    if (!database.dirty || database.content === undefined) return;
    database.dirty = false;
    try {
      await this.writeData(database, encodeDataFile(database.content, database.facts.lsn));
    } catch (error) {
      database.dirty = true;
      throw error;
    }
  }

  async writeData(database: Database, pages: Buffer): Promise<void> {
    for (const file of database.facts.files) {
      const located = await this.#paths.locate(file.physicalName);
      if (!located.found) throw new FileUnreachable(file.physicalName, located.error);
      await mkdir(dirname(located.local), { recursive: true });
      const log = `RRPRACTICELOG1 ${database.name} ${database.facts.lsn}\n`;
      await writeWhole(located.local, file.kind === 'ROWS' ? pages : log);
    }
  }
}

/** The server's own file cannot be reached; `error` is the system's number. */
export class FileUnreachable extends Error {
  readonly path: string;
  readonly error: number;

  constructor(path: string, error: number) {
    super(path);
    this.path = path;
    this.error = error;
  }
}
