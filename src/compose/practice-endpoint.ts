import { dirname } from 'node:path';
import type { Estate } from '../estate/model.ts';
import type { SqlProfile } from '../executors/sql/backend.ts';
import { readPracticeLogins } from '../practice/sql/estate/logins-file.ts';
import { serveOptions } from '../practice/sql/estate/served-instances.ts';
import {
  servePracticeSql,
  type PracticeSql,
  type ServedInstance,
  type SqlEndpoint,
} from '../practice/sql/serve.ts';
import type { Program } from './program.ts';

/** The login of every practice estate, and the name under which its password is asked for. */
const practiceUser = 'recovery';
export const practiceSecret = 'practice-logins.yaml: recovery';

/** The endpoint of an estate in this process, for all that use it: two would write the same files. */
class SharedEndpoint {
  readonly #estate: Estate;
  readonly #defects: unknown[] = [];
  #users = 0;
  /** What was started later serves what another process has let go of. */
  readonly #parts: PracticeSql[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(estate: Estate) {
    this.#estate = estate;
  }

  join(): void {
    this.#users++;
  }

  /** Where the instances are served, by this process or by another one that does so already. */
  endpoints(): Promise<readonly SqlEndpoint[]> {
    return this.#inTurn(async () => {
      const options = serveOptions(this.#estate);
      if (this.#parts.length === 0) await this.#serve(options.instances);
      for (const part of [...this.#parts]) {
        const abandoned = await part.abandoned();
        if (abandoned.length > 0) await this.#serve(abandoned);
      }
      return this.#parts.flatMap(part => part.endpoints);
    });
  }

  /** Ends the endpoint with its last user. Throws what went wrong inside it. */
  async leave(): Promise<void> {
    this.#users--;
    await this.#inTurn(async () => {
      if (this.#users > 0) return;
      for (const part of this.#parts.splice(0)) await part.close();
    });
    const defects = this.#users > 0 ? [] : this.#defects.splice(0);
    if (defects.length > 0) throw new AggregateError(defects, 'the practice SQL endpoint failed');
  }

  async #serve(instances: readonly ServedInstance[]): Promise<void> {
    const part = await servePracticeSql({
      ...serveOptions(this.#estate),
      instances,
      browserPort: false,
      onDefect: error => this.#defects.push(error),
    });
    this.#parts.push(part);
  }

  /** Starts and ends follow one another; a failure is the problem of the step that needed it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

const endpointsOf = new WeakMap<Program, Map<string, SharedEndpoint>>();

function sharedEndpoint(program: Program, estate: Estate): SharedEndpoint {
  const known = endpointsOf.get(program) ?? new Map<string, SharedEndpoint>();
  endpointsOf.set(program, known);
  const shared = known.get(estate.file) ?? new SharedEndpoint(estate);
  known.set(estate.file, shared);
  return shared;
}

/** The SQL endpoint of a practice estate, for one user of it; it runs while anybody uses it. */
export class PracticeEndpoint {
  /** Filled when the endpoint starts; what the estate file says goes first. */
  readonly addresses: Record<string, string>;
  readonly #estate: Estate;
  readonly #shared: SharedEndpoint;
  #joined = false;

  constructor(program: Program, estate: Estate) {
    this.#estate = estate;
    this.#shared = sharedEndpoint(program, estate);
    this.addresses = { ...estate.addresses };
  }

  async password(): Promise<string | undefined> {
    const logins = await readPracticeLogins(dirname(this.#estate.file));
    return logins.find(({ user }) => user === practiceUser)?.password;
  }

  /** Starts the endpoint, and fills in what the estate file leaves open. */
  async reached(profile: SqlProfile): Promise<SqlProfile> {
    if (!this.#joined) this.#shared.join();
    this.#joined = true;
    for (const { instance, host, port } of await this.#shared.endpoints()) {
      if (this.#estate.addresses[instance] === undefined)
        this.addresses[instance] = `${host}:${port}`;
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
    if (!this.#joined) return;
    this.#joined = false;
    await this.#shared.leave();
  }
}
