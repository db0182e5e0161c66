import type { SqlInstance } from '../../../estate/model.ts';
import { sqlConnectionOf } from '../../../estate/sql-connection.ts';
import type { SqlBackend, SqlProfile, SqlSession } from '../backend.ts';
import { watchTimes, type WatchTimes } from '../running/watchdog.ts';
import type { KnownServers } from './known-servers.ts';

/** How an instance is reached where the estate file does not say all of it. */
export type ProfileFill = (profile: SqlProfile) => SqlProfile | Promise<SqlProfile>;

/** Sessions on the instances of an estate, for whoever needs one beside the SQL cells. */
export interface SqlSessions {
  /** When a statement that is silent is looked at; by default after half a minute. */
  readonly watch?: WatchTimes;
  /** The installations on which databases were restored before, where they are remembered. */
  readonly servers?: KnownServers | undefined;
  /** Throws a `Problem` that names the cause when there is no session to be had. */
  open(instance: SqlInstance, signal: AbortSignal): Promise<SqlSession>;
}

/** The profile of an instance as the estate file has it, filled in. */
export async function profileOf(
  { name, host, settings }: SqlInstance,
  fill: ProfileFill | undefined,
): Promise<SqlProfile> {
  const profile = { instance: name, host, connection: sqlConnectionOf(settings) };
  return (await fill?.(profile)) ?? profile;
}

/** Sessions through one back end. */
export class EstateSqlSessions implements SqlSessions {
  readonly #backend: SqlBackend;
  readonly #fill: ProfileFill | undefined;
  readonly watch: WatchTimes;
  readonly servers: KnownServers | undefined;

  constructor(
    backend: SqlBackend,
    options: {
      readonly fill?: ProfileFill;
      readonly watch?: WatchTimes;
      readonly servers?: KnownServers;
    } = {},
  ) {
    this.#backend = backend;
    this.#fill = options.fill;
    this.watch = options.watch ?? watchTimes;
    this.servers = options.servers;
  }

  async open(instance: SqlInstance, signal: AbortSignal): Promise<SqlSession> {
    return this.#backend.open(await profileOf(instance, this.#fill), signal);
  }
}
