import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Faults } from '../../faults/fault.ts';
import {
  LoginRefused,
  type ConnectionControl,
  type SqlServerInstance,
  type WireSettings,
} from '../../session/contract.ts';
import type { ServerPaths } from '../../storage/server-paths.ts';
import type { Trace } from '../../trace.ts';
import type { Login7 } from '../../wire/login.ts';
import type { ServerMessage } from '../../wire/tokens.ts';
import { sameName } from '../expressions/scope.ts';
import { messageText, sqlError } from '../messages/sql-error.ts';
import { authenticate, refused } from '../principals/authenticate.ts';
import type { Login } from '../principals/principals.ts';
import type { ResultSink } from '../sessions/results.ts';
import { Session } from '../sessions/session.ts';
import { Database } from './database.ts';
import {
  FileUnreachable,
  instanceFileName,
  type InstanceFacts,
  type InstanceStore,
} from './instance-store.ts';
import { Mirrors } from './mirrors.ts';
import type { Product } from './product.ts';

/** Time and chance, from outside. */
export interface World {
  /** ms since 1970. */
  now(): number;
  random(size: number): Buffer;
}

export interface InstanceOptions {
  /** `host\instance`, or the host alone. */
  readonly name: string;
  /** `MSSQLSERVER` for the default instance. */
  readonly instanceName: string;
  readonly store: InstanceStore;
  readonly paths: ServerPaths;
  readonly product: Product;
  readonly wire: WireSettings;
  readonly faults: Faults;
  readonly world: World;
  readonly onDefect: (error: unknown) => void;
  /** Hears every text that is understood. */
  readonly trace?: Trace | undefined;
}

/** A session that no client of ours holds: an application that uses a database. */
export interface OtherSession {
  readonly spid: number;
  readonly login: string;
  readonly host: string;
  readonly program: string;
  database: string;
  readonly since: number;
}

const firstSpid = 51;

/** One running instance: its databases, logins and sessions. */
export class Instance implements SqlServerInstance {
  readonly options: InstanceOptions;
  readonly facts: InstanceFacts;
  readonly started: number;
  readonly mirrors: Mirrors;
  readonly #databases = new Map<string, Database>();
  readonly sessions = new Map<number, Session>();
  others: OtherSession[] = [];
  #stopped = false;
  #retired = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: InstanceOptions, facts: InstanceFacts, databases: readonly Database[]) {
    this.options = options;
    this.facts = facts;
    this.started = options.world.now();
    this.mirrors = new Mirrors(options.store.folder);
    for (const database of databases) this.#databases.set(database.name.toLowerCase(), database);
  }

  get name(): string {
    return this.options.name;
  }

  get instanceName(): string {
    return this.options.instanceName;
  }

  get wire(): WireSettings {
    return this.options.wire;
  }

  get faults(): Faults {
    return this.options.faults;
  }

  get product(): Product {
    return this.options.product;
  }

  get world(): World {
    return this.options.world;
  }

  get paths(): ServerPaths {
    return this.options.paths;
  }

  /** A server that was lost takes its instance's folder with it. */
  get listening(): boolean {
    return !this.#stopped && this.#isInstalled();
  }

  /** `@@SERVERNAME`: the short host name, upper case, and the instance. */
  get serverName(): string {
    const host = (this.name.split('\\')[0] ?? '').split('.')[0] ?? '';
    const short = host.toUpperCase();
    return this.instanceName === 'MSSQLSERVER'
      ? short
      : `${short}\\${this.instanceName.toUpperCase()}`;
  }

  /** Folder for files of which nobody says where they are to lie. */
  get defaultDataPath(): string {
    const [major, minor] = this.product.version;
    const number = minor === 0 ? String(major) : `${major}_${minor}`;
    const folder = `MSSQL${number}.${this.instanceName.toUpperCase()}`;
    return `C:\\Program Files\\Microsoft SQL Server\\${folder}\\MSSQL\\DATA`;
  }

  /** Folder for backups that are named without one. */
  get backupPath(): string {
    return this.defaultDataPath.replace(/DATA$/u, 'Backup');
  }

  newGuid(): string {
    const bytes = this.world.random(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex').toUpperCase();
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
  }

  databases(): Database[] {
    return [...this.#databases.values()].sort((a, b) => a.facts.id - b.facts.id);
  }

  find(name: string): Database | undefined {
    return this.#databases.get(name.toLowerCase());
  }

  /** Throws 911. */
  database(name: string): Database {
    const database = this.find(name);
    if (database === undefined) throw sqlError(911, name);
    return database;
  }

  add(database: Database): void {
    this.#databases.set(database.name.toLowerCase(), database);
  }

  remove(name: string): void {
    this.#databases.delete(name.toLowerCase());
  }

  nextDatabaseId(): number {
    const used = new Set(this.databases().map(database => database.facts.id));
    let id = 5;
    while (used.has(id)) id++;
    return id;
  }

  findLogin(name: string): Login | undefined {
    return this.facts.logins.find(login => sameName(login.name, name));
  }

  /** Name of the login with this SID. */
  loginBySid(sid: string): Login | undefined {
    return this.facts.logins.find(login => login.sid === sid);
  }

  /** Sessions that are in a database, but this one. */
  usersOf(
    database: string,
    but?: Session,
  ): { spid: number; session?: Session; other?: OtherSession }[] {
    const own = [...this.sessions.values()]
      .filter(session => session !== but && sameName(session.database, database))
      .map(session => ({ spid: session.spid, session }));
    const others = this.others
      .filter(other => sameName(other.database, database))
      .map(other => ({ spid: other.spid, other }));
    return [...own, ...others];
  }

  freeSpid(): number {
    const used = new Set([...this.sessions.keys(), ...this.others.map(other => other.spid)]);
    let spid = firstSpid;
    while (used.has(spid)) spid++;
    return spid;
  }

  login(
    login: Login7,
    control: ConnectionControl,
  ): { session: Session; greeting: ServerMessage[] } {
    for (const action of this.faults.strike({ at: 'login', instance: this.name })) {
      if (action.kind === 'login-error')
        throw refused(this, action.number, login.userName, action.state);
      control.apply(action);
    }
    const found = authenticate(this, login);
    const database = login.database === '' ? found.defaultDatabase : login.database;
    const session = new Session(this, found, login, control, this.freeSpid());
    try {
      session.enter(database === '' ? 'master' : database);
    } catch {
      throw new LoginRefused([
        this.message(4060, messageText(4060, database), 11, 1),
        this.message(18456, messageText(18456, login.userName), 14, 1),
      ]);
    }
    this.sessions.set(session.spid, session);
    return {
      session,
      greeting: [
        this.message(5701, messageText(5701, session.database), 0, 2),
        this.message(5703, messageText(5703, 'us_english'), 0, 1),
      ],
    };
  }

  message(number: number, text: string, severity: number, state: number, line = 1): ServerMessage {
    return { number, state, severity, text, server: this.serverName, procedure: '', line };
  }

  defect(error: unknown): void {
    this.options.onDefect(error);
  }

  /** Writes what changed. Writes follow one another. */
  save(): Promise<void> {
    const next = this.#saving.then(() => this.#save());
    this.#saving = next.catch(() => undefined);
    return next;
  }

  #isInstalled(): boolean {
    return existsSync(join(this.options.store.folder, instanceFileName));
  }

  async #save(): Promise<void> {
    if (this.#retired || !this.#isInstalled()) return;
    try {
      for (const database of this.databases()) await this.#flush(database);
      await this.options.store.save(this.facts, this.databases());
    } catch (error) {
      // A server that is lost while it writes has nothing left to keep.
      if (this.#isInstalled()) throw error;
    }
  }

  /** A database whose files cannot be written is as lost as one whose files cannot be read. */
  async #flush(database: Database): Promise<void> {
    try {
      await this.options.store.flush(database);
    } catch (error) {
      if (!(error instanceof FileUnreachable)) throw error;
      database.facts.state = 'RECOVERY_PENDING';
      database.content = undefined;
      database.dirty = false;
    }
  }

  /** Resolves when everything that was to be written is. */
  async settle(): Promise<void> {
    await this.#saving;
  }

  /** Free bytes of a drive: capacity less what databases and files take. */
  freeSpace(drive: string): number | undefined {
    const capacity = this.facts.drives[drive.toUpperCase()];
    if (capacity === undefined) return undefined;
    const files = this.databases().flatMap(database => database.facts.files);
    const used = files
      .filter(file => file.physicalName.toUpperCase().startsWith(`${drive.toUpperCase()}:`))
      .reduce((sum, file) => sum + file.sizePages * 8192, 0);
    return Math.max(0, capacity - used);
  }

  /** Ends all sessions; the service is down until `resume`. */
  stop(): void {
    this.#stopped = true;
    for (const session of this.sessions.values()) session.control.kill(undefined);
    this.sessions.clear();
  }

  /** The server was lost or installed anew: this instance must not write there any more. */
  retire(): void {
    this.#retired = true;
    this.stop();
  }

  /** The service is up again: databases go through recovery. */
  async resume(): Promise<void> {
    for (const database of this.databases()) {
      if (database.facts.state === 'RECOVERING') database.facts.state = 'ONLINE';
      database.busy = undefined;
      await this.options.store.open(database);
    }
    this.#stopped = false;
  }

  /** A fault: the service stops in mid-message and is back after `ms`. */
  async restart(ms: number, sink: ResultSink): Promise<void> {
    sink.message(this.message(6005, messageText(6005), 14, 1));
    await sink.flush();
    this.stop();
    await new Promise(resolve => {
      setTimeout(resolve, ms).unref();
    });
    await this.resume();
  }

  /** Removes a file of the server that may be there. */
  async removeFile(windowsPath: string): Promise<void> {
    const located = await this.paths.locate(windowsPath);
    if (located.found && existsSync(located.local) && statSync(located.local).isFile())
      await rm(located.local);
  }
}
