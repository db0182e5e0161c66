import { folded } from '../account/folded.ts';
import type { Part } from '../account/parts.ts';
import type { RunFold } from '../account/run-fold.ts';
import { lastNotAbove } from './growing.ts';
import { headingOf, oddHeading, opensAtFirst } from './heading.ts';
import { Layouts } from './layouts.ts';
import type { LogIndex } from './log-index.ts';
import type { Row, RowFilter } from './row.ts';
import type { WholeTexts } from './whole-texts.ts';

/** Columns at least and at most; a display that is not laid out yet has none. */
const fewest = 20;
const widest = 1000;
const firstColumns = 120;

/** Parts that are open without anybody's asking, at most: of thousands of failures none is read so. */
const mostOpenAtFirst = 100;

/** Rows of one answer at most. */
const mostRows = 2000;

/**
 * The log as rows of equal height: a heading for each part, and below it, where it is unfolded, its
 * lines. Parts that the filter leaves out have no rows.
 */
export class Rows {
  readonly #index: LogIndex;
  readonly #texts: WholeTexts;
  readonly #tick: () => Promise<void>;
  #layouts: Layouts;
  /** What a person folded or unfolded, part by part. */
  readonly #chosen = new Map<number, boolean>();
  /** What a person chose for all parts that there were. */
  #chosenForAll: { readonly open: boolean; readonly parts: number } | undefined;
  readonly #openAtFirst = new Set<number>();
  #columns = firstColumns;
  #filter: RowFilter = {};
  /**
   * Whether the log was read to its end: before that, a step whose end was not read yet is not taken
   * for a running one and laid out with all its output.
   */
  isRead = false;
  /** Parts that the filter lets through, and the row at which each of them begins. */
  #shown = new Int32Array(0);
  #starts = new Int32Array(1);

  constructor(index: LogIndex, texts: WholeTexts, tick: () => Promise<void>) {
    this.#index = index;
    this.#texts = texts;
    this.#tick = tick;
    this.#layouts = new Layouts(index, texts, firstColumns);
  }

  get total(): number {
    return this.#starts.at(-1) ?? 0;
  }

  setColumns(columns: number): void {
    const used = Math.min(widest, Math.max(fewest, columns));
    if (used === this.#columns) return;
    this.#columns = used;
    this.#layouts = new Layouts(this.#index, this.#texts, used);
  }

  setFilter(filter: RowFilter): void {
    this.#filter = filter;
  }

  fold(section: number, open: boolean): void {
    this.#chosen.set(section, open);
  }

  foldAll(open: boolean): void {
    this.#chosen.clear();
    this.#chosenForAll = { open, parts: this.#parts.length };
  }

  /** Takes in what has come since, and what was chosen. */
  async lay(): Promise<void> {
    const { length } = this.#parts; // more of them may come meanwhile
    const shown = new Int32Array(length);
    const starts = new Int32Array(length + 1);
    let count = 0;
    let total = 0;
    const matches = filterOf(this.#filter, this.#index.fold);
    for (let id = 0; id < length; id += 1) {
      const part = this.#parts[id];
      if (part === undefined || !matches(part)) continue;
      total += 1 + (this.#isOpen(part) ? await this.#layouts.rowsOf(part.id, this.#tick) : 0);
      shown[count] = part.id;
      count += 1;
      starts[count] = total;
    }
    this.#shown = shown.subarray(0, count);
    this.#starts = starts.subarray(0, count + 1);
  }

  /** Rows from a position up to another one, as they were laid out last. */
  async between(from: number, to: number): Promise<Row[]> {
    const end = Math.min(to, from + mostRows, this.total);
    const rows: Row[] = [];
    for (let place = this.#placeAt(from); place < this.#shown.length; place += 1) {
      const start = this.#starts[place] ?? 0;
      if (start >= end) break;
      const part = this.#parts[this.#shown[place] ?? -1];
      if (part === undefined) continue;
      if (start >= from) rows.push(await this.#heading(part));
      const body = start + 1;
      if (!this.#isOpen(part)) continue;
      const layout = await this.#layouts.of(part.id, this.#tick);
      rows.push(...(await layout.between(Math.max(0, from - body), end - body)));
    }
    return rows.slice(0, end - from);
  }

  /** Row of a line of the file: the one with the query in it, where one is given. */
  async placeOf(line: number, query = ''): Promise<number> {
    const id = this.#index.partOf(line);
    const first = this.#index.membersOf(id).at(0);
    const inHeading = line === first && (query === '' || this.#parts[id]?.kind === 'run');
    if (!inHeading) this.#chosen.set(id, true);
    await this.lay();
    const start = this.placeOfSection(id);
    if (start < 0 || inHeading) return start;
    const layout = await this.#layouts.of(id, this.#tick);
    const { from, to } = layout.startOf(line);
    if (query === '') return start + 1 + from;
    const wanted = folded(query);
    const rows = await layout.between(from, Math.min(to, from + mostRows));
    const at = rows.findIndex(row => folded(row.text).includes(wanted));
    return start + 1 + from + Math.max(0, at);
  }

  /** Row of a part's heading; -1 where the filter leaves it out. */
  placeOfSection(id: number): number {
    const place = this.#shown.indexOf(id);
    return place < 0 ? -1 : (this.#starts[place] ?? -1);
  }

  get #parts(): readonly Part[] {
    return this.#index.fold.parts.list;
  }

  #isOpen(part: Part): boolean {
    const chosen = this.#chosen.get(part.id);
    if (chosen !== undefined) return chosen;
    const forAll = this.#chosenForAll;
    if (forAll !== undefined && part.id < forAll.parts) return forAll.open;
    if (!opensAtFirst(part) || (part.outcome === 'running' && !this.isRead)) return false;
    if (this.#openAtFirst.size < mostOpenAtFirst) this.#openAtFirst.add(part.id);
    return this.#openAtFirst.has(part.id);
  }

  async #heading(part: Part): Promise<Row> {
    const isOpen = this.#isOpen(part);
    const members = this.#index.membersOf(part.id);
    const first = members.at(0) ?? 0;
    const lines = { first: first + 1, last: (members.at(members.length - 1) ?? first) + 1 };
    const kind = this.#index.odd.kindOf(part.id);
    if (kind !== undefined) return oddHeading(part, kind, lines, isOpen);
    return headingOf(part, await this.#index.record(first), lines, isOpen);
  }

  #placeAt(row: number): number {
    return Math.max(
      0,
      lastNotAbove(this.#starts.length, at => this.#starts[at] ?? 0, row),
    );
  }
}

function filterOf(filter: RowFilter, fold: RunFold): (part: Part) => boolean {
  const { outcome = '', server = '', kind = '' } = filter;
  const people = kind === 'people' ? partsOfPeople(fold) : undefined;
  const wanted = server.toLowerCase();
  return part => {
    if (outcome !== '' && (part.kind !== 'step' || part.outcome !== outcome)) return false;
    if (server !== '' && !part.servers.some(each => each.toLowerCase() === wanted)) return false;
    if (people !== undefined) return people.has(part.id);
    return kind === '' || part.language === kind;
  };
}

/** Parts in which a person said or did something. */
function partsOfPeople(fold: RunFold): Set<number> {
  const said = fold
    .of('confirmation', 'override', 'evidence', 'note', 'reconciled', 'command-approval')
    .map(({ seq }) => seq);
  const seqs = [...said, ...fold.waits.map(({ seq }) => seq)].sort((a, b) => a - b);
  const found = new Set<number>();
  for (const { id, firstSeq, lastSeq } of fold.parts.list) {
    const next = lastNotAbove(seqs.length, at => seqs[at] ?? 0, firstSeq - 1) + 1;
    if ((seqs[next] ?? Infinity) <= lastSeq) found.add(id);
  }
  return found;
}
