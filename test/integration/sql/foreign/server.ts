import { createServer, type Server, type Socket } from 'node:net';
import {
  collationChange,
  columns,
  counted,
  done,
  doneBits,
  environment,
  loginAck,
  message,
  row,
  types,
  u8,
  wide,
  type TdsVersion,
} from './tokens.ts';

const packet = { batch: 1, rpc: 3, answer: 4, attention: 6, login: 0x10, prelogin: 0x12 } as const;

/** What the server does with one request. */
export interface Turn {
  /** What was asked, as far as it is text. */
  readonly text: string;
  /** Sends tokens, and ends the message unless more is to come. */
  send(tokens: Buffer, more?: boolean): void;
  /** Sends bytes as they are, without a packet around them. */
  raw(bytes: Buffer): void;
  /** Ends the connection; `reset` without a word. */
  end(how: 'close' | 'reset'): void;
}

export interface ForeignOptions {
  readonly version?: TdsVersion;
  /** ENCRYPTION of PRELOGIN: 0 off, 1 on, 2 not supported, 3 required. */
  readonly encryption?: number;
  /** Bytes of a TDS packet with its header. */
  readonly packetSize?: number;
  /** Sent before and after LOGINACK. */
  readonly before?: Buffer;
  readonly after?: Buffer;
  /** In place of the whole answer to LOGIN7. */
  readonly login?: (turn: Turn) => void;
  /** In place of the answer to PRELOGIN. */
  readonly prelogin?: (turn: Turn) => void;
  /** Answers a request; false for the usual one: who the server is, else an empty DONE. */
  readonly answer?: (turn: Turn) => boolean;
  /** An attention came; by default it is confirmed. */
  readonly attention?: (turn: Turn) => void;
}

/** Node writes past its memory where half a character is left over at an odd address. */
function wideText(bytes: Buffer): string {
  return bytes.subarray(0, bytes.length & ~1).toString('utf16le');
}

/** A server that speaks TDS as others do, and badly where it is told to. It never encrypts. */
export class ForeignServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: ForeignOptions;
  /** Texts that came, in their order. */
  readonly asked: string[] = [];
  logins = 0;

  private constructor(options: ForeignOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      this.#serve(socket);
    });
  }

  static async open(options: ForeignOptions = {}): Promise<ForeignServer> {
    const made = new ForeignServer(options);
    await new Promise<void>(resolve => made.#server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return address.port;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sockets.size;
  }

  #serve(socket: Socket): void {
    let bytes = Buffer.alloc(0);
    let payload: Buffer[] = [];
    socket.on('data', chunk => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 8 && bytes.length >= bytes.readUInt16BE(2)) {
        const length = bytes.readUInt16BE(2);
        payload.push(bytes.subarray(8, length));
        const [type = 0, status = 0] = bytes;
        bytes = bytes.subarray(length);
        if ((status & 1) === 0) continue;
        const whole = Buffer.concat(payload);
        payload = [];
        this.#handle(socket, type, whole);
      }
    });
  }

  #turn(socket: Socket, text: string): Turn {
    const size = (this.#options.packetSize ?? 4096) - 8;
    return {
      text,
      raw: bytes => socket.write(bytes),
      end: how => {
        if (how === 'reset') socket.resetAndDestroy();
        else socket.end();
      },
      send: (tokens, more = false) => {
        for (let at = 0; at === 0 || at < tokens.length; at += size) {
          const part = tokens.subarray(at, at + size);
          const last = !more && at + size >= tokens.length;
          const head = u8(packet.answer, last ? 1 : 0, 0, 0, 0, 51, 1, 0);
          head.writeUInt16BE(part.length + 8, 2);
          socket.write(Buffer.concat([head, part]));
        }
      },
    };
  }

  #handle(socket: Socket, type: number, payload: Buffer): void {
    const { version = '7.4' } = this.#options;
    switch (type) {
      case packet.prelogin:
        this.#prelogin(this.#turn(socket, ''));
        return;
      case packet.login:
        this.logins += 1;
        this.#login(this.#turn(socket, ''));
        return;
      case packet.attention: {
        const turn = this.#turn(socket, '');
        if (this.#options.attention !== undefined) this.#options.attention(turn);
        else turn.send(done(doneBits.attention, 0n, version));
        return;
      }
      default: {
        const headers = version === '7.1' ? 0 : payload.readUInt32LE(0);
        const text = wideText(payload.subarray(headers));
        const odd = wideText(payload.subarray(headers + 1));
        this.#request(this.#turn(socket, type === packet.batch ? text : `${text}\n${odd}`));
      }
    }
  }

  #prelogin(turn: Turn): void {
    const { prelogin, encryption = 2 } = this.#options;
    if (prelogin !== undefined) {
      prelogin(turn);
      return;
    }
    const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
    turn.send(Buffer.concat([options, u8(10, 50, 0x0f, 0xa1, 0, 0), u8(encryption)]));
  }

  #login(turn: Turn): void {
    const { login, version = '7.4', before, after } = this.#options;
    if (login !== undefined) {
      login(turn);
      return;
    }
    turn.send(
      Buffer.concat([
        before ?? Buffer.alloc(0),
        environment(1, 'master', 'master'),
        loginAck(version),
        environment(4, '4096', '4096'),
        collationChange(),
        after ?? Buffer.alloc(0),
        done(0, 0n, version),
      ]),
    );
  }

  #request(turn: Turn): void {
    const { answer, version = '7.4' } = this.#options;
    this.asked.push(turn.text);
    if (answer?.(turn) === true) return;
    if (turn.text.includes('ProductVersion')) {
      const names = ['spid', 'version', 'edition'];
      const list = names.map(name => ({ name, type: types.nvarchar(256) }));
      const values = ['51', '10.50.4000.0', 'Foreign Edition'].map(one => counted(wide(one)));
      const answered = done(doneBits.count, 1n, version);
      turn.send(Buffer.concat([columns(list, version), row(...values), answered]));
      return;
    }
    if (turn.text.includes('dm_exec_')) {
      const text = 'VIEW SERVER STATE permission was denied on object ‘server’, database ‘master’.';
      const refused = message({ number: 300, severity: 14, text }, version);
      turn.send(Buffer.concat([refused, done(doneBits.error, 0n, version)]));
      return;
    }
    turn.send(done(0, 0n, version));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>(resolve =>
      this.#server.close(() => {
        resolve();
      }),
    );
  }
}
