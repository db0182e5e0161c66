import { logClosed, logNotWritten, recordTooLarge } from '../../errors/log.ts';
import { asProblem, Problem } from '../../errors/problem.ts';
import { checkpointText, sealRecord } from '../chain/chain.ts';
import type { HeadWriter } from '../chain/head.ts';
import { isDurable, type RunEvent } from '../events.ts';
import { type LogFile } from '../files.ts';
import type { SigningKey } from '../keys/signing.ts';
import { longestLine, type LoggedEvent, type LogRecord } from '../record.ts';
import { OutputCarry } from '../redaction/output-carry.ts';
import { redactEvent } from '../redaction/redact-event.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { LogSink } from '../sink.ts';
import type { HeldLock } from './lock.ts';
import { cutLong } from './long-text.ts';
import type { SideFiles } from './side-files.ts';
import { SyncedLines, type Unit } from './synced-lines.ts';

/** Time as the log keeps it. */
export interface LogClock {
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Monotonic, ms. */
  mono(): number;
}

/** Longer events are refused, bytes: what a record has beside its event is well below 1 KiB. */
const longestEvent = longestLine - 1024;

/** A checkpoint stands at least after so many records. */
export const checkpointInterval = 1000;

/** Wall and monotonic clock drifting apart by this much is a jump, ms. */
const jumpMs = 2000;

/** Where the log stands when a writer begins. */
export interface LogPosition {
  /** Records in the file. */
  readonly records: number;
  /** Hash of the last one. */
  readonly hash: string;
  /** Length of the file in bytes. */
  readonly bytes: number;
}

export interface WriterParts {
  readonly run: string;
  readonly file: string;
  readonly handle: LogFile;
  readonly head: HeadWriter;
  readonly lock: HeldLock;
  readonly sideFiles: SideFiles;
  /** Rejects with a `Problem` where the file's name no longer leads to so many bytes. */
  readonly mustBeThere: (bytes: number) => Promise<void>;
  readonly key: SigningKey;
  readonly redactor: Redactor;
  readonly clock: LogClock;
  /** A listener that throws is a defect of the listener; the log goes on. */
  readonly listenerFailed: (thrown: unknown) => void;
}

type Listener = (record: LogRecord<RunEvent>) => void;

/** The sink of one run: seals records in the order of the calls and hands them to the disk. */
export class LogWriter implements LogSink {
  readonly run: string;
  readonly file: string;
  readonly #parts: WriterParts;
  readonly #lines: SyncedLines;
  readonly #carry: OutputCarry;
  readonly #listeners = new Set<Listener>();
  readonly #monoStart: number;
  /** Records that were there before this writer. */
  readonly #before: number;
  #records: number;
  #hash: string;
  #lastMono = 0;
  #clockOffset: number;
  #unsigned = 0;
  #closed = false;
  #failure: Problem | undefined;
  #failureTold = false;
  #ending: Promise<void> | undefined;

  constructor(parts: WriterParts, position: LogPosition) {
    this.run = parts.run;
    this.file = parts.file;
    this.#parts = parts;
    this.#before = position.records;
    this.#records = position.records;
    this.#hash = position.hash;
    this.#monoStart = parts.clock.mono();
    this.#clockOffset = parts.clock.now() - this.#monoStart;
    this.#carry = new OutputCarry(parts.redactor);
    this.#lines = new SyncedLines(parts.handle, position.bytes, {
      synced: (seq, hash) => {
        parts.head.advance(seq, hash);
      },
      settled: unit => {
        this.#tell(unit.record);
      },
      failed: (doing, thrown) => {
        this.fail(doing, thrown);
      },
    });
  }

  append(event: RunEvent): Promise<LogRecord<RunEvent>> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    const ready = this.#prepare(event);
    if (ready instanceof Error) return Promise.reject(ready);
    this.#noteClock();
    for (const before of this.#releasedBy(event)) void this.#seal(before).catch(() => undefined);
    if (event.type !== 'run-finished') return this.#seal(ready);
    this.#closed = true;
    return this.#seal(ready).then(async record => {
      await this.#settleHead();
      return record;
    });
  }

  onRecord(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Writes a line that is no event of the run. */
  async appendOwn<E extends LoggedEvent>(event: E): Promise<LogRecord<E>> {
    const { record, line } = this.#sealed(event);
    await this.#queue([line], undefined, true);
    return record;
  }

  /**
   * Brings what is still kept back to the disk, signs it, and lets go of the run. Rejects where the
   * log failed and no `append` has said so.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#end();
    await this.#ending;
  }

  async #end(): Promise<void> {
    if (!this.#closed && this.#failure === undefined) await this.#closeOpenRun();
    this.#closed = true;
    await this.#lines.drained();
    if (this.#failure === undefined) await this.#settleHead().catch(() => undefined);
    await this.#parts.head.close();
    await this.#parts.handle.close();
    const [release] = await Promise.allSettled([this.#parts.lock.release()]);
    if (this.#failure !== undefined && !this.#failureTold) throw this.#failure;
    if (this.#failure === undefined && release.status === 'rejected')
      throw asProblem(release.reason);
  }

  async #closeOpenRun(): Promise<void> {
    const rest = this.#carry.release().map(each => redactEvent(each, this.#parts.redactor));
    const written: Promise<unknown>[] = rest.map(each => this.#seal(each));
    if (this.#unsigned > 0) written.push(this.appendOwn(this.#checkpoint()));
    const results = await Promise.allSettled(written);
    if (results.some(result => result.status === 'rejected')) this.#failureTold = false;
  }

  /** Ends the log: every append from now on rejects. Nothing is tried again. */
  fail(doing: Parameters<typeof logNotWritten>[1], thrown: unknown): void {
    if (this.#failure !== undefined) return;
    const written = this.#before + this.#lines.written;
    this.#failure =
      thrown instanceof Problem ? thrown : logNotWritten(this.file, doing, written, thrown);
    this.#failureTold = this.#lines.fail(this.#failure);
  }

  #refusal(): Problem | undefined {
    if (this.#failure !== undefined) {
      this.#failureTold = true;
      return this.#failure;
    }
    return this.#closed ? logClosed(this.file) : undefined;
  }

  /** The event as it may be stored, or why it cannot be. */
  #prepare(event: RunEvent): RunEvent | Problem {
    const shown = event.type === 'output' ? this.#carry.take(wellFormed(event)) : event;
    const clean = redactEvent(shown, this.#parts.redactor);
    const size = roughSize(clean);
    return size > longestEvent ? recordTooLarge(this.file, size, longestEvent) : clean;
  }

  /** Output that was kept back and that must stand before this event. */
  #releasedBy(event: RunEvent): RunEvent[] {
    const held =
      event.type === 'step-ended' || event.type === 'waiting-started'
        ? this.#carry.release(event.step)
        : event.type === 'run-finished'
          ? this.#carry.release()
          : [];
    return held.map(each => redactEvent(each, this.#parts.redactor));
  }

  #noteClock(): void {
    const offset = this.#parts.clock.now() - this.#parts.clock.mono();
    const byMs = Math.round(offset - this.#clockOffset);
    if (Math.abs(byMs) < jumpMs) return;
    this.#clockOffset = offset;
    void this.#seal({ type: 'clock-jumped', byMs }).catch(() => undefined);
  }

  #seal(event: RunEvent): Promise<LogRecord<RunEvent>> {
    const { event: cut, whole } = cutLong(event);
    const before = whole === undefined ? this.#placeBefore(event) : this.#storeWhole(whole);
    const { record, line } = this.#sealed(cut);
    const lines = [line];
    const ends = event.type === 'step-ended' || event.type === 'run-finished';
    if (ends || this.#unsigned >= checkpointInterval) {
      lines.push(this.#sealed(this.#checkpoint()).line);
    }
    return this.#queue(lines, record, isDurable(event), before).then(() => record);
  }

  /** No step begins, and none has ended, in a log that nobody will find. */
  #placeBefore({ type }: RunEvent): Promise<void> | undefined {
    if (type !== 'step-started' && type !== 'step-ended' && type !== 'run-finished')
      return undefined;
    const there = this.#parts.mustBeThere(this.#lines.bytes);
    there.catch(() => undefined); // its unit waits for it and tells
    return there;
  }

  #storeWhole(whole: Parameters<SideFiles['put']>[0]): Promise<void> {
    const stored = this.#parts.sideFiles.put(whole);
    stored.catch(() => undefined); // its unit waits for it and tells
    return stored;
  }

  #checkpoint(): LoggedEvent {
    const signature = this.#parts.key.sign(checkpointText(this.run, this.#records, this.#hash));
    return { type: 'checkpoint', signature };
  }

  #sealed<E extends LoggedEvent>(event: E): { record: LogRecord<E>; line: string } {
    const { clock } = this.#parts;
    this.#lastMono = Math.max(this.#lastMono, Math.round(clock.mono() - this.#monoStart));
    const sealed = sealRecord({
      run: this.run,
      seq: this.#records,
      time: new Date(clock.now()).toISOString(),
      mono: this.#lastMono,
      event,
      prev: this.#hash,
    });
    this.#records += 1;
    this.#hash = sealed.record.hash;
    this.#unsigned = event.type === 'checkpoint' ? 0 : this.#unsigned + 1;
    return sealed;
  }

  #queue(
    lines: readonly string[],
    record: LogRecord<RunEvent> | undefined,
    durable: boolean,
    before?: Promise<void>,
  ): Promise<void> {
    return this.#lines.add({
      lines: lines.map(line => Buffer.from(line)),
      seq: this.#records - 1,
      hash: this.#hash,
      record,
      durable,
      before,
    });
  }

  #tell(record: Unit['record']): void {
    if (record === undefined) return;
    for (const listener of this.#listeners) {
      try {
        listener(record);
      } catch (thrown) {
        this.#parts.listenerFailed(thrown);
      }
    }
  }

  async #settleHead(): Promise<void> {
    try {
      await this.#parts.head.settled();
    } catch (thrown) {
      this.fail('head', thrown);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function wellFormed<E extends RunEvent & { readonly text: string }>(event: E): E {
  return event.text.isWellFormed() ? event : { ...event, text: event.text.toWellFormed() };
}

/** At most this many bytes, long outputs apart: they leave the record. */
function roughSize(event: RunEvent): number {
  if (event.type === 'output' || event.type === 'table') return 0;
  const text = JSON.stringify(event);
  return text.length * 3 <= longestEvent ? text.length : Buffer.byteLength(text);
}
