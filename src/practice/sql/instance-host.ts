import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instanceUnreadable, unknownVersion } from '../../errors/practice-sql.ts';
import { announceEndpoint, withdrawEndpoint } from './endpoint-file.ts';
import {
  drivesFolder,
  InstanceStore,
  readMarker,
  writeWhole,
} from './engine/instance/instance-store.ts';
import { Instance, type World } from './engine/instance/instance.ts';
import { productOf } from './engine/instance/product.ts';
import { hashPassword, type Login } from './engine/principals/principals.ts';
import { instanceFolder } from './estate/create-databases.ts';
import { installRequested } from './estate/installation.ts';
import type { PracticeLogins } from './estate/logins-file.ts';
import { applyRequests } from './estate/requests.ts';
import type { Faults } from './faults/fault.ts';
import type { PracticeSqlOptions, ServedInstance } from './serve.ts';
import type { WireSettings } from './session/contract.ts';
import { ServerPaths } from './storage/server-paths.ts';
import { traceToFile, traceVariable } from './trace.ts';
import { makeCertificate, type SelfMadeCertificate } from './wire/certificate.ts';

async function certificateOf(folder: string, now: number): Promise<SelfMadeCertificate> {
  const file = join(folder, 'certificate.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const kept: unknown = JSON.parse(text);
    if (
      typeof kept === 'object' &&
      kept !== null &&
      'key' in kept &&
      'certificate' in kept &&
      typeof kept.key === 'string' &&
      typeof kept.certificate === 'string'
    )
      return { key: kept.key, certificate: kept.certificate };
  }
  const made = await makeCertificate(now);
  await writeWhole(file, JSON.stringify(made), 0o600);
  return made;
}

/** The estate's logins are sysadmin on every instance, whatever was done to them there. */
function installLogins(logins: Login[], practice: PracticeLogins, now: number): void {
  for (const [n, { user, password }] of practice.entries()) {
    const at = logins.findIndex(login => login.name.toLowerCase() === user.toLowerCase());
    const sa = user.toLowerCase() === 'sa';
    const login: Login = {
      id: sa ? 1 : 265 + n,
      name: user,
      type: 'S',
      sid: sa ? '01' : n.toString(16).padStart(2, '0').padEnd(32, 'A').toUpperCase(),
      created: now,
      disabled: false,
      locked: false,
      expired: false,
      mustChange: false,
      checkPolicy: false,
      failures: 0,
      defaultDatabase: 'master',
      roles: ['sysadmin'],
      password: hashPassword(password),
    };
    if (at < 0) logins.unshift(login);
    else logins[at] = login;
  }
}

function nameOf(served: ServedInstance): string {
  return served.instance === '' ? 'MSSQLSERVER' : served.instance;
}

/** What every instance of an endpoint shares. */
export interface Starting {
  readonly options: PracticeSqlOptions;
  readonly logins: PracticeLogins;
  readonly faults: Faults;
  readonly world: World;
}

/** What is read of an instance; a failure becomes a `Problem` that names it. */
async function readable<T>(served: ServedInstance, folder: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw instanceUnreadable(served.name, folder, reason);
  }
}

/** Reads an instance from its folder; throws a `Problem`. */
async function startInstance(starting: Starting, served: ServedInstance): Promise<Instance> {
  const { options, logins, faults, world } = starting;
  const instanceName = nameOf(served);
  const folder = instanceFolder(options.estateFolder, served.host, instanceName);
  const paths = new ServerPaths(join(folder, drivesFolder), options.paths);
  const store = new InstanceStore(folder, paths);
  const loaded = await readable(served, folder, store.load());
  const product = productOf(loaded.facts.version, loaded.facts.edition);
  if (product === undefined) throw unknownVersion(loaded.facts.version);
  installLogins(loaded.facts.logins, logins, world.now());
  const wire: WireSettings = {
    encryption: served.encryption ?? 'supported',
    certificate: await certificateOf(folder, world.now()),
    minTls: served.tls?.min ?? 'TLSv1.2',
    maxTls: served.tls?.max ?? 'TLSv1.2',
    tdsVersion: product.tdsVersion,
    version: product.version,
  };
  const { onDefect, trace = traceToFile(process.env[traceVariable]) } = options;
  return new Instance(
    {
      name: served.name,
      instanceName,
      store,
      paths,
      product,
      wire,
      faults,
      world,
      onDefect,
      trace,
    },
    loaded.facts,
    loaded.databases,
  );
}

/**
 * A place for an instance: the instance itself comes, goes and comes again as its server is lost and
 * installed anew, perhaps by another process.
 */
export class InstanceHost {
  readonly served: ServedInstance;
  readonly folder: string;
  readonly #starting: Starting;
  #instance: Instance | undefined;
  #marker: string | undefined;
  #port: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(starting: Starting, served: ServedInstance) {
    this.#starting = starting;
    this.served = served;
    this.folder = instanceFolder(starting.options.estateFolder, served.host, nameOf(served));
  }

  get instance(): Instance | undefined {
    return this.#instance;
  }

  hasDatabase(name: string): boolean {
    const named = this.served.databases?.some(one => one.toLowerCase() === name.toLowerCase());
    return this.#instance?.find(name) !== undefined || named === true;
  }

  /** The instance as it is installed now; undefined while its server is lost. Throws a `Problem`. */
  current(): Promise<Instance | undefined> {
    const next = this.#turn.then(() => this.#refresh());
    this.#turn = next.catch(() => undefined);
    return next;
  }

  async #refresh(): Promise<Instance | undefined> {
    const marker = (await this.#installed()) ?? (await this.#install());
    if (marker !== this.#marker) {
      this.#instance?.retire();
      this.#instance =
        marker === undefined ? undefined : await startInstance(this.#starting, this.served);
      this.#marker = marker;
      if (marker !== undefined && this.#port !== undefined)
        await announceEndpoint(this.folder, this.#port);
    }
    if (this.#instance?.listening === true) await applyRequests(this.#instance, this.folder);
    return this.#instance;
  }

  #installed(): Promise<string | undefined> {
    return readable(this.served, this.folder, readMarker(this.folder));
  }

  /** A setup program that cannot make an instance by itself has left word that one is to be there. */
  async #install(): Promise<string | undefined> {
    const { options, world } = this.#starting;
    const { host } = this.served;
    const made = await installRequested(options.estateFolder, host, nameOf(this.served), world);
    return made ? this.#installed() : undefined;
  }

  /** Tells other processes on which port this instance is served. */
  async announce(port: number): Promise<void> {
    this.#port = port;
    if (this.#instance !== undefined) await announceEndpoint(this.folder, port);
  }

  /** Takes what is a defect of the practice server. */
  defect(error: unknown): void {
    this.#starting.options.onDefect(error);
  }

  /** Ends all sessions. */
  stop(): void {
    this.#instance?.stop();
  }

  /** Resolves when everything is on disk and the endpoint is withdrawn. */
  async close(): Promise<void> {
    await this.#turn;
    await this.#instance?.settle();
    await withdrawEndpoint(this.folder);
  }
}
