import type { SqlConnection } from '../../estate/sql-connection.ts';
import type { Secret } from '../../runbook/variables.ts';

/** How one instance is reached and who logs in; secrets are fetched by name at the last moment. */
export interface SqlProfile {
  /** `host\instance`, as the estate names it. */
  readonly instance: string;
  /** FQDN of the server. */
  readonly host: string;
  readonly connection: SqlConnection;
}

/** A message of the server. Severity above 10 is an error. */
export interface SqlMessage {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  readonly text: string;
  /** 1-based line within the batch, or within `procedure`; 0 where the server names none. */
  readonly line: number;
  /** Procedure that it comes from; empty for the batch itself. */
  readonly procedure: string;
}

/** A value that goes beside the text, always as `nvarchar`. */
export interface SqlValueParameter {
  readonly name: string;
  readonly value: string | Secret;
}

export interface SqlRequest {
  readonly text: string;
  /** With parameters it goes by RPC, else as a batch. */
  readonly parameters: readonly SqlValueParameter[];
}

/** Hears an answer as it comes, in the server's order. Must not throw. */
export interface SqlListener {
  message?(message: SqlMessage): void;
  /** A result set begins. */
  columns?(names: readonly string[]): void;
  /** Values as text: decimals with all their digits, binary as `0x…`, `null` for NULL. */
  row?(row: readonly (string | null)[]): void;
  /** The statement is done; rows affected or returned. */
  rowCount?(count: number): void;
}

/** How a request ended. */
export type SqlEnd =
  | { readonly kind: 'completed' }
  /** The server reported errors; or, with a reason, the driver could not go on by itself. */
  | { readonly kind: 'failed'; readonly reason?: string }
  /** Cancelled: the server confirmed it, or had finished before it heard of it. */
  | { readonly kind: 'cancelled'; readonly how: 'confirmed' | 'finished-first' }
  /** The connection is gone: nobody knows how far the server got. */
  | {
      readonly kind: 'lost';
      readonly reason: string;
      /** The cancel was not confirmed within its time. */
      readonly cancelUnconfirmed: boolean;
    };

export interface SqlOutcome {
  readonly end: SqlEnd;
  /** Every error of the server, in its order. */
  readonly errors: readonly SqlMessage[];
}

/** What is known of the server once logged in. */
export interface SqlServerFacts {
  /** For example `11.0.7001.0`. */
  readonly version: string;
  readonly edition: string;
  /** Session id on the server. */
  readonly spid: number;
  /** Name under which the server lists this session. */
  readonly program: string;
  /** Whether everything after PRELOGIN is encrypted. */
  readonly encrypted: boolean;
}

/**
 * One connection to one instance, in `master`. Requests go one at a time. When it is lost, it stays lost:
 * it never becomes another session of the server behind one's back.
 */
export interface SqlSession extends AsyncDisposable {
  readonly facts: SqlServerFacts;
  /**
   * Never throws for what the server says or the network does. There is no time-out; when the signal
   * fires, the server is asked to stop and the call resolves once it did, or after the cancel time.
   */
  execute(request: SqlRequest, listener: SqlListener, signal: AbortSignal): Promise<SqlOutcome>;
}

export interface SqlBackend {
  /** Throws a `Problem` that names the cause when there is no session to be had. */
  open(profile: SqlProfile, signal: AbortSignal): Promise<SqlSession>;
}

/** Begin of the name under which the server lists our sessions; a random word follows. */
export const programName = 'Recovery Runbooks';

/** Severity from which on a message is an error. */
export const errorSeverity = 11;
