import type { SqlBackend, SqlProfile, SqlSession } from '../backend.ts';

/** The back ends that a session may go through. */
export interface Backends {
  /** The `mssql` package: SQL Server logins and NTLM. */
  readonly driver: SqlBackend;
  /** PowerShell's own SqlClient: the operator's Windows account, old TLS. */
  readonly powershell: SqlBackend;
}

/** Goes through the back end that the estate file names; integrated authentication has only one. */
export class ChosenBackend implements SqlBackend {
  readonly #backends: Backends;

  constructor(backends: Backends) {
    this.#backends = backends;
  }

  open(profile: SqlProfile, signal: AbortSignal): Promise<SqlSession> {
    const { backend, authentication } = profile.connection;
    const powershell = backend === 'powershell' || authentication === 'integrated';
    const { driver } = this.#backends;
    return (powershell ? this.#backends.powershell : driver).open(profile, signal);
  }
}
