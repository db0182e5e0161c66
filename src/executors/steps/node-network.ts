import { promises as dns } from 'node:dns';
import { connect } from 'node:net';
import type { NameKind, NameResolver, PortAnswer, PortProbe } from './network.ts';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** What resolvers say for a name that has no such record. */
const unknownName = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EAI_NONAME', 'EAI_NODATA']);

/** DNS of this computer: its hosts file and its resolvers. */
export class SystemNames implements NameResolver {
  async lookup(name: string, kind: NameKind, signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    try {
      if (kind === 'service') {
        const records = await dns.resolveSrv(name);
        return records.map(record => `${record.name}:${record.port}`);
      }
      const records = await dns.lookup(name, { all: true });
      return records.map(record => record.address);
    } catch (error) {
      if (unknownName.has(codeOf(error))) return [];
      throw error;
    } finally {
      signal.throwIfAborted();
    }
  }
}

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOTFOUND', 'EAI_AGAIN']);

function answerOf(error: Error): PortAnswer {
  const code = codeOf(error);
  if (code === 'ETIMEDOUT') return { state: 'silent', text: error.message };
  const state = unreachable.has(code) ? 'unreachable' : 'refused';
  return { state, text: error.message };
}

/** TCP from this computer. */
export class SystemPorts implements PortProbe {
  connect(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<PortAnswer> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const socket = connect({ host, port });
      const timer = setTimeout(() => {
        settle({ state: 'silent', text: `ETIMEDOUT ${host}:${port}` });
      }, timeoutMs);
      const onAbort = (): void => {
        settle();
      };
      const settle = (answer?: PortAnswer): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        socket.destroy();
        if (answer === undefined)
          reject(signal.reason instanceof Error ? signal.reason : new Error());
        else resolve(answer);
      };
      signal.addEventListener('abort', onAbort);
      socket.once('connect', () => {
        settle({ state: 'open' });
      });
      socket.on('error', error => {
        settle(answerOf(error));
      });
    });
  }
}
