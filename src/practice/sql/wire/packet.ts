import { WireError } from './bytes.ts';

/** Message types of TDS (MS-TDS 2.2.3.1.1). */
export const packetType = {
  sqlBatch: 0x01,
  rpc: 0x03,
  tabular: 0x04,
  attention: 0x06,
  bulkLoad: 0x07,
  transaction: 0x0e,
  login7: 0x10,
  sspi: 0x11,
  prelogin: 0x12,
} as const;

/** Status bits of a packet's header. */
export const packetStatus = {
  endOfMessage: 0x01,
  ignore: 0x02,
  resetConnection: 0x08,
  resetConnectionKeepTransaction: 0x10,
} as const;

export const headerLength = 8;
const largestMessage = 64 * 1024 * 1024;

export interface TdsMessage {
  readonly type: number;
  /** Bits of the first packet; the reset bits are only there. */
  readonly status: number;
  readonly payload: Buffer;
  /** The sender broke it off: nothing of it is to be done. */
  readonly ignored: boolean;
}

/** Header of one packet; `length` counts the header. */
export function packetHeader(
  type: number,
  status: number,
  length: number,
  spid: number,
  packetId: number,
): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(type, 0);
  header.writeUInt8(status, 1);
  header.writeUInt16BE(length, 2);
  header.writeUInt16BE(spid & 0xffff, 4);
  header.writeUInt8(packetId & 0xff, 6);
  return header;
}

/** A whole message as packets of at most `packetSize` bytes. */
export function messagePackets(
  type: number,
  payload: Buffer,
  packetSize: number,
  spid: number,
): Buffer {
  const room = packetSize - headerLength;
  const parts: Buffer[] = [];
  let at = 0;
  let id = 1;
  do {
    const body = payload.subarray(at, at + room);
    at += body.length;
    const status = at >= payload.length ? packetStatus.endOfMessage : 0;
    parts.push(packetHeader(type, status, body.length + headerLength, spid, id++), body);
  } while (at < payload.length);
  return Buffer.concat(parts);
}

/**
 * Puts messages together from bytes that arrive split anywhere. Throws a `WireError` on a header that
 * cannot be one.
 */
export class MessageAssembler {
  #pending: Buffer = Buffer.alloc(0);
  #parts: Buffer[] = [];
  #size = 0;
  #first: { type: number; status: number } | undefined;

  /** Bytes that no whole packet was made of. */
  get rest(): Buffer {
    return this.#pending;
  }

  push(chunk: Buffer): TdsMessage[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: TdsMessage[] = [];
    for (;;) {
      if (this.#pending.length < headerLength) return messages;
      const length = this.#pending.readUInt16BE(2);
      if (length < headerLength) throw new WireError('A packet is shorter than its header.');
      if (this.#pending.length < length) return messages;
      const packet = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      const message = this.#packet(packet);
      if (message !== undefined) messages.push(message);
    }
  }

  #packet(packet: Buffer): TdsMessage | undefined {
    const type = packet.readUInt8(0);
    const status = packet.readUInt8(1);
    // An attention may come between the packets of nothing else; it is a message of its own.
    if (type === packetType.attention && this.#first?.type !== packetType.attention) {
      this.#drop();
      return { type, status, payload: Buffer.alloc(0), ignored: false };
    }
    this.#first ??= { type, status };
    if (this.#first.type !== type) throw new WireError('The packet type changed in mid-message.');
    const body = packet.subarray(headerLength);
    this.#parts.push(body);
    this.#size += body.length;
    if (this.#size > largestMessage) throw new WireError('The message is too large.');
    if ((status & packetStatus.endOfMessage) === 0) return undefined;
    const message = {
      type: this.#first.type,
      status: this.#first.status,
      payload: Buffer.concat(this.#parts),
      ignored: (status & packetStatus.ignore) !== 0,
    };
    this.#drop();
    return message;
  }

  #drop(): void {
    this.#parts = [];
    this.#size = 0;
    this.#first = undefined;
  }
}
