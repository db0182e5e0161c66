import * as l10n from '@vscode/l10n';
import { from } from './references.ts';

/** Entries of one list that a report has at most, and how many of those are the last ones. */
const most = 500;
const lastOnes = 100;

/** How the entries of a list become lines of a report. */
export interface Entries<T, L> {
  readonly show: (entry: T) => readonly L[];
  /** The line that stands for those that are left out. */
  readonly gap: (words: string) => L;
  /** The record, or the note, that an entry comes from. */
  readonly from: (entry: T) => string;
}

/**
 * A list as a report has it: of a very long one the first entries and the last ones, and between them
 * how many were left out and where they are found. Those are never made into text, so that a run of a
 * hundred thousand failures has a report that can be opened and printed.
 */
export function abridged<T, L>(all: readonly T[], entries: Entries<T, L>): L[] {
  const { show, gap, from: source } = entries;
  if (all.length <= most) return all.flatMap(show);
  const left = all.slice(most - lastOnes, -lastOnes);
  const [first, last] = [left[0], left.at(-1)];
  const words = l10n.t(
    '… {0} more are left out here: {1} to {2}. The viewer and `log show` have them all.',
    left.length,
    first === undefined ? '' : source(first),
    last === undefined ? '' : source(last),
  );
  return [
    ...all.slice(0, most - lastOnes).flatMap(show),
    gap(words),
    ...all.slice(-lastOnes).flatMap(show),
  ];
}

/** The same for rows of a table whose entries are records. */
export function abridgedRows<T>(
  all: readonly T[],
  record: (entry: T) => number | undefined,
  row: (entry: T) => readonly string[],
): (readonly string[])[] {
  return abridged(all, {
    show: entry => [row(entry)],
    gap: words => [words],
    from: entry => from(record(entry)),
  });
}

/** The same for list items and what stands below them. */
export function abridgedItems<T>(
  all: readonly T[],
  record: (entry: T) => number | undefined,
  lines: (entry: T) => readonly string[],
): string[] {
  return abridged(all, {
    show: lines,
    gap: words => `- ${words}`,
    from: entry => from(record(entry)),
  });
}
