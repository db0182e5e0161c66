import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Estate } from '../estate/model.ts';
import { PowerShellPool } from '../executors/powershell/pool.ts';
import type { SqlBackend, SqlProfile } from '../executors/sql/backend.ts';
import { SqlExecutor } from '../executors/sql/cells/executor.ts';
import { ChosenBackend } from '../executors/sql/connection/chosen-backend.ts';
import { KnownServers } from '../executors/sql/connection/known-servers.ts';
import { CertificatePins } from '../executors/sql/connection/pins.ts';
import { EstateSqlSessions, type SqlSessions } from '../executors/sql/connection/sessions.ts';
import { MssqlBackend } from '../executors/sql/mssql/backend.ts';
import { SqlClientBackend } from '../executors/sql/sql-client/backend.ts';
import type { SqlClientShell } from '../executors/sql/sql-client/session.ts';
import { findPowerShell } from './powershell.ts';
import { PracticeEndpoint, practiceSecret } from './practice-endpoint.ts';
import { carriedFiles, userDataFolder, type Program } from './program.ts';

type SecretOf = (name: string) => Promise<string | undefined>;

/** What reaches the SQL Server instances of an estate, for one run. */
export interface EstateSql {
  readonly executor: SqlExecutor;
  /** For steps that ask or change databases; they end with the executor. */
  readonly sessions: SqlSessions;
}

/** SQL cells and sessions of an estate; a practice estate's endpoint starts when it is needed. */
export function sqlOf(program: Program, estate: Estate, secret: SecretOf): EstateSql {
  if (estate.kind !== 'practice') {
    // a practice estate is made anew each time, with the same names
    const servers = new KnownServers(userDataFolder(program), () => Date.now());
    const backend = backendOf(program, estate.addresses, secret);
    const sessions = new EstateSqlSessions(backend, { servers });
    return { executor: new SqlExecutor({ estate, backend }), sessions };
  }
  const practice = new PracticeEndpoint(program, estate);
  const backend = backendOf(program, practice.addresses, name =>
    name === practiceSecret ? practice.password() : secret(name),
  );
  const profile = (given: SqlProfile): Promise<SqlProfile> => practice.reached(given);
  return {
    executor: new SqlExecutor({ estate, backend, profile, close: () => practice.close() }),
    sessions: new EstateSqlSessions(backend, { fill: profile }),
  };
}

function backendOf(
  program: Program,
  addresses: Readonly<Record<string, string>>,
  secret: SecretOf,
): SqlBackend {
  const pins = new CertificatePins(userDataFolder(program), () => Date.now());
  const driver = new MssqlBackend({ addresses, secret, pins });
  const powershell = new SqlClientBackend({
    addresses,
    secret,
    pins,
    probe: driver.probe,
    shell: signal => sqlShell(program, signal),
    account: userInfo().username,
  });
  return new ChosenBackend({ driver, powershell });
}

/** A PowerShell of this computer that holds one connection and ends with it. */
async function sqlShell(program: Program, signal: AbortSignal): Promise<SqlClientShell> {
  const { driver, sqlSession } = carriedFiles(program);
  const pool = new PowerShellPool({
    estate: undefined,
    driverFile: driver,
    self: program.self,
    powerShell: () => findPowerShell(program),
    secret: () => Promise.resolve(undefined),
  });
  try {
    const script = await readFile(sqlSession, 'utf8');
    const session = await pool.session(undefined, signal);
    return { session, script, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() };
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}
