import { createServer, type Server, type Socket } from 'node:net';
import type { InstanceHost } from './instance-host.ts';
import { Connection } from './session/connection.ts';

const loopback = '127.0.0.1';

/** The TCP port of one instance, on the loopback address alone. */
export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Port 0 takes any free one. Rejects when the port is taken. */
  static async open(host: InstanceHost, port: number): Promise<Listener> {
    const server = createServer({ noDelay: true });
    const listener = new Listener(server);
    server.on('connection', socket => {
      listener.#sockets.add(socket);
      // Until a connection takes it over, an error of the socket concerns nobody.
      socket.on('error', () => undefined);
      socket.once('close', () => listener.#sockets.delete(socket));
      listener.#accept(host, socket).catch((error: unknown) => {
        socket.resetAndDestroy();
        host.defect(error);
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, loopback, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return listener;
  }

  async #accept(host: InstanceHost, socket: Socket): Promise<void> {
    const instance = await host.current();
    // A stopped service, or one whose server is lost, is not there to be talked to.
    if (instance?.listening === true) new Connection(instance, socket).open();
    else socket.resetAndDestroy();
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Ends every connection; resolves when the port is free. */
  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
