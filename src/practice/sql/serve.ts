import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instanceUnreadable, loginsUnreadable, unknownVersion } from '../../errors/practice-sql.ts';
import { Browser } from './browser/browser.ts';
import type { BrowserEntry } from './browser/ssrp.ts';
import { announceEndpoint, servedElsewhere, withdrawEndpoint } from './endpoint-file.ts';
import { drivesFolder, InstanceStore, writeWhole } from './engine/instance-store.ts';
import { Instance, type World } from './engine/instance.ts';
import { hashPassword, type Login } from './engine/principals.ts';
import { productOf } from './engine/product.ts';
import { instanceFolder } from './estate/create-databases.ts';
import { readPracticeLogins, type PracticeLogins } from './estate/logins-file.ts';
import { Faults } from './faults/fault.ts';
import { Listener } from './server-listener.ts';
import type { WireSettings } from './session/contract.ts';
import { ServerPaths, type ShareMapping } from './storage/server-paths.ts';
import { makeCertificate, type SelfMadeCertificate } from './wire/certificate.ts';

/** An instance to be served, as the estate names it. */
export interface ServedInstance {
  /** `host\instance`, or the host alone. */
  readonly name: string;
  readonly host: string;
  /** `MSSQLSERVER`, or empty, for the default instance. */
  readonly instance: string;
  /** TCP port; 0 or absent takes a free one. */
  readonly port?: number;
  readonly encryption?: WireSettings['encryption'];
  /** TLS versions that the server speaks; 1.2 alone by default. */
  readonly tls?: { readonly min: WireSettings['minTls']; readonly max: WireSettings['maxTls'] };
}

export interface PracticeSqlOptions {
  readonly estateFolder: string;
  readonly instances: readonly ServedInstance[];
  /** Shares of the estate that the servers can reach: UNC prefix to absolute local folder. */
  readonly paths: readonly ShareMapping[];
  readonly faults?: Faults;
  readonly world?: World;
  /** UDP port of SQL Browser; absent: 1434 if it is free; `false`: none. */
  readonly browserPort?: number | false;
  /** Takes what is a defect of the practice server; thrown as an uncaught error by default. */
  readonly onDefect?: (error: unknown) => void;
}

export interface SqlEndpoint {
  /** As the estate names it. */
  readonly instance: string;
  readonly host: string;
  readonly port: number;
}

export interface PracticeSql {
  readonly endpoints: readonly SqlEndpoint[];
  readonly faults: Faults;
  /** Port of SQL Browser, if there is one. */
  readonly browserPort: number | undefined;
  /** Running instances, for tests and faults. */
  readonly instances: readonly Instance[];
  close(): Promise<void>;
}

const systemWorld: World = { now: () => Date.now(), random: size => randomBytes(size) };

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

interface Starting {
  readonly options: PracticeSqlOptions;
  readonly logins: PracticeLogins;
  readonly faults: Faults;
  readonly world: World;
}

async function startInstance(starting: Starting, served: ServedInstance): Promise<Instance> {
  const { options, logins, faults, world } = starting;
  const instanceName = nameOf(served);
  const folder = instanceFolder(options.estateFolder, served.host, instanceName);
  const paths = new ServerPaths(join(folder, drivesFolder), options.paths);
  const store = new InstanceStore(folder, paths);
  const loaded = await store.load().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw instanceUnreadable(served.name, folder, reason);
  });
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
  const onDefect =
    options.onDefect ??
    ((error: unknown): void => {
      setImmediate(() => {
        throw error;
      });
    });
  return new Instance(
    { name: served.name, instanceName, store, paths, product, wire, faults, world, onDefect },
    loaded.facts,
    loaded.databases,
  );
}

/** The instance with the call detail records comes first: it is the one to try things on. */
function inOrder(instances: readonly Instance[]): Instance[] {
  const has = (instance: Instance): number => (instance.find('LcsCDR') === undefined ? 1 : 0);
  return instances.toSorted((a, b) => has(a) - has(b));
}

/**
 * Serves the SQL instances of a practice estate on the loopback address. An instance that another
 * process serves already is not started again: its endpoint is that process's. Instances whose server is
 * lost (no folder) must be left out by the caller. Throws a `Problem` when the logins or an instance
 * cannot be read. `close` ends every connection and resolves when ports and files are free.
 */
export async function servePracticeSql(options: PracticeSqlOptions): Promise<PracticeSql> {
  const faults = options.faults ?? new Faults();
  const world = options.world ?? systemWorld;
  const logins = await readPracticeLogins(options.estateFolder).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw loginsUnreadable(join(options.estateFolder, 'practice-logins.yaml'), reason);
  });
  const started: Instance[] = [];
  const elsewhere: SqlEndpoint[] = [];
  for (const served of options.instances) {
    const folder = instanceFolder(options.estateFolder, served.host, nameOf(served));
    const port = await servedElsewhere(folder);
    if (port === undefined)
      started.push(await startInstance({ options, logins, faults, world }, served));
    else elsewhere.push({ instance: served.name, host: '127.0.0.1', port });
  }
  const listeners: Listener[] = [];
  const endpoints: SqlEndpoint[] = [];
  const ordered = inOrder(started);
  try {
    for (const instance of ordered) {
      const port = options.instances.find(one => one.name === instance.name)?.port ?? 0;
      const listener = await Listener.open(instance, port);
      listeners.push(listener);
      endpoints.push({ instance: instance.name, host: '127.0.0.1', port: listener.port });
      await announceEndpoint(instance.options.store.folder, listener.port);
    }
  } catch (error) {
    for (const listener of listeners) await listener.close();
    throw error;
  }
  const entries = (): readonly BrowserEntry[] =>
    ordered
      .filter(instance => instance.listening)
      .map((instance, n) => ({
        serverName: instance.serverName.split('\\')[0] ?? '',
        instanceName: instance.instanceName,
        version: instance.product.versionText,
        port: endpoints[n]?.port ?? 0,
      }));
  const browser =
    options.browserPort === false
      ? undefined
      : await Browser.open(options.browserPort ?? 1434, entries, faults);
  return {
    endpoints: [...endpoints, ...elsewhere],
    faults,
    browserPort: browser?.port,
    instances: ordered,
    close: async () => {
      await browser?.close();
      for (const instance of ordered) instance.stop();
      for (const listener of listeners) await listener.close();
      for (const instance of ordered) {
        await instance.settle();
        await withdrawEndpoint(instance.options.store.folder);
      }
    },
  };
}
