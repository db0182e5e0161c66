import { createSocket, type Socket } from 'node:dgram';
import type { Faults } from '../faults/fault.ts';
import { browserAnswer, type BrowserEntry } from './ssrp.ts';

/** SQL Browser on UDP of the loopback address. */
export class Browser {
  readonly #socket: Socket;
  readonly port: number;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.port = port;
  }

  /**
   * Listens on `port` (1434 is the real one; 0 takes any). Resolves to undefined when that port is
   * taken: a real SQL Browser may run on this machine.
   */
  static async open(
    port: number,
    entries: () => readonly BrowserEntry[],
    faults: Faults,
  ): Promise<Browser | undefined> {
    const socket = createSocket('udp4');
    const bound = await new Promise<boolean>(resolve => {
      socket.once('error', () => {
        resolve(false);
      });
      socket.bind(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (!bound) {
      socket.close();
      return undefined;
    }
    socket.on('error', () => undefined);
    socket.on('message', (datagram, from) => {
      const silent = faults
        .strike({ at: 'browser', instance: '' })
        .some(action => action.kind === 'browser-silent');
      const answer = silent ? undefined : browserAnswer(datagram, entries());
      if (answer !== undefined) socket.send(answer, from.port, from.address);
    });
    return new Browser(socket, socket.address().port);
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#socket.close(() => {
        resolve();
      });
    });
  }
}
