/** Changes of the display wait this long for more; a first one after a quiet while goes at once. */
const batchMs = 100;

/**
 * Calls into the editor, gathered. Each one alone costs far more than a trivial step, and together
 * they cost little more than one; order is kept, and times are given with the calls.
 */
export class DisplayBatch {
  readonly #calls: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing = false;
  #last = Number.NEGATIVE_INFINITY;

  add(call: () => void): void {
    this.#calls.push(call);
    if (this.#timer !== undefined || this.#flushing) return;
    const wait = this.#last + batchMs - performance.now();
    if (wait <= 0) {
      this.flush();
      return;
    }
    this.#timer = setTimeout(() => {
      this.flush();
    }, wait);
  }

  /** Makes the calls now. One that throws (its notebook was closed) does not keep back the others. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    this.#flushing = true;
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift()) {
      try {
        call();
      } catch {
        // the display is gone; the log has everything
      }
    }
    this.#flushing = false;
  }
}
