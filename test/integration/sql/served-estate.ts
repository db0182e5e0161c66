import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { sqlConnectionOf } from '../../../src/estate/sql-connection.ts';
import type {
  SqlBackend,
  SqlMessage,
  SqlOutcome,
  SqlProfile,
  SqlSession,
} from '../../../src/executors/sql/backend.ts';
import { CertificatePins } from '../../../src/executors/sql/connection/pins.ts';
import {
  MssqlBackend,
  type MssqlBackendOptions,
} from '../../../src/executors/sql/mssql/backend.ts';
import { SqlClientBackend } from '../../../src/executors/sql/sql-client/backend.ts';
import type { SqlClientShell } from '../../../src/executors/sql/sql-client/session.ts';
import { createPracticeDatabases } from '../../../src/practice/sql/estate/create-databases.ts';
import { createPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import {
  servePracticeSql,
  type PracticeSql,
  type ServedInstance,
} from '../../../src/practice/sql/serve.ts';

export const host = 'sql01.contoso.com';
export const instance = `${host}\\rtc`;
export const share = '\\\\bk01.contoso.com\\LyncBackup';

/** A served practice instance with a back end on it, in a folder of its own. */
export class ServedEstate implements AsyncDisposable {
  readonly folder: string;
  readonly served: PracticeSql;
  readonly password: string;
  readonly defects: unknown[];
  /** Gives shells for connections through SqlClient; without it they go through `mssql`. */
  shells: (() => Promise<SqlClientShell>) | undefined;

  private constructor(folder: string, served: PracticeSql, password: string, defects: unknown[]) {
    this.folder = folder;
    this.served = served;
    this.password = password;
    this.defects = defects;
  }

  static async open(serve: Partial<ServedInstance> = {}): Promise<ServedEstate> {
    const folder = await mkdtemp(join(tmpdir(), 'sql-executor-'));
    const backups = join(folder, 'backups');
    await mkdir(backups);
    const databases = ['LcsCDR', 'LcsLog'];
    await createPracticeDatabases(folder, { host, instance: 'rtc', databases });
    const logins = await createPracticeLogins(folder, randomBytes);
    const defects: unknown[] = [];
    const served = await servePracticeSql({
      estateFolder: folder,
      instances: [{ name: instance, host, instance: 'rtc', ...serve }],
      paths: [{ unc: share, local: backups }],
      browserPort: 0,
      onDefect: error => defects.push(error),
    });
    const password = logins.find(({ user }) => user === 'recovery')?.password ?? '';
    return new ServedEstate(folder, served, password, defects);
  }

  get port(): number {
    return this.served.endpoints[0]?.port ?? 0;
  }

  get pins(): CertificatePins {
    return new CertificatePins(join(this.folder, 'data'), () => Date.UTC(2026, 10, 22));
  }

  profile(settings: Record<string, unknown> = {}): SqlProfile {
    const authentication = { sql: { user: 'recovery', password: { secret: 'SQL' } } };
    return { instance, host, connection: sqlConnectionOf({ authentication, ...settings }) };
  }

  backend(more: Partial<MssqlBackendOptions> = {}): SqlBackend {
    const options = {
      addresses: { [instance]: `127.0.0.1:${this.port}` },
      secret: (name: string) => Promise.resolve(name === 'SQL' ? this.password : undefined),
      pins: this.pins,
      ...more,
    };
    const driver = new MssqlBackend(options);
    if (this.shells === undefined) return driver;
    const { probe } = driver;
    return new SqlClientBackend({ ...options, probe, shell: this.shells, account: 'me' });
  }

  session(settings: Record<string, unknown> = {}): Promise<SqlSession> {
    return this.backend().open(this.profile(settings), new AbortController().signal);
  }

  /** The problem with which opening a session ends. */
  async refusal(
    settings: Record<string, unknown> = {},
    more: Partial<MssqlBackendOptions> = {},
    profile = this.profile(settings),
  ): Promise<Problem> {
    try {
      const session = await this.backend(more).open(profile, new AbortController().signal);
      await session[Symbol.asyncDispose]();
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    throw new Error('the session was opened');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    if (this.defects.length > 0) throw new AggregateError(this.defects, 'defects');
  }
}

export interface Heard extends SqlOutcome {
  readonly messages: readonly SqlMessage[];
  readonly columns: readonly (readonly string[])[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly counts: readonly number[];
}

/** Runs a batch and keeps all that came. */
export async function hear(
  session: SqlSession,
  text: string,
  options: {
    readonly signal?: AbortSignal;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly onMessage?: (message: SqlMessage) => void;
  } = {},
): Promise<Heard> {
  const messages: SqlMessage[] = [];
  const columns: (readonly string[])[] = [];
  const rows: (readonly (string | null)[])[] = [];
  const counts: number[] = [];
  const parameters = Object.entries(options.parameters ?? {}).map(([name, value]) => ({
    name,
    value,
  }));
  const outcome = await session.execute(
    { text, parameters },
    {
      message: message => {
        messages.push(message);
        options.onMessage?.(message);
      },
      columns: names => columns.push(names),
      row: row => rows.push(row),
      rowCount: count => counts.push(count),
    },
    options.signal ?? new AbortController().signal,
  );
  return { ...outcome, messages, columns, rows, counts };
}
