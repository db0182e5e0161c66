import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { FaultAction } from '../faults/fault.ts';
import { OutputPort } from '../faults/output-port.ts';
import { NotSpokenError, WireError } from '../wire/bytes.ts';
import { dialectOf, oldestDialect, type Dialect } from '../wire/dialect.ts';
import { parseLogin7, type Login7 } from '../wire/login.ts';
import {
  headerLength,
  MessageAssembler,
  messagePackets,
  packetStatus,
  packetType,
  type TdsMessage,
} from '../wire/packet.ts';
import { buildPrelogin, negotiateEncryption, parsePrelogin } from '../wire/prelogin.ts';
import { parseBatch, parseRpc, parseTransaction } from '../wire/rpc.ts';
import { TlsTunnel } from '../wire/tls-tunnel.ts';
import { environmentChange, loginAck, messageToken, type ServerMessage } from '../wire/tokens.ts';
import {
  LoginRefused,
  type ConnectionControl,
  type SqlServerInstance,
  type SqlSession,
} from './contract.ts';
import { Response, type ResponsePort } from './response.ts';

const defaultPacketSize = 4096;
const largestPacket = 32767;
/** A packet must fit into one TLS record. */
const largestEncryptedPacket = 16383;
/** What the practice server says that no SQL Server says. */
const notSupportedNumber = 50100;

/** One client's connection, from PRELOGIN to its end. */
export class Connection implements ConnectionControl {
  readonly #instance: SqlServerInstance;
  readonly #socket: Socket;
  readonly #out: OutputPort;
  readonly #assembler = new MessageAssembler();
  #tunnel: TlsTunnel | undefined;
  #tls: TLSSocket | undefined;
  #tlsScope: 'none' | 'login' | 'all' = 'none';
  #phase: 'prelogin' | 'login' | 'ready' = 'prelogin';
  #session: SqlSession | undefined;
  #dialect: Dialect = oldestDialect;
  #packetSize = defaultPacketSize;
  #dataLimit: number | undefined;
  #encryptionAnswer: number | undefined;
  #attentionDelay: number | undefined;
  #running: AbortController | undefined;
  #waiting = 0;
  #attention = false;
  #ended = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(instance: SqlServerInstance, socket: Socket) {
    this.#instance = instance;
    this.#socket = socket;
    this.#out = new OutputPort(socket);
  }

  /** Starts to listen to the client. */
  open(): void {
    const socket = this.#socket;
    const instance = this.#instance;
    socket.setNoDelay(true);
    socket.on('data', chunk => {
      this.#receive(chunk);
    });
    // A reset by the client ends in 'close' as well; there is nobody to tell.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#close();
    });
    for (const action of instance.faults.strike({ at: 'connect', instance: instance.name }))
      this.apply(action);
  }

  get encrypted(): boolean {
    return this.#tlsScope === 'all';
  }

  apply(action: FaultAction): void {
    if (action.kind === 'encryption-answer') this.#encryptionAnswer = action.value;
    else if (action.kind === 'packets') this.#dataLimit = Math.max(1, action.bytes);
    else if (action.kind === 'attention') this.#attentionDelay = action.ms ?? Infinity;
    else this.#out.apply(action);
  }

  /** Ends the session as a server does that stops or kills it: a last message, then the end. */
  kill(message: ServerMessage | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const last =
      message === undefined
        ? Promise.resolve()
        : this.#write(
            messagePackets(
              packetType.tabular,
              messageToken(message, this.#dialect),
              this.#packetSize,
              0,
            ),
          );
    void last
      .catch(() => undefined)
      .then(() => {
        this.#running?.abort();
        this.#socket.end();
        this.#socket.destroySoon();
      });
  }

  /** Cuts the line without a word. */
  destroy(): void {
    this.#out.cut();
  }

  #close(): void {
    this.#ended = true;
    this.#running?.abort();
    this.#tls?.destroy();
    this.#session?.close();
    this.#session = undefined;
  }

  #receive(chunk: Buffer): void {
    try {
      if (this.#phase === 'prelogin' && chunk[0] === 0x16)
        throw new WireError('TLS before PRELOGIN (TDS 8) is unknown to these versions.');
      if (this.#tunnel !== undefined) this.#tunnel.feed(chunk);
      else this.#clear(chunk);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      // SQL Server closes such a connection, too, and writes its own log.
      this.#socket.destroy();
    }
  }

  #clear(chunk: Buffer): void {
    for (const message of this.#assembler.push(chunk)) {
      if (message.type === packetType.attention) this.#attend();
      else this.#enqueue(message);
    }
  }

  #enqueue(message: TdsMessage): void {
    this.#waiting++;
    this.#queue = this.#queue
      .then(() => {
        this.#waiting--;
        return this.#handle(message);
      })
      .catch((error: unknown) => {
        // The line is gone or the request broke the protocol: the connection ends, as on a server.
        if (!(error instanceof WireError) && !this.#socket.destroyed && !this.#ended)
          this.#instance.defect(error);
        this.#socket.destroy();
      });
  }

  async #handle(message: TdsMessage): Promise<void> {
    if (this.#ended) return;
    // Clients of TDS 7.0 and 7.1 may log in without a PRELOGIN.
    if (this.#phase === 'prelogin' && message.type === packetType.login7) this.#phase = 'login';
    if (this.#phase === 'prelogin') await this.#prelogin(message);
    else if (this.#phase === 'login') await this.#login(message);
    else await this.#request(message);
  }

  async #prelogin(message: TdsMessage): Promise<void> {
    if (message.type !== packetType.prelogin) throw new WireError('PRELOGIN must come first.');
    const wish = parsePrelogin(message.payload);
    const { answer, tls } = negotiateEncryption(wish.encryption, this.#instance.wire.encryption);
    const asked = wish.instance.toUpperCase();
    const reply = buildPrelogin({
      version: this.#instance.wire.version,
      encryption: this.#encryptionAnswer ?? answer,
      instanceMatches:
        asked === '' ||
        asked === this.#instance.instanceName.toUpperCase() ||
        asked === 'MSSQLSERVER',
    });
    this.#phase = 'login';
    this.#tlsScope = this.#encryptionAnswer === 2 ? 'none' : tls;
    if (this.#tlsScope !== 'none') this.#startTls();
    await this.#out.write(messagePackets(packetType.tabular, reply, defaultPacketSize, 0));
  }

  #startTls(): void {
    const { certificate, minTls, maxTls } = this.#instance.wire;
    const tunnel = new TlsTunnel(bytes => {
      this.#out.write(bytes).catch(() => {
        this.#socket.destroy();
      });
    });
    const tls = new TLSSocket(tunnel, {
      isServer: true,
      secureContext: createSecureContext({
        key: certificate.key,
        cert: certificate.certificate,
        minVersion: minTls,
        maxVersion: maxTls,
        // OpenSSL's default level forbids what servers with TLS 1.0 speak.
        ...(minTls === 'TLSv1.2' ? {} : { ciphers: 'DEFAULT@SECLEVEL=0' }),
      }),
    });
    tls.on('data', (chunk: Buffer) => {
      try {
        this.#clear(chunk);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        this.#socket.destroy();
      }
    });
    // A failed handshake: the client hears the alert, then the end.
    tls.on('error', () => {
      this.#socket.destroySoon();
    });
    this.#tunnel = tunnel;
    this.#tls = tls;
  }

  async #login(message: TdsMessage): Promise<void> {
    if (message.type !== packetType.login7) throw new WireError('LOGIN7 must come now.');
    const login = parseLogin7(message.payload);
    if (this.#tlsScope === 'login') {
      // From here on both sides speak in clear.
      this.#tunnel = undefined;
      this.#tls = undefined;
    }
    const dialect = dialectOf(login.tdsVersion, this.#instance.wire.tdsVersion);
    this.#dialect = dialect ?? oldestDialect;
    const response = new Response(this.#port(0), new AbortController().signal);
    try {
      if (dialect === undefined) throw new LoginRefused([this.#notSupported('TDS before 7.1')]);
      this.#demandEncryption();
      await this.#welcome(login, response);
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      for (const refusal of error.messages) response.message(refusal);
      response.end({ command: 0, error: true, nested: false });
      await response.finish();
      this.#ended = true;
      this.#socket.destroySoon();
    }
  }

  #notSupported(what: string): ServerMessage {
    const text = `${what} is not supported by the practice server.`;
    return this.#instance.message(notSupportedNumber, text, 16, 1);
  }

  /** A client that left out PRELOGIN cannot come in where encryption is forced. */
  #demandEncryption(): void {
    if (this.#instance.wire.encryption !== 'required' || this.#tlsScope !== 'none') return;
    throw new WireError('Clear text where encryption is forced.');
  }

  async #welcome(login: Login7, response: Response): Promise<void> {
    const { wire } = this.#instance;
    const { session, greeting } = this.#instance.login(login, this);
    this.#session = session;
    const asked = login.packetSize === 0 ? defaultPacketSize : login.packetSize;
    const most = this.#tlsScope === 'all' ? largestEncryptedPacket : largestPacket;
    const packetSize = Math.min(most, Math.max(512, asked));
    response.token(environmentChange.database(session.database, 'master'));
    const [first, ...others] = greeting;
    if (first !== undefined) response.message(first);
    response.token(environmentChange.collation());
    response.token(environmentChange.language('us_english', ''));
    for (const message of others) response.message(message);
    response.token(loginAck(this.#dialect.version, wire.version));
    response.token(environmentChange.packetSize(packetSize, defaultPacketSize));
    await response.finish();
    this.#packetSize = packetSize;
    this.#phase = 'ready';
  }

  #port(spid: number): ResponsePort {
    return {
      send: packets => this.#write(packets),
      packetSize:
        this.#dataLimit === undefined
          ? this.#packetSize
          : Math.min(this.#packetSize, this.#dataLimit + headerLength),
      spid,
      dialect: this.#dialect,
    };
  }

  /**
   * Each packet is a TLS record of its own, as SQL Server sends them: a client may rely on that (the
   * managed network of Microsoft.Data.SqlClient loses its place otherwise).
   */
  async #write(bytes: Buffer): Promise<void> {
    const tls = this.#tls;
    if (tls === undefined) return this.#out.write(bytes);
    for (let at = 0; at < bytes.length;) {
      const end = at + bytes.readUInt16BE(at + 2);
      const packet = bytes.subarray(at, end);
      await new Promise<void>((resolve, reject) => {
        tls.write(packet, error => {
          if (error) reject(error);
          else resolve();
        });
      });
      at = end;
    }
  }

  async #request(message: TdsMessage): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    // The server was lost under its clients.
    if (!this.#instance.listening) {
      this.destroy();
      return;
    }
    const running = new AbortController();
    this.#running = running;
    if (this.#attention) running.abort();
    const response = new Response(this.#port(session.spid), running.signal);
    const resets = packetStatus.resetConnection | packetStatus.resetConnectionKeepTransaction;
    if ((message.status & resets) !== 0) {
      session.reset();
      if (this.#dialect.wide) response.token(environmentChange.resetConnection());
    }
    try {
      // A request that its sender broke off is answered, but not carried out.
      if (!message.ignored) await this.#run(session, message, response, running.signal);
    } catch (error) {
      if (error instanceof NotSpokenError) this.#refuse(response, error.message);
      else if (!running.signal.aborted) throw error;
    } finally {
      this.#running = undefined;
    }
    if (this.isEnded()) return;
    if (this.wasCancelled()) {
      this.#attention = false;
      if (!(await this.#delayAttention())) return;
      await response.finishInterrupted();
      await this.#acknowledge();
    } else await response.finish();
  }

  #refuse(response: Response, what: string): void {
    response.message(this.#notSupported(what));
    response.end({ command: 0, error: true, nested: false });
  }

  async #acknowledge(): Promise<void> {
    const message = new Response(this.#port(0), new AbortController().signal);
    await message.acknowledgeAttention();
  }

  /** Also read after waiting, when another message may have changed it. */
  private isEnded(): boolean {
    return this.#ended;
  }

  private wasCancelled(): boolean {
    return this.#attention;
  }

  async #run(
    session: SqlSession,
    message: TdsMessage,
    response: Response,
    signal: AbortSignal,
  ): Promise<void> {
    switch (message.type) {
      case packetType.sqlBatch:
        await session.batch(parseBatch(message.payload, this.#dialect), response, signal);
        return;
      case packetType.rpc:
        await session.rpc(parseRpc(message.payload, this.#dialect), response, signal);
        return;
      case packetType.transaction:
        session.transaction(parseTransaction(message.payload, this.#dialect), response);
        return;
      case packetType.bulkLoad:
        throw new NotSpokenError('Bulk load');
      default:
        throw new WireError(`Message type ${message.type} is not known here.`);
    }
  }

  /** False when the acknowledgement never goes out (fault). */
  async #delayAttention(): Promise<boolean> {
    const delay = this.#attentionDelay;
    if (delay === undefined) return true;
    if (delay === Infinity) return false;
    await wait(delay, undefined, { ref: false });
    return true;
  }

  #attend(): void {
    if (this.#running !== undefined || this.#waiting > 0) {
      this.#attention = true;
      this.#running?.abort();
      return;
    }
    this.#queue = this.#queue
      .then(async () => {
        if (this.#phase !== 'ready' || this.#ended || !(await this.#delayAttention())) return;
        await this.#acknowledge();
      })
      .catch(() => {
        this.#socket.destroy();
      });
  }
}
