import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import {
  sqlBrowserSilent,
  sqlBrowserStopped,
  sqlHostUnknown,
  sqlInstanceNotListed,
  sqlTcpDisabled,
} from '../../../errors/sql.ts';
import { addressOf, type Endpoint } from '../../../estate/addresses.ts';
import { readBrowserAnswer, type ListedInstance } from './browser-answer.ts';

/** Where SQL Browser listens, and how long it is given: the cause of a failure is named within 5 s. */
const browserDefaults = { port: 1434, waitMs: 4_500 } as const;
const askAgainMs = 1_000;
const defaultPort = 1433;
/** CLNT_UCAST_EX: list all instances. An unknown name alone would get no answer at all. */
const listAll = Buffer.from([0x02]);

export interface LocateOptions {
  /** `host\instance`. */
  readonly instance: string;
  /** `addresses:` of the estate file; it goes first. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Port that the estate file gives. */
  readonly port?: number | undefined;
  readonly browser?: { readonly port: number; readonly waitMs: number };
  readonly signal: AbortSignal;
}

/**
 * Where the instance takes connections, asked anew each time: a dynamic port changes whenever the
 * service starts. Throws a `Problem` that names why not, within 5 s.
 */
export async function locateInstance(options: LocateOptions): Promise<Endpoint> {
  const { instance, addresses, port, signal } = options;
  const mapped = addressOf(addresses, instance);
  if (mapped !== undefined) return mapped;
  const [host = instance, name = ''] = instance.split('\\');
  const place = addressOf(addresses, host)?.host ?? host;
  if (port !== undefined) return { host: place, port };
  if (name === '' || name.toUpperCase() === 'MSSQLSERVER')
    return { host: place, port: defaultPort };
  const browser = options.browser ?? browserDefaults;
  const listed = await askBrowser(instance, place, browser, signal);
  const found = listed.find(each => each.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) {
    throw sqlInstanceNotListed(
      instance,
      host,
      listed.map(each => each.name),
    );
  }
  if (found.port === undefined) throw sqlTcpDisabled(instance, host);
  return { host: place, port: found.port };
}

async function addressFor(
  instance: string,
  host: string,
): Promise<{ address: string; family: number }> {
  try {
    return await lookup(host);
  } catch (error) {
    throw sqlHostUnknown(instance, host, error instanceof Error ? error.message : String(error));
  }
}

/** What SQL Browser lists. The datagram is sent again each second: UDP loses some. */
async function askBrowser(
  instance: string,
  host: string,
  browser: { readonly port: number; readonly waitMs: number },
  signal: AbortSignal,
): Promise<readonly ListedInstance[]> {
  const { address, family } = await addressFor(instance, host);
  signal.throwIfAborted();
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  const ask = (): void => {
    socket.send(listAll);
  };
  const timers: NodeJS.Timeout[] = [];
  const heard = new AbortController();
  const answer = new Promise<readonly ListedInstance[]>((resolve, reject) => {
    timers.push(
      setInterval(ask, askAgainMs),
      setTimeout(() => {
        reject(sqlBrowserSilent(instance, host, browser.waitMs));
      }, browser.waitMs),
    );
    const aborted = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', aborted, { signal: heard.signal });
    // A refusal by the computer arrives here because the socket is connected.
    socket.on('error', error => {
      reject(sqlBrowserStopped(instance, host, error.message));
    });
    socket.on('message', datagram => {
      const listed = readBrowserAnswer(datagram);
      if (listed !== undefined) resolve(listed);
    });
  });
  socket.connect(browser.port, address, ask);
  try {
    return await answer;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    heard.abort();
    socket.close();
  }
}
