/** Number of single-character edits (swap of neighbours included) from one text to the other. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const best = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(swapped ? Math.min(best, (before[j - 2] ?? 0) + 1) : best);
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}

/** Longer texts are no slip of the keyboard, and comparing them would only cost time. */
const longestName = 64;

/**
 * The known name that a person most likely meant: the same but for letter case, `_` for `-`, or at
 * most a third of it mistyped. `undefined` where nothing is near.
 */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  if (written.length > longestName) return undefined;
  const plain = (name: string): string => name.toLowerCase().replaceAll('_', '-');
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of known) {
    const edits = distance(plain(written), plain(name));
    if (best === undefined || edits < best.edits) best = { name, edits };
  }
  if (best === undefined) return undefined;
  const tolerated = Math.max(1, Math.floor(Math.max(written.length, best.name.length) / 3));
  return best.edits <= tolerated ? best.name : undefined;
}
