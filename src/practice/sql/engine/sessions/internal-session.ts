import type { Instance } from '../instance/instance.ts';
import type { ResultSink } from './results.ts';
import { Session } from './session.ts';

/** What a session inside the server hears of its batch: errors, and nothing else. */
class ErrorsOnly implements ResultSink {
  readonly full = false;
  readonly errors: string[] = [];

  message({ severity, number, text }: { severity: number; number: number; text: string }): void {
    if (severity > 10) this.errors.push(`${number}: ${text}`);
  }

  columns(): void {
    // rows go nowhere
  }

  order(): void {
    // rows go nowhere
  }

  row(): void {
    // rows go nowhere
  }

  end(): void {
    // errors have been heard as messages
  }

  databaseChanged(): void {
    // the session itself knows
  }

  returnStatus(): void {
    // nobody asks
  }

  returnValue(): void {
    // nobody asks
  }

  procedureEnd(): void {
    // nobody asks
  }

  transaction(): void {
    // the session itself knows
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Runs a batch as `sa` on an instance, without a network between. Throws an `Error` with the server's
 * words when a statement failed.
 */
export async function runInside(
  instance: Instance,
  database: string,
  batch: string,
): Promise<void> {
  const login = instance.findLogin('sa');
  if (login === undefined) throw new Error(`${instance.name}: no login sa`);
  const client = {
    tdsVersion: instance.product.tdsVersion,
    packetSize: 4096,
    clientPid: process.pid,
    hostName: '',
    userName: login.name,
    password: '',
    newPassword: '',
    appName: 'practice estate',
    serverName: instance.name,
    libraryName: '',
    language: '',
    database,
    integrated: false,
  };
  const control = { encrypted: false, apply: () => undefined, kill: () => undefined };
  const session = new Session(instance, login, client, control, instance.freeSpid());
  instance.sessions.set(session.spid, session);
  try {
    session.enter(database);
    const sink = new ErrorsOnly();
    await session.batch(batch, sink, new AbortController().signal);
    if (sink.errors.length > 0) throw new Error(sink.errors.join('; '));
  } finally {
    session.close();
  }
}
