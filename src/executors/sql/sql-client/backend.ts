import { randomBytes } from 'node:crypto';
import { Problem } from '../../../errors/problem.ts';
import {
  sqlCertificateUnchecked,
  sqlClientMissing,
  sqlNoAuthentication,
  sqlNtlmNotHere,
  sqlSecretMissing,
} from '../../../errors/sql.ts';
import type { Endpoint } from '../../../estate/addresses.ts';
import { Secret } from '../../../runbook/variables.ts';
import type { ShellValue } from '../../powershell/session.ts';
import {
  programName,
  type SqlBackend,
  type SqlMessage,
  type SqlProfile,
  type SqlSession,
} from '../backend.ts';
import { connectFailure } from '../connection/connect-failure.ts';
import { locateInstance, type LocateOptions } from '../connection/locate.ts';
import { expectedFingerprint, rememberShown, type CertificatePins } from '../connection/pins.ts';
import { callScript, SqlClientSession, sqlMessageOf, type SqlClientShell } from './session.ts';

/** What a look at the server before the login found. */
export interface ProbedServer {
  readonly encrypted: boolean;
  /** SHA-256 of the certificate that it showed. */
  readonly fingerprint: string | undefined;
}

/** Looks at encryption and certificate of a server without logging in. Throws a `Problem`. */
export type ServerProbe = (
  profile: SqlProfile,
  endpoint: Endpoint,
  expected: string | undefined,
  signal: AbortSignal,
) => Promise<ProbedServer>;

export interface SqlClientBackendOptions {
  readonly addresses: Readonly<Record<string, string>>;
  /** The value of a secret by its name. */
  readonly secret: (name: string) => Promise<string | undefined>;
  readonly pins: CertificatePins;
  readonly probe: ServerProbe;
  /** A PowerShell of this computer for one connection. Throws a `Problem` where there is none. */
  readonly shell: (signal: AbortSignal) => Promise<SqlClientShell>;
  /** The operator's own account, for messages. */
  readonly account: string;
  readonly browser?: LocateOptions['browser'];
  readonly connectMs?: number;
  readonly cancelMs?: number;
}

const defaults = { connectMs: 15_000, cancelMs: 90_000 } as const;

interface Login {
  readonly user: string;
  readonly password: Secret | undefined;
}

/**
 * Sessions through the `SqlClient` of PowerShell's .NET: the operator's own Windows account, and servers
 * that only speak old TLS. The same look-up, guards and pins go before as with `mssql`.
 */
export class SqlClientBackend implements SqlBackend {
  readonly #options: SqlClientBackendOptions;

  constructor(options: SqlClientBackendOptions) {
    this.#options = options;
  }

  async open(profile: SqlProfile, signal: AbortSignal): Promise<SqlSession> {
    const { addresses, browser, pins } = this.#options;
    const { instance, connection } = profile;
    const login = await this.#login(profile);
    const endpoint = await locateInstance({
      instance,
      addresses,
      signal,
      port: connection.port,
      ...(browser === undefined ? {} : { browser }),
    });
    const expected = await expectedFingerprint(profile, pins);
    const shown = await this.#probed(profile, endpoint, expected, signal);
    const session = await this.#connect(profile, endpoint, login, signal);
    await rememberShown(session, profile, pins, expected, shown);
    return session;
  }

  async #login({ instance, connection }: SqlProfile): Promise<Login> {
    const { authentication } = connection;
    if (authentication === undefined) throw sqlNoAuthentication(instance);
    if (authentication === 'integrated') {
      return { user: this.#options.account, password: undefined };
    }
    if (!('sql' in authentication)) throw sqlNtlmNotHere(instance);
    const { user, password } = authentication.sql;
    const value = await this.#options.secret(password.secret);
    if (value === undefined) throw sqlSecretMissing(instance, password.secret);
    return { user, password: new Secret(password.secret, value) };
  }

  /**
   * SqlClient does not show certificates, so the server is looked at before. Where that cannot be (a
   * version of TLS that only Windows still speaks), nothing that was to be compared is taken on trust.
   */
  async #probed(
    profile: SqlProfile,
    endpoint: Endpoint,
    expected: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { certificate, encryption } = profile.connection;
    if (encryption === 'off') return undefined;
    try {
      return (await this.#options.probe(profile, endpoint, expected, signal)).fingerprint;
    } catch (error) {
      const tls = error instanceof Problem && error.code === 'SQL-TLS-FAILED';
      if (!tls) throw error;
      if (certificate === 'any' || certificate === 'verified') return undefined;
      throw sqlCertificateUnchecked(profile.instance, error.data.theirs ?? []);
    }
  }

  async #connect(
    profile: SqlProfile,
    endpoint: Endpoint,
    login: Login,
    signal: AbortSignal,
  ): Promise<SqlSession> {
    const { connectMs = defaults.connectMs, cancelMs = defaults.cancelMs } = this.#options;
    const program = `${programName} ${randomBytes(4).toString('hex')}`;
    const shell = await this.#options.shell(signal);
    try {
      const given = connectionOf(profile, endpoint, login, program, connectMs);
      await openConnection(shell, given, { profile, endpoint, user: login.user }, signal);
      const session = new SqlClientSession({ shell, program, cancelMs });
      await session.identify(signal, profile.connection.encryption === 'required');
      return session;
    } catch (error) {
      await shell[Symbol.asyncDispose]();
      signal.throwIfAborted();
      if (error instanceof Problem) throw error;
      throw connectFailure(error, { profile, endpoint, user: login.user, messages: [] });
    }
  }
}

function connectionOf(
  { connection }: SqlProfile,
  { host, port }: Endpoint,
  { user, password }: Login,
  program: string,
  connectMs: number,
): Readonly<Record<string, ShellValue>> {
  return {
    source: `tcp:${host},${port}`,
    program,
    encrypt: connection.encryption === 'required',
    trust: connection.certificate !== 'verified',
    seconds: Math.ceil(connectMs / 1000),
    integrated: password === undefined,
    user: password === undefined ? '' : user,
    ...(password === undefined ? {} : { password }),
  };
}

async function openConnection(
  shell: SqlClientShell,
  given: Readonly<Record<string, ShellValue>>,
  attempt: { readonly profile: SqlProfile; readonly endpoint: Endpoint; readonly user: string },
  signal: AbortSignal,
): Promise<void> {
  const messages: SqlMessage[] = [];
  let answer: 'open' | 'missing' | undefined;
  let words: string | undefined;
  const result = await callScript(shell, 'open', given, { signal }, event => {
    // no state: the client's own words, such as its time-out, which come as "refused" as well
    if (event.t === 'message' && event.s !== 0) messages.push(sqlMessageOf(event));
    else if (event.t === 'refused') words = event.m;
    else if (event.t === 'open' || event.t === 'missing') answer = event.t;
  });
  signal.throwIfAborted();
  if (answer === 'open') return;
  if (answer === 'missing') throw sqlClientMissing(attempt.profile.instance, shell.session.version);
  const failure = words ?? result.errors[0]?.message ?? result.reason ?? 'PowerShell ended';
  throw connectFailure(new Error(failure), { ...attempt, messages });
}
