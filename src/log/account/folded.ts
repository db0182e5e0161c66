/** Marks that stand on letters: accents, cedillas, and the like. */
const marks = /\p{M}+/gu;

/** Anything behind ASCII: only such text can have marks. */
const wide = /[\u0080-\uffff]/;

/**
 * A text as searches compare it: upper and lower case are the same, letters with marks are those
 * without (`é` is `e`, however it is put together).
 */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  return wide.test(lower) ? lower.normalize('NFD').replace(marks, '') : lower;
}
