import type { RunEvent } from '../events.ts';
import type { Redactor } from './redactor.ts';

type Output = Extract<RunEvent, { type: 'output' }>;

/**
 * Keeps back the end of an output that may be the beginning of a secret until the next output of the
 * same step, server and stream shows whether it is, so that no secret slips through cut in two.
 */
export class OutputCarry {
  readonly #redactor: Redactor;
  readonly #held = new Map<string, Output>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** The output as it may be shown now. */
  take(event: Output): Output {
    const key = JSON.stringify([event.step, event.attempt, event.stream, event.server]);
    const before = this.#held.get(key)?.text ?? '';
    const { safe, held } = this.#redactor.split(before + event.text);
    if (held === '') this.#held.delete(key);
    else this.#held.set(key, { ...event, text: held });
    return { ...event, text: safe };
  }

  /** What was kept back, of one step or of all: nothing follows any more. */
  release(step?: string): Output[] {
    const out: Output[] = [];
    for (const [key, event] of this.#held) {
      if (step !== undefined && event.step !== step) continue;
      this.#held.delete(key);
      out.push(event);
    }
    return out;
  }
}
