import { createConnection, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Problem } from '../../../errors/problem.ts';
import { sqlSilent } from '../../../errors/sql-first-words.ts';
import { sqlDowngradeRefused, sqlNotSqlServer } from '../../../errors/sql.ts';
import type { Endpoint } from '../../../estate/addresses.ts';
import { PreloginGuard } from './prelogin-guard.ts';

/** What one attempt to connect found out, for whoever has to explain its failure. */
export interface Attempt {
  /** Why our own checks closed the connection. */
  refusal: Problem | undefined;
  encrypted: boolean;
  /** The socket of the attempt, to be destroyed when a check fails. */
  socket: Socket | undefined;
  /** Why the connection ended, where we ended it. */
  failure: Error | undefined;
}

export function newAttempt(): Attempt {
  return { refusal: undefined, encrypted: false, socket: undefined, failure: undefined };
}

/** Closes the connection at once, so that what was written after this never leaves. */
export function refuse(attempt: Attempt, problem: Problem): void {
  attempt.refusal ??= problem;
  attempt.socket?.destroy(problem);
}

/** Ends the connection for a reason that is no check of ours. */
export function giveUp(attempt: Attempt, failure: Error): void {
  attempt.failure ??= failure;
  attempt.socket?.destroy(failure);
}

/** How long a server may take to accept a connection, and then to say its first word: the cause is named within 5 s. */
export const firstWordMs = 4_500;

export interface ConnectorOptions {
  readonly instance: string;
  readonly endpoint: Endpoint;
  /** Whether a server that does not encrypt is refused. */
  readonly encryptionRequired: boolean;
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
  /** Time for each, ms. */
  readonly firstWordMs: number;
}

/**
 * Makes the socket of a connection. It reads along with the server's first answer, before the driver
 * does, and destroys the socket before the login where encryption was asked for and is not given.
 */
export async function guardedSocket(options: ConnectorOptions): Promise<Socket> {
  const { endpoint, signal } = options;
  signal.throwIfAborted();
  const socket = createConnection({ host: endpoint.host, port: endpoint.port, noDelay: true });
  const aborted = (): void => {
    socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  };
  signal.addEventListener('abort', aborted, { once: true });
  const late = setTimeout(() => {
    const seconds = options.firstWordMs / 1000;
    socket.destroy(new Error(`no answer to the request for a connection within ${seconds} s`));
  }, options.firstWordMs);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', aborted);
  }
  options.attempt.socket = socket;
  watchPrelogin(socket, options);
  return socket;
}

function watchPrelogin(socket: Socket, options: ConnectorOptions): void {
  const { instance, endpoint, attempt, encryptionRequired } = options;
  const place = `${endpoint.host}:${endpoint.port}`;
  const guard = new PreloginGuard();
  const silent = setTimeout(() => {
    refuse(attempt, sqlSilent(instance, place, options.firstWordMs));
  }, options.firstWordMs);
  socket.once('close', () => {
    clearTimeout(silent);
  });
  const peek = (chunk: Buffer): void => {
    const verdict = guard.push(chunk);
    if (verdict.kind === 'waiting') return;
    clearTimeout(silent);
    socket.off('data', peek);
    if (verdict.kind === 'malformed') {
      refuse(attempt, sqlNotSqlServer(instance, place));
    } else if (verdict.kind === 'clear' && encryptionRequired) {
      refuse(attempt, sqlDowngradeRefused(instance, verdict.answer));
    } else attempt.encrypted = verdict.kind === 'encrypted';
  };
  socket.on('data', peek);
}

/** Old servers need what OpenSSL calls level 0; BoringSSL (in the editor) has no such word. */
const everyCipher = 'DEFAULT@SECLEVEL=0';

/** TLS settings for the oldest version that is accepted. */
export function tlsOptions(oldest: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'): SecureContextOptions {
  if (oldest === 'TLSv1.2') return { minVersion: oldest };
  const options: SecureContextOptions = { minVersion: oldest, ciphers: everyCipher };
  try {
    createSecureContext(options);
    return options;
  } catch {
    return { minVersion: oldest };
  }
}
