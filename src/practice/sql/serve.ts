import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loginsUnreadable } from '../../errors/practice-sql.ts';
import { Browser } from './browser/browser.ts';
import type { BrowserEntry } from './browser/ssrp.ts';
import { servedElsewhere } from './endpoint-file.ts';
import type { Instance, World } from './engine/instance/instance.ts';
import { loginsFileName, readPracticeLogins } from './estate/logins-file.ts';
import { Faults } from './faults/fault.ts';
import { InstanceHost } from './instance-host.ts';
import { Listener } from './server-listener.ts';
import type { WireSettings } from './session/contract.ts';
import type { ShareMapping } from './storage/server-paths.ts';
import type { Trace } from './trace.ts';

const loopback = '127.0.0.1';

/** An instance to be served, as the estate names it. */
export interface ServedInstance {
  /** `host\instance`, or the host alone. */
  readonly name: string;
  readonly host: string;
  /** `MSSQLSERVER`, or empty, for the default instance. */
  readonly instance: string;
  /** As the estate names them; decides the order while the server is lost. */
  readonly databases?: readonly string[];
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
  /** Takes what is a defect of the practice server itself; the connection concerned is ended. */
  readonly onDefect: (error: unknown) => void;
  /** Hears every text that is understood; by default the file that the environment names. */
  readonly trace?: Trace;
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
  /** Instances that another process served at the start and nobody does any more; each is named once. */
  abandoned(): Promise<readonly ServedInstance[]>;
  close(): Promise<void>;
}

const systemWorld: World = { now: () => Date.now(), random: size => randomBytes(size) };

/** The instance with the call detail records comes first: it is the one to try things on. */
function inOrder(hosts: readonly InstanceHost[]): InstanceHost[] {
  const has = (host: InstanceHost): number => (host.hasDatabase('LcsCDR') ? 0 : 1);
  return hosts.toSorted((a, b) => has(a) - has(b));
}

/**
 * Serves the SQL instances of a practice estate on the loopback address. An instance that another
 * process serves already is not started again: its endpoint is that process's. An instance whose
 * server is lost refuses connections until it is installed again. Throws a `Problem` when the logins or
 * an instance cannot be read. `close` ends every connection and resolves when ports and files are free.
 */
export async function servePracticeSql(options: PracticeSqlOptions): Promise<PracticeSql> {
  const faults = options.faults ?? new Faults();
  const world = options.world ?? systemWorld;
  const logins = await readPracticeLogins(options.estateFolder).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw loginsUnreadable(join(options.estateFolder, loginsFileName), reason);
  });
  const hosts: InstanceHost[] = [];
  const elsewhere: SqlEndpoint[] = [];
  const foreign = new Map<ServedInstance, string>();
  for (const served of options.instances) {
    const host = new InstanceHost({ options, logins, faults, world }, served);
    const port = await servedElsewhere(host.folder);
    if (port !== undefined) {
      elsewhere.push({ instance: served.name, host: loopback, port });
      foreign.set(served, host.folder);
    } else {
      await host.current();
      hosts.push(host);
    }
  }
  const ordered = inOrder(hosts);
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    for (const host of ordered) host.stop();
    for (const listener of listeners) await listener.close();
    for (const host of ordered) await host.close();
  };
  try {
    for (const host of ordered) {
      const listener = await Listener.open(host, host.served.port ?? 0);
      listeners.push(listener);
      await host.announce(listener.port);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const endpoints = ordered.map((host, n) => ({
    instance: host.served.name,
    host: loopback,
    port: listeners[n]?.port ?? 0,
  }));
  const browser =
    options.browserPort === false
      ? undefined
      : await Browser.open(
          options.browserPort ?? 1434,
          () => entriesOf(ordered, endpoints),
          faults,
        );
  let closed: Promise<void> | undefined;
  return {
    endpoints: [...endpoints, ...elsewhere],
    faults,
    browserPort: browser?.port,
    get instances() {
      return ordered.flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
    },
    abandoned: () => takeAbandoned(foreign),
    close: () => {
      closed ??= Promise.all([browser?.close(), close()]).then(() => undefined);
      return closed;
    },
  };
}

async function takeAbandoned(foreign: Map<ServedInstance, string>): Promise<ServedInstance[]> {
  const gone: ServedInstance[] = [];
  for (const [served, folder] of foreign) {
    if ((await servedElsewhere(folder)) !== undefined) continue;
    foreign.delete(served);
    gone.push(served);
  }
  return gone;
}

/** What SQL Browser knows: the instances that are up. */
function entriesOf(
  hosts: readonly InstanceHost[],
  endpoints: readonly SqlEndpoint[],
): BrowserEntry[] {
  return hosts.flatMap(({ instance }, n) =>
    instance?.listening === true
      ? [
          {
            serverName: instance.serverName.split('\\')[0] ?? '',
            instanceName: instance.instanceName,
            version: instance.product.versionText,
            port: endpoints[n]?.port ?? 0,
          },
        ]
      : [],
  );
}
