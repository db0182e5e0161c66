import { dirname } from 'node:path';
import type { Estate } from '../estate/model.ts';
import type { SqlProfile } from '../executors/sql/backend.ts';
import { SqlExecutor } from '../executors/sql/executor.ts';
import { MssqlBackend } from '../executors/sql/mssql-backend.ts';
import { CertificatePins } from '../executors/sql/pins.ts';
import { EstateSqlSessions, type SqlSessions } from '../executors/sql/sessions.ts';
import { readPracticeLogins } from '../practice/sql/estate/logins-file.ts';
import { serveOptions } from '../practice/sql/estate/served-instances.ts';
import { servePracticeSql, type PracticeSql } from '../practice/sql/serve.ts';
import { userDataFolder, type Program } from './program.ts';

type SecretOf = (name: string) => Promise<string | undefined>;

/** The login of every practice estate, and the name under which its password is asked for. */
const practiceUser = 'recovery';
const practiceSecret = 'practice-logins.yaml: recovery';

/** What reaches the SQL Server instances of an estate, for one run. */
export interface EstateSql {
  readonly executor: SqlExecutor;
  /** For steps that ask or change databases; they end with the executor. */
  readonly sessions: SqlSessions;
}

/** SQL cells and sessions of an estate; a practice estate's endpoint starts when it is needed. */
export function sqlOf(program: Program, estate: Estate, secret: SecretOf): EstateSql {
  const pins = new CertificatePins(userDataFolder(program), () => Date.now());
  if (estate.kind !== 'practice') {
    const backend = new MssqlBackend({ addresses: estate.addresses, secret, pins });
    const sessions = new EstateSqlSessions(backend);
    return { executor: new SqlExecutor({ estate, backend }), sessions };
  }
  const practice = new PracticeEndpoint(estate);
  const { addresses } = practice;
  const backend = new MssqlBackend({
    addresses,
    pins,
    secret: name => (name === practiceSecret ? practice.password() : secret(name)),
  });
  const profile = (given: SqlProfile): Promise<SqlProfile> => practice.reached(given);
  return {
    executor: new SqlExecutor({ estate, backend, profile, close: () => practice.close() }),
    sessions: new EstateSqlSessions(backend, profile),
  };
}

/** The SQL endpoint of a practice estate, for one run. */
class PracticeEndpoint {
  /** Grows when the endpoint starts; what the estate file says goes first. */
  readonly addresses: Record<string, string>;
  readonly #estate: Estate;
  readonly #defects: unknown[] = [];
  #served: Promise<PracticeSql> | undefined;

  constructor(estate: Estate) {
    this.#estate = estate;
    this.addresses = { ...estate.addresses };
  }

  async password(): Promise<string | undefined> {
    const logins = await readPracticeLogins(dirname(this.#estate.file));
    return logins.find(({ user }) => user === practiceUser)?.password;
  }

  /** Starts the endpoint, and fills in what the estate file leaves open. */
  async reached(profile: SqlProfile): Promise<SqlProfile> {
    this.#served ??= servePracticeSql({
      ...serveOptions(this.#estate),
      browserPort: false,
      onDefect: error => this.#defects.push(error),
    });
    const { endpoints } = await this.#served;
    for (const { instance, host, port } of endpoints) {
      this.addresses[instance] ??= `${host}:${port}`;
    }
    const { connection } = profile;
    return {
      ...profile,
      connection: {
        ...connection,
        // Each practice server makes a certificate of its own, and another one when it is rebuilt.
        certificate: connection.certificate === 'pinned' ? 'any' : connection.certificate,
        authentication: connection.authentication ?? {
          sql: { user: practiceUser, password: { secret: practiceSecret } },
        },
      },
    };
  }

  /** Throws what went wrong inside the endpoint: its clients have only seen their connection end. */
  async close(): Promise<void> {
    // That it did not start was the problem of the step that needed it.
    const served = await this.#served?.catch(() => undefined);
    await served?.close();
    if (this.#defects.length > 0) {
      throw new AggregateError(this.#defects, 'the practice SQL endpoint failed');
    }
  }
}
