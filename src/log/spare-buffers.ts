/** Buffers are made in multiples of this, so that one serves for another. */
const unit = 256 * 1024;

/** Buffers that wait to be used again: so many, and none larger than this. */
const most = 6;
const largest = 4 << 20;

/**
 * Buffers that serve one read after the other. Memory outside of the heap that is merely thrown away
 * is freed late, and a large file would be read through more of it than anybody needs.
 */
export class SpareBuffers {
  readonly #spare: Buffer[] = [];

  /**
   * A buffer of at least so many bytes, with whatever stands in it: the smallest that is there, so that
   * a large one is left for those that need it.
   */
  take(bytes: number): Buffer {
    const fitting = this.#spare.filter(buffer => buffer.length >= bytes);
    const [first = Buffer.allocUnsafe(Math.ceil(bytes / unit) * unit), ...others] = fitting;
    const best = others.reduce((a, b) => (b.length < a.length ? b : a), first);
    const at = this.#spare.indexOf(best);
    if (at >= 0) this.#spare.splice(at, 1);
    return best;
  }

  /** Gives a whole buffer back that came from here; nobody may look at it any more. */
  give(buffer: Buffer): void {
    if (buffer.length > largest) return;
    if (this.#spare.length === most) this.#spare.shift();
    this.#spare.push(buffer);
  }
}
