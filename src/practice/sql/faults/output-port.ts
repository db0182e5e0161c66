import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultAction } from './fault.ts';

/** The way to the network, on which faults of the line happen. Writes keep their order. */
export class OutputPort {
  readonly #socket: Socket;
  #silentUntil: number | undefined;
  #delayMs = 0;
  #piece: number | undefined;
  #cutAfter: number | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Takes what is a fault of the line; other actions are none of its business. */
  apply(action: FaultAction): void {
    switch (action.kind) {
      case 'cut':
        this.cut();
        return;
      case 'cut-in-message':
        this.#cutAfter = action.bytes;
        return;
      case 'silence':
        this.#silentUntil = action.ms === undefined ? Infinity : performance.now() + action.ms;
        return;
      case 'slow':
        this.#delayMs = action.ms;
        return;
      case 'split':
        this.#piece = Math.max(1, action.bytes);
        return;
      default:
    }
  }

  /** Ends the connection with RST. */
  cut(): void {
    this.#socket.resetAndDestroy();
  }

  /** Resolves when the network took the bytes; rejects when the connection is gone. */
  write(bytes: Buffer): Promise<void> {
    const next = this.#tail.then(() => this.#write(bytes));
    this.#tail = next.catch(() => undefined);
    return next;
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#delayMs > 0) await wait(this.#delayMs, undefined, { ref: false });
    if (this.#silentUntil !== undefined) {
      if (this.#silentUntil === Infinity) return;
      await wait(Math.max(0, this.#silentUntil - performance.now()), undefined, { ref: false });
      this.#silentUntil = undefined;
    }
    let rest = bytes;
    if (this.#cutAfter !== undefined) {
      const allowed = Math.min(this.#cutAfter, bytes.length);
      this.#cutAfter -= allowed;
      rest = bytes.subarray(0, allowed);
      if (rest.length > 0) await this.#raw(rest);
      if (allowed < bytes.length || this.#cutAfter === 0) {
        // The part must be on its way before the reset discards it.
        await wait(20, undefined, { ref: false });
        this.cut();
      }
      return;
    }
    if (this.#piece === undefined) {
      await this.#raw(rest);
      return;
    }
    for (let at = 0; at < rest.length; at += this.#piece) {
      await this.#raw(rest.subarray(at, at + this.#piece));
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  #raw(bytes: Buffer): Promise<void> {
    if (this.#socket.destroyed) return Promise.reject(new Error('The connection is gone.'));
    return new Promise((resolve, reject) => {
      const socket = this.#socket;
      const closed = (): void => {
        reject(new Error('The connection is gone.'));
      };
      socket.once('close', closed);
      socket.write(bytes, error => {
        socket.off('close', closed);
        if (error) reject(error);
        else resolve();
      });
    });
  }
}
