import type { PracticeStore } from './store.ts';

/** `address` asks for A records, `service` for SRV; answers as a DNS client would give them. */
export type PracticeNameKind = 'address' | 'service';

/** Name resolution from the practice estate's own zone, for the checks that use DNS. */
export class PracticeNames {
  readonly #store: PracticeStore;

  constructor(store: PracticeStore) {
    this.#store = store;
  }

  /** The answers, empty where the zone has no such record. */
  async lookup(name: string, kind: PracticeNameKind, signal: AbortSignal): Promise<string[]> {
    signal.throwIfAborted();
    const type = kind === 'service' ? 'SRV' : 'A';
    const { records } = await this.#store.dns();
    const wanted = name.toLowerCase().replace(/\.$/u, '');
    return records
      .filter(record => record.type === type && record.name.toLowerCase() === wanted)
      .map(record => (type === 'SRV' ? serviceAnswer(record.data) : record.data));
  }
}

/** `priority weight port host` as `host:port`. */
function serviceAnswer(data: string): string {
  const [, , port = '', host = ''] = data.split(' ');
  return `${host}:${port}`;
}

/** How a connection attempt to a practice server ends. */
export type PracticePortAnswer =
  | { readonly state: 'open' }
  | { readonly state: 'refused' | 'silent' | 'unreachable'; readonly text: string };

/** Ports that Windows itself has open: RPC, SMB, remoting. */
const windowsPorts = [135, 445, 5985];

/** Ports by the service that listens on them. */
const servicePorts: ReadonlyMap<number, string> = new Map([
  [5061, 'RTCSRV'],
  [443, 'W3SVC'],
  [444, 'RTCSRV'],
  [5062, 'RTCIMMCU'],
  [5067, 'RTCMEDSRV'],
  [8057, 'RTCDATAMCU'],
]);

/** TCP connections to practice servers, answered from their state. */
export class PracticePorts {
  readonly #store: PracticeStore;

  constructor(store: PracticeStore) {
    this.#store = store;
  }

  async connect(
    host: string,
    port: number,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<PracticePortAnswer> {
    signal.throwIfAborted();
    const { records } = await this.#store.dns();
    const byAddress = records.find(record => record.type === 'A' && record.data === host)?.name;
    const name = (byAddress ?? host).toLowerCase();
    if (!(await this.#store.servers()).includes(name)) {
      return { state: 'unreachable', text: `getaddrinfo ENOTFOUND ${host}` };
    }
    const computer = await this.#store.computer(name);
    if (computer.power === 'lost') {
      return { state: 'silent', text: `connect ETIMEDOUT ${host}:${port} (${timeoutMs} ms)` };
    }
    const service = servicePorts.get(port);
    const listening =
      windowsPorts.includes(port) ||
      (port === 1433 && computer.sql.length > 0) ||
      computer.services.some(one => one.name === service && one.status === 'Running');
    return listening
      ? { state: 'open' }
      : { state: 'refused', text: `connect ECONNREFUSED ${host}:${port}` };
  }
}
