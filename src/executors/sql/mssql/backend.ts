import type { config, ConnectionPool } from 'mssql';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Problem } from '../../../errors/problem.ts';
import { sqlNotUnderstood } from '../../../errors/sql-first-words.ts';
import {
  sqlCertificateChanged,
  sqlIntegratedUnavailable,
  sqlNoAuthentication,
  sqlSecretMissing,
} from '../../../errors/sql.ts';
import type { Endpoint } from '../../../estate/addresses.ts';
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
import type { ProbedServer, ServerProbe } from '../sql-client/backend.ts';
import { AnswerGuard } from './answer-guard.ts';
import {
  firstWordMs,
  giveUp,
  guardedSocket,
  newAttempt,
  refuse,
  tlsOptions,
  type Attempt,
} from './connector.ts';
import { messageOf } from './driver-events.ts';
import { loadDriver, type Driver } from './driver.ts';
import { MssqlSession } from './session.ts';

export interface MssqlBackendOptions {
  readonly addresses: Readonly<Record<string, string>>;
  /** The value of a secret by its name. */
  readonly secret: (name: string) => Promise<string | undefined>;
  readonly pins: CertificatePins;
  readonly browser?: LocateOptions['browser'];
  /** How long a login may take, ms. */
  readonly connectMs?: number;
  /** How long the server may take to confirm a cancel, ms; RESTORE rolls back slowly. */
  readonly cancelMs?: number;
}

const defaults = { connectMs: 15_000, cancelMs: 90_000 } as const;
/** The pool never closes its one connection by itself. */
const never = 2 ** 31 - 1;

interface Login {
  readonly user: string;
  readonly password: string;
  readonly domain?: string;
}

/** Sessions through the `mssql` package: SQL Server logins and NTLM, TDS 7.4. */
export class MssqlBackend implements SqlBackend {
  readonly #options: MssqlBackendOptions;

  constructor(options: MssqlBackendOptions) {
    this.#options = options;
  }

  async open(profile: SqlProfile, signal: AbortSignal): Promise<SqlSession> {
    const login = await this.#login(profile);
    const { addresses, browser, pins } = this.#options;
    const { instance, connection } = profile;
    const endpoint = await locateInstance({
      instance,
      addresses,
      signal,
      port: connection.port,
      ...(browser === undefined ? {} : { browser }),
    });
    const expected = await expectedFingerprint(profile, pins);
    const opening = new Opening({ profile, endpoint, login, expected, signal, ...this.#times() });
    const session = await opening.session(await loadDriver(), pinsFileOf(profile, pins));
    await rememberShown(session, profile, pins, expected, opening.shown);
    return session;
  }

  /** Looks at a server as far as a login would go, with the same guards, and never sends one. */
  readonly probe: ServerProbe = async (profile, endpoint, expected, signal) => {
    const { pins } = this.#options;
    const nobody = { user: '', password: '' };
    const options = { profile, endpoint, login: nobody, expected, signal, ...this.#times() };
    return new Opening({ ...options, probe: true }).look(
      await loadDriver(),
      pinsFileOf(profile, pins),
    );
  };

  #times(): { connectMs: number; cancelMs: number } {
    const { connectMs = defaults.connectMs, cancelMs = defaults.cancelMs } = this.#options;
    return { connectMs, cancelMs };
  }

  async #login({ instance, connection }: SqlProfile): Promise<Login> {
    const { authentication } = connection;
    if (authentication === undefined) throw sqlNoAuthentication(instance);
    if (authentication === 'integrated') throw sqlIntegratedUnavailable(instance);
    const named = 'sql' in authentication ? authentication.sql : authentication.ntlm;
    const { secret } = named.password;
    const password = await this.#options.secret(secret);
    if (password === undefined) throw sqlSecretMissing(instance, secret);
    return {
      user: named.user,
      password,
      ...('ntlm' in authentication ? { domain: authentication.ntlm.domain } : {}),
    };
  }
}

/** File of the remembered certificates, where that is what decides. */
function pinsFileOf({ connection }: SqlProfile, pins: CertificatePins): string | undefined {
  return typeof connection.certificate === 'object' ? undefined : pins.file;
}

interface OpeningOptions {
  readonly profile: SqlProfile;
  readonly endpoint: Endpoint;
  readonly login: Login;
  /** Fingerprint that the certificate must have. */
  readonly expected: string | undefined;
  readonly signal: AbortSignal;
  readonly connectMs: number;
  readonly cancelMs: number;
  /** Ends before the login is sent. */
  readonly probe?: boolean;
}

/** The parts of the driver's connection that are listened to. */
interface DriverConnection {
  on(event: string, listener: (value: unknown) => void): unknown;
}

function hasCertificate(
  value: unknown,
): value is { getPeerCertificate(): { readonly fingerprint256?: string } } {
  return typeof value === 'object' && value !== null && 'getPeerCertificate' in value;
}

/** One session on its way. */
class Opening {
  /** Fingerprint of the certificate that the server showed. */
  shown: string | undefined;
  readonly #options: OpeningOptions;
  readonly #program = `${programName} ${randomBytes(4).toString('hex')}`;
  readonly #messages: SqlMessage[] = [];
  #attempt: Attempt = newAttempt();
  #guard: AnswerGuard | undefined;
  #session: MssqlSession | undefined;
  #looked = false;

  constructor(options: OpeningOptions) {
    this.#options = options;
  }

  async session(driver: Driver, pinsFile: string | undefined): Promise<SqlSession> {
    const pool = this.#pool(driver, pinsFile);
    try {
      return await this.#inTime(async () => {
        await pool.connect();
        const session = new MssqlSession({ driver: driver.mssql, pool, program: this.#program });
        this.#session = session;
        await session.identify(this.#options.signal, this.#attempt.encrypted);
        return session;
      });
    } catch (error) {
      await pool.close().catch(() => undefined);
      throw this.#failure(error);
    }
  }

  /** What the server says before the login; throws a `Problem` where a login would be refused by us. */
  async look(driver: Driver, pinsFile: string | undefined): Promise<ProbedServer> {
    const pool = this.#pool(driver, pinsFile);
    try {
      await this.#inTime(() => pool.connect());
      throw new Error('the driver went on without encryption');
    } catch (error) {
      const { refusal, encrypted } = this.#attempt;
      const isSeen = refusal === undefined ? this.#looked : this.#isUnencrypted(refusal);
      if (!isSeen) throw this.#failure(error);
      return { encrypted, fingerprint: this.shown };
    } finally {
      await pool.close().catch(() => undefined);
    }
  }

  /** Ends the attempt when it takes too long, or is cancelled; the driver hears of neither everywhere. */
  async #inTime<T>(opening: () => Promise<T>): Promise<T> {
    const { signal, connectMs } = this.#options;
    const stop = (): void => {
      giveUp(this.#attempt, new Error('cancelled'));
    };
    const late = setTimeout(() => {
      giveUp(this.#attempt, new Error(`the login took longer than ${connectMs / 1000} s`));
    }, connectMs);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await opening();
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Why there is no session. Throws where it was cancelled. */
  #failure(error: unknown): Problem {
    const { profile, endpoint, login, signal } = this.#options;
    signal.throwIfAborted();
    const { refusal, failure } = this.#attempt;
    const messages = this.#messages;
    const failed = { profile, endpoint, user: login.user, messages };
    return refusal ?? connectFailure(failure ?? error, failed);
  }

  /** A look stops at a server without encryption, too; only a login that needs it minds. */
  #isUnencrypted(refusal: Problem): boolean {
    const required = this.#options.profile.connection.encryption === 'required';
    return !required && refusal.code === 'SQL-ENCRYPTION-REFUSED';
  }

  #pool(driver: Driver, pinsFile: string | undefined): ConnectionPool {
    const connector = async (): Promise<Socket> => {
      if (this.#session !== undefined && this.#session.started) throw new Error('connection lost');
      const { profile, endpoint, signal } = this.#options;
      this.#attempt = newAttempt();
      const socket = await guardedSocket({
        instance: profile.instance,
        endpoint,
        encryptionRequired:
          this.#options.probe === true || profile.connection.encryption === 'required',
        attempt: this.#attempt,
        signal,
        firstWordMs: Math.min(firstWordMs, this.#options.connectMs / 2),
      });
      socket.once('close', () => {
        this.#guard?.giveUpLogin();
      });
      return socket;
    };
    driver.readExactly(connector);
    const pool = new driver.mssql.ConnectionPool(this.#config(connector, pinsFile));
    // A lost connection shows in the request that was under way, or in the next one.
    pool.on('error', () => undefined);
    return pool;
  }

  #config(connector: () => Promise<Socket>, pinsFile: string | undefined): config {
    const { profile, endpoint, login, connectMs, cancelMs } = this.#options;
    const { connection, host } = profile;
    const options = {
      encrypt: connection.encryption !== 'off',
      trustServerCertificate: connection.certificate !== 'verified',
      appName: this.#program,
      serverName: host,
      cryptoCredentialsDetails: tlsOptions(connection.tls),
      connector,
      cancelTimeout: cancelMs,
      maxRetriesOnTransientErrors: 0,
      abortTransactionOnError: false,
    };
    return {
      server: endpoint.host,
      port: endpoint.port,
      ...login,
      database: 'master',
      connectionTimeout: connectMs,
      requestTimeout: 0,
      pool: { max: 1, min: 0, idleTimeoutMillis: never, acquireTimeoutMillis: connectMs },
      options,
      arrayRowMode: true,
      ...{ validateConnection: false },
      beforeConnect: (made: DriverConnection) => {
        this.#listen(made, pinsFile);
      },
    };
  }

  #listen(connection: DriverConnection, pinsFile: string | undefined): void {
    this.#guard = new AnswerGuard(connection, error => {
      const { profile, endpoint } = this.#options;
      const place = `${endpoint.host}:${endpoint.port}`;
      if (this.#session === undefined)
        refuse(this.#attempt, sqlNotUnderstood(profile.instance, place, error.message));
      else giveUp(this.#attempt, error);
    });
    connection.on('errorMessage', token => {
      if (this.#session !== undefined) return;
      const message = messageOf(token);
      if (message !== undefined) this.#messages.push(message);
    });
    connection.on('secure', channel => {
      this.#checkCertificate(channel, pinsFile);
    });
    connection.on('end', () => {
      this.#session?.end();
    });
  }

  /** Runs before the login is written; what is refused here never leaves this computer. */
  #checkCertificate(channel: unknown, pinsFile: string | undefined): void {
    if (!hasCertificate(channel)) return;
    this.shown = channel.getPeerCertificate().fingerprint256;
    const { expected, profile, probe } = this.#options;
    if (expected === undefined || this.shown === expected) {
      if (probe !== true) return;
      this.#looked = true;
      // Without an error the driver would wait for its time-out.
      this.#attempt.socket?.destroy(new Error('seen enough'));
      return;
    }
    refuse(
      this.#attempt,
      sqlCertificateChanged(profile.instance, expected, this.shown ?? '-', pinsFile),
    );
  }
}
