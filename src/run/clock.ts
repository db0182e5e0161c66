/** Time as the engine sees it; a parameter, so that a whole recovery runs in a test in milliseconds. */
export interface RunClock {
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Monotonic, ms. */
  mono(): number;
  /** Calls back once after `ms`; the returned function prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/** The computer's own clocks. */
export const systemClock: RunClock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Longest delay that timers take, ms. */
const longestDelay = 2 ** 31 - 1;

/** A time limit that stands still while people are waited for. */
export class Deadline {
  readonly #clock: RunClock;
  readonly #passed: () => void;
  #leftMs: number;
  #armedAt = 0;
  #cancel: (() => void) | undefined;

  /** Not armed yet: call `resume`. `passed` is called once when the limit is used up. */
  constructor(clock: RunClock, limitMs: number, passed: () => void) {
    this.#clock = clock;
    this.#leftMs = limitMs;
    this.#passed = passed;
  }

  resume(): void {
    if (this.#cancel !== undefined) return;
    this.#armedAt = this.#clock.mono();
    this.#cancel = this.#clock.after(Math.min(this.#leftMs, longestDelay), this.#passed);
  }

  pause(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#leftMs = Math.max(0, this.#leftMs - (this.#clock.mono() - this.#armedAt));
  }
}
