/** Why a line is shown as it is written. `not-understood`: a record of a newer version. */
export type OddKind = 'unreadable' | 'not-understood';

/** Numbers of unreadable lines that are kept. */
const few = 20;

/**
 * Lines of a log that are no records that this version understands. Neighbours of one kind are one
 * part of the display, so that a file that is no log at all does not become a million parts.
 */
export class OddLines {
  /** 1-based numbers of lines that cannot be read, the first few. */
  readonly unreadable: number[] = [];
  readonly #kinds = new Map<number, OddKind>();
  #open: { readonly part: number; readonly kind: OddKind; last: number } | undefined;
  count = 0;
  notUnderstood = 0;

  /** Takes a line, 0-based; `newPart` makes a part where it does not go on with the line before. */
  take(line: number, kind: OddKind, newPart: () => number): number {
    this.count += 1;
    if (kind === 'not-understood') this.notUnderstood += 1;
    else if (this.unreadable.length < few) this.unreadable.push(line + 1);
    const open = this.#open;
    if (open?.kind === kind && open.last === line - 1) {
      open.last = line;
      return open.part;
    }
    const part = newPart();
    this.#open = { part, kind, last: line };
    this.#kinds.set(part, kind);
    return part;
  }

  /** Why the lines of a part are odd; `undefined` for a part of records. */
  kindOf(part: number): OddKind | undefined {
    return this.#kinds.get(part);
  }
}
