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

  /** A buffer of at least so many bytes, with whatever stands in it. */
  take(bytes: number): Buffer {
    const at = this.#spare.findIndex(buffer => buffer.length >= bytes);
    const [found] = at < 0 ? [] : this.#spare.splice(at, 1);
    return found ?? Buffer.allocUnsafe(Math.ceil(bytes / unit) * unit);
  }

  /** Gives a whole buffer back that came from here; nobody may look at it any more. */
  give(buffer: Buffer): void {
    if (buffer.length > largest) return;
    if (this.#spare.length === most) this.#spare.shift();
    this.#spare.push(buffer);
  }
}
