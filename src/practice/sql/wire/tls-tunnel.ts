import { Duplex } from 'node:stream';
import { WireError } from './bytes.ts';
import { headerLength, messagePackets, packetType } from './packet.ts';

const applicationData = 23;
const recordHeader = 5;

/**
 * The stream below TLS: during the handshake the records travel inside PRELOGIN packets, afterwards
 * bare (MS-TDS 2.2.6.5). Which one it is shows in the bytes themselves: a packet starts with 0x12,
 * a record with its content type.
 */
export class TlsTunnel extends Duplex {
  readonly #send: (bytes: Buffer) => void;
  #incoming: Buffer = Buffer.alloc(0);
  #outgoing: Buffer = Buffer.alloc(0);
  #bareIn = false;
  #bareOut = false;

  constructor(send: (bytes: Buffer) => void) {
    super();
    this.#send = send;
    // The connection reports its own errors; a destroyed tunnel has nobody else to tell.
    this.on('error', () => undefined);
  }

  /** Bytes from the network. Throws a `WireError` on a packet of another type. */
  feed(chunk: Buffer): void {
    if (this.#bareIn) {
      this.push(chunk);
      return;
    }
    this.#incoming = Buffer.concat([this.#incoming, chunk]);
    for (;;) {
      const first = this.#incoming[0];
      if (first === undefined) return;
      if (first !== packetType.prelogin) {
        if (first < 20 || first > 23) throw new WireError('No TLS record where one must be.');
        this.#bareIn = true;
        const rest = this.#incoming;
        this.#incoming = Buffer.alloc(0);
        this.push(rest);
        return;
      }
      if (this.#incoming.length < headerLength) return;
      const length = this.#incoming.readUInt16BE(2);
      if (length < headerLength) throw new WireError('A packet is shorter than its header.');
      if (this.#incoming.length < length) return;
      this.push(this.#incoming.subarray(headerLength, length));
      this.#incoming = this.#incoming.subarray(length);
    }
  }

  override _read(): void {
    // Data is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#outgoing = Buffer.concat([this.#outgoing, chunk]);
    let wrapped: Buffer = Buffer.alloc(0);
    while (this.#outgoing.length >= recordHeader) {
      const length = recordHeader + this.#outgoing.readUInt16BE(3);
      if (this.#outgoing.length < length) break;
      const record = this.#outgoing.subarray(0, length);
      this.#outgoing = this.#outgoing.subarray(length);
      if (record[0] === applicationData) this.#bareOut = true;
      if (this.#bareOut || this.#bareIn) this.#send(record);
      else wrapped = Buffer.concat([wrapped, record]);
    }
    if (wrapped.length > 0) this.#send(messagePackets(packetType.prelogin, wrapped, 4096, 0));
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
  }
}
