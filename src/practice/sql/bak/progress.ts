import { setTimeout as wait } from 'node:timers/promises';
import { messageText, sqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import { systemErrors } from '../storage/server-paths.ts';

/** Progress of a backup or restore: percentages, messages, and the faults that wait for them. */
export class Progress {
  readonly #execution: Execution;
  readonly #step: number | undefined;
  readonly #write: string;
  #percent = 0;
  #told = 0;
  #percentMs = 0;

  /** `step` is STATS; `path` is what is written to, for faults of the disk. */
  constructor(execution: Execution, step: number | undefined, path: string) {
    this.#execution = execution;
    this.#step = step;
    this.#write = path;
    const slow = execution.session.request?.faults.find(action => action.kind === 'slow');
    if (slow?.kind === 'slow') this.#percentMs = slow.percentMs ?? 0;
  }

  get pace(): number {
    return this.#percentMs;
  }

  /** Up to this percentage is done: tells it, waits as a fault wants, hears a cancel. */
  async reach(percent: number): Promise<void> {
    while (this.#percent < percent) {
      this.#percent++;
      await this.#one();
    }
  }

  async #one(): Promise<void> {
    const { request } = this.#execution.session;
    if (request) {
      request.percent = this.#percent;
      request.writes += 8;
      request.reads += 8;
      request.waitType = 'BACKUPIO';
    }
    await this.#strike();
    if (this.#percentMs > 0)
      await wait(this.#percentMs, undefined, { signal: this.#execution.signal });
    const step = this.#step;
    const due = step !== undefined && (this.#percent % step === 0 || this.#percent === 100);
    if (due && this.#told !== this.#percent) {
      this.#told = this.#percent;
      this.#execution.info(3211, messageText(3211, this.#percent));
      await this.#execution.sink.flush();
    }
    this.#execution.signal.throwIfAborted();
  }

  async #strike(): Promise<void> {
    const { instance, session, sink } = this.#execution;
    const actions = instance.faults.strike({
      at: 'progress',
      instance: instance.name,
      text: session.request?.text ?? '',
      percent: this.#percent,
    });
    for (const action of actions) {
      session.control.apply(action);
      if (action.kind === 'slow') this.#percentMs = action.percentMs ?? 0;
      else if (action.kind === 'disk-full')
        throw sqlError(3202, this.#write, 112, systemErrors[112] ?? '');
      else if (action.kind === 'error') throw sqlError(action.number, action.text ?? '');
      else if (action.kind === 'restart') {
        await instance.restart(action.ms, sink);
        this.#execution.signal.throwIfAborted();
      }
    }
  }
}
