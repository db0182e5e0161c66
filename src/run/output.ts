import type { RunEvent } from '../log/events.ts';
import type { LogSink } from '../log/sink.ts';
import type { Evidence, OutputStream, Progress, StepOutput, Table } from '../runbook/execution.ts';

/** Text waits this long for more of its stream, so that a flood becomes few records. */
const gatherMs = 50;
/** A record of output holds at most this many UTF-16 units, so that it stays within one line. */
const recordUnits = 8 * 1024;
/** Progress is kept at most this often. */
const progressMs = 1000;

export interface OutputClock {
  /** Monotonic, ms. */
  mono(): number;
  /** Calls back once after `ms`; returns a function that prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/**
 * Output of one attempt, on its way to the log. Calls never wait and never fail; what goes wrong with
 * the log comes out of `flush`, which resolves when everything written so far is in the log.
 */
export class LoggedOutput implements StepOutput {
  readonly #log: LogSink;
  readonly #place: { readonly step: string; readonly attempt: number; readonly server?: string };
  readonly #clock: OutputClock;
  #stream: OutputStream = 'output';
  #gathered = '';
  #cancelTimer: (() => void) | undefined;
  #pending: Promise<unknown>[] = [];
  #failure: unknown;
  #lastProgress = Number.NEGATIVE_INFINITY;
  #lateProgress: Progress | undefined;

  /** `server`: the one of several targets that writes. */
  constructor(log: LogSink, step: string, attempt: number, clock: OutputClock, server?: string) {
    this.#log = log;
    this.#place = { step, attempt, ...(server === undefined ? {} : { server }) };
    this.#clock = clock;
  }

  write(stream: OutputStream, text: string): void {
    if (text === '') return;
    if (stream !== this.#stream) this.#spill();
    this.#stream = stream;
    this.#gathered += text;
    if (this.#gathered.length >= recordUnits) this.#spill();
    else
      this.#cancelTimer ??= this.#clock.after(gatherMs, () => {
        this.#spill();
      });
  }

  table(table: Table): void {
    this.#spill();
    this.#append({ type: 'table', ...this.#place, table });
  }

  progress(progress: Progress): void {
    const now = this.#clock.mono();
    if (now - this.#lastProgress < progressMs && progress.percent !== 100) {
      this.#lateProgress = progress;
      return;
    }
    this.#lateProgress = undefined;
    this.#lastProgress = now;
    this.#append({ type: 'progress', ...this.#place, progress });
  }

  evidence(evidence: Evidence): void {
    this.#spill();
    this.#append({
      type: 'evidence',
      ...this.#place,
      evidence,
      by: 'step',
    });
  }

  /** Rejects with what the log said when it could not take a record. */
  async flush(): Promise<void> {
    this.#spill();
    if (this.#lateProgress !== undefined) {
      const progress = this.#lateProgress;
      this.#lateProgress = undefined;
      this.#append({ type: 'progress', ...this.#place, progress });
    }
    while (this.#pending.length > 0) await Promise.all(this.#pending.splice(0));
    if (this.#failure !== undefined) {
      throw this.#failure instanceof Error ? this.#failure : new Error('the log failed');
    }
  }

  #spill(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const text = this.#gathered;
    this.#gathered = '';
    for (let at = 0; at < text.length;) {
      const end = cutPoint(text, at);
      this.#append({
        type: 'output',
        ...this.#place,
        stream: this.#stream,
        text: text.slice(at, end),
      });
      at = end;
    }
  }

  #append(event: RunEvent): void {
    const done = this.#log.append(event).then(
      () => undefined,
      (failure: unknown) => {
        this.#failure ??= failure;
      },
    );
    this.#pending.push(done);
    if (this.#pending.length > 1000) this.#pending = [Promise.all(this.#pending)];
  }
}

/** Where the next record ends: after a line end if there is one, never inside a surrogate pair. */
function cutPoint(text: string, from: number): number {
  const limit = from + recordUnits;
  if (limit >= text.length) return text.length;
  const lineEnd = text.lastIndexOf('\n', limit - 1);
  if (lineEnd > from) return lineEnd + 1;
  const unit = text.charCodeAt(limit - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit;
}
