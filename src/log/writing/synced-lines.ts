import type { RunEvent } from '../events.ts';
import { writeAll, type LogFile } from '../files.ts';
import type { LogRecord } from '../record.ts';

/** Lines that belong together: a record and, where one is due, its checkpoint. */
export interface Unit {
  readonly lines: readonly Buffer[];
  /** Of the last line. */
  readonly seq: number;
  readonly hash: string;
  /** The event of the run among them, for listeners. */
  readonly record: LogRecord<RunEvent> | undefined;
  readonly durable: boolean;
  /** Must be done before the first line is written. */
  readonly before: Promise<void> | undefined;
}

interface Queued extends Unit {
  done: boolean;
  readonly resolve: () => void;
  readonly reject: (problem: Error) => void;
}

export interface LineEvents {
  /** Everything up to this record is on the disk. */
  synced(seq: number, hash: string): void;
  /** Called in order: the unit is as durable as it has to be. */
  settled(unit: Unit): void;
  /** A call failed. */
  failed(doing: 'write' | 'sync' | 'side-file', thrown: unknown): void;
}

/**
 * Lines on their way to a file: written one after the other, one call a line. Durable units share a
 * `fdatasync` with all that were written meanwhile; what need not be durable never waits for one.
 * After the first failure nothing more is written.
 */
export class SyncedLines {
  readonly #file: LogFile;
  readonly #events: LineEvents;
  #position: number;
  #written = 0;
  #queue: Queued[] = [];
  #unsynced: Queued[] = [];
  #unsettled: Queued[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(file: LogFile, position: number, events: LineEvents) {
    this.#file = file;
    this.#position = position;
    this.#events = events;
  }

  /** Length of the file as far as it is written, bytes. */
  get bytes(): number {
    return this.#position;
  }

  /** Lines written whole so far. */
  get written(): number {
    return this.#written;
  }

  /** Resolves when the unit is as durable as it has to be; rejects after a failure. */
  add(unit: Unit): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      const queued: Queued = { ...unit, done: false, resolve, reject };
      this.#queue.push(queued);
      this.#unsettled.push(queued);
      this.#writing ??= this.#writeQueue();
    });
  }

  /** Resolves when nothing is under way any more, failed or not. */
  async drained(): Promise<void> {
    while (this.#writing !== undefined || this.#syncing !== undefined) {
      await this.#writing;
      await this.#syncing;
    }
  }

  /** Rejects everything that is not settled. Returns whether anyone was told. */
  fail(problem: Error): boolean {
    if (this.#failure !== undefined) return false;
    this.#failure = problem;
    const left = this.#unsettled.filter(unit => !unit.done);
    this.#queue = [];
    this.#unsynced = [];
    this.#unsettled = [];
    for (const unit of left) unit.reject(problem);
    return left.length > 0;
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const unit of batch) {
        if (this.#failure !== undefined) break;
        await this.#writeUnit(unit);
      }
    }
    this.#writing = undefined;
  }

  async #writeUnit(unit: Queued): Promise<void> {
    try {
      if (unit.before !== undefined) await unit.before;
    } catch (thrown) {
      this.#events.failed('side-file', thrown);
      return;
    }
    try {
      for (const line of unit.lines) {
        await writeAll(this.#file, line, this.#position);
        this.#position += line.length;
        this.#written += 1;
      }
    } catch (thrown) {
      this.#events.failed('write', thrown);
      return;
    }
    if (unit.durable) {
      this.#unsynced.push(unit);
      this.#syncing ??= this.#sync();
    } else {
      unit.done = true;
      this.#settle();
      unit.resolve();
    }
  }

  async #sync(): Promise<void> {
    while (this.#unsynced.length > 0) {
      const batch = this.#unsynced;
      this.#unsynced = [];
      try {
        await this.#file.datasync();
      } catch (thrown) {
        this.#events.failed('sync', thrown);
        break;
      }
      if (this.#failure !== undefined) break;
      for (const unit of batch) unit.done = true;
      const last = batch.at(-1);
      if (last !== undefined) this.#events.synced(last.seq, last.hash);
      this.#settle();
      for (const unit of batch) unit.resolve();
    }
    this.#syncing = undefined;
  }

  /** Tells of what is settled, in order. */
  #settle(): void {
    while (this.#unsettled[0]?.done === true) {
      const unit = this.#unsettled.shift();
      if (unit !== undefined) this.#events.settled(unit);
    }
  }
}
