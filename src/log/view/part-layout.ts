import { wrapLine, wrappedCount } from '../account/wrap.ts';
import type { RunEvent } from '../events.ts';
import type { LogRecord } from '../record.ts';
import { bodyOf, cutLine, linesOf, shown, tableLines, toneOf, type BodyLine } from './body.ts';
import type { LogIndex } from './log-index.ts';
import type { Row } from './row.ts';
import { tableOf, type WholeTexts } from './whole-texts.ts';

type Output = Extract<RunEvent, { type: 'output' }>;

/** Records that are measured together: so many, and so many bytes of their lines, but at least one. */
const batch = 200;
const batchBytes = 1 << 20;

/** A line that has not ended yet is carried on at most this far: UTF-16 units, and pieces. */
const longestCarry = 64 * 1024;
const mostPieces = 1000;

/** The end of an output that has no line feed: the next output of the same stream may go on with it. */
interface Pending {
  readonly member: number;
  readonly key: string;
  readonly text: string;
  /** Outputs that it is made of. */
  readonly pieces: number;
  /** As it is shown where nothing goes on with it. */
  readonly line: BodyLine;
}

/**
 * The body of one part in lines of equal height, wrapped at a number of columns. Records are measured
 * in order, as many as there are; their text is read again when it is shown.
 */
export class PartLayout {
  readonly #index: LogIndex;
  readonly #part: number;
  readonly #columns: number;
  readonly #texts: WholeTexts;
  /** First row of each member; one more than there are members measured. */
  readonly #starts: number[] = [0];
  /** Members that go on with the unfinished line of an earlier one, and that one. */
  readonly #goesOnWith = new Map<number, number>();
  /** Members whose unfinished last line is shown with them. */
  readonly #flushed = new Set<number>();
  #pending: Pending | undefined;

  constructor(index: LogIndex, part: number, columns: number, texts: WholeTexts) {
    this.#index = index;
    this.#part = part;
    this.#columns = columns;
    this.#texts = texts;
  }

  get rows(): number {
    return this.#starts.at(-1) ?? 0;
  }

  /** Measures what has come since; resolves to the number of rows. `tick` is awaited now and then. */
  async measure(tick: () => Promise<void>): Promise<number> {
    const members = this.#index.membersOf(this.#part);
    while (this.#starts.length - 1 < members.length) {
      const from = this.#starts.length - 1;
      const to = this.#batchEnd(from, members);
      const lines = Array.from({ length: to - from }, (_, at) => members.at(from + at));
      const records = await this.#index.records(lines);
      for (const [at, record] of records.entries()) await this.#measureOne(from + at, record);
      await tick();
    }
    this.#flush();
    return this.rows;
  }

  #batchEnd(from: number, members: ReturnType<LogIndex['membersOf']>): number {
    const most = Math.min(from + batch, members.length);
    let to = from;
    for (let bytes = 0; to < most && (to === from || bytes < batchBytes); to += 1) {
      bytes += this.#index.lengthOf(members.at(to));
    }
    return to;
  }

  /** Position of a member's first row. */
  startOf(line: number): { readonly from: number; readonly to: number } {
    const members = this.#index.membersOf(this.#part);
    let low = 0;
    let high = members.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (members.at(middle) < line) low = middle + 1;
      else high = middle;
    }
    return { from: this.#starts[low] ?? 0, to: this.#starts[low + 1] ?? this.rows };
  }

  /** Rows from a position up to another one. */
  async between(from: number, to: number): Promise<Row[]> {
    const members = this.#index.membersOf(this.#part);
    const rows: Row[] = [];
    const step = this.#index.fold.parts.list[this.#part]?.step;
    const place = { part: this.#part, ...(step === undefined ? {} : { step }) };
    for (let member = this.#memberAt(from); member < this.#starts.length - 1; member += 1) {
      const start = this.#starts[member] ?? 0;
      const next = this.#starts[member + 1] ?? 0;
      if (start >= to) break;
      if (next <= from) continue;
      const record = await this.#index.record(members.at(member));
      if (record === undefined) continue;
      const lines = await this.#linesOf(member, record);
      const wrapped = lines.flatMap(({ text, tone }) =>
        wrapLine(text, this.#columns).map((piece): Row => {
          return { ...place, seq: record.seq, time: record.time, text: piece, tone };
        }),
      );
      rows.push(...wrapped.slice(Math.max(0, from - start), to - start));
    }
    return rows;
  }

  #memberAt(row: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle + 1] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #measureOne(member: number, record: LogRecord | undefined): Promise<void> {
    let rows = 0;
    if (record?.event.type === 'output') rows = await this.#measureOutput(member, record.event);
    else if (record !== undefined && record.event.type !== 'progress') {
      this.#flush();
      rows = this.#countOf(await this.#linesOf(member, record));
    }
    this.#starts.push(this.rows + rows);
  }

  #countOf(lines: readonly BodyLine[]): number {
    let rows = 0;
    for (const { text } of lines) rows += wrappedCount(text, this.#columns);
    return rows;
  }

  async #measureOutput(member: number, event: Output): Promise<number> {
    const key = `${event.stream}\n${event.server ?? ''}`;
    let carried = '';
    let pieces = 1;
    if (this.#pending?.key === key) {
      this.#goesOnWith.set(member, this.#pending.member);
      carried = this.#pending.text;
      pieces = this.#pending.pieces + 1;
      this.#pending = undefined;
    } else this.#flush();
    const { lines, rest } = await this.#outputLines(carried, event);
    if (rest !== '') {
      const line = restLine(event, rest);
      if (rest.length > longestCarry || pieces > mostPieces) {
        this.#flushed.add(member);
        return this.#countOf([...lines, line]);
      }
      this.#pending = { member, key, text: rest, line, pieces };
    }
    return this.#countOf(lines);
  }

  /** What was not gone on with is a line of its own. */
  #flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#flushed.add(pending.member);
    const rows = this.#countOf([pending.line]);
    for (let at = pending.member + 1; at < this.#starts.length; at += 1) {
      this.#starts[at] = (this.#starts[at] ?? 0) + rows;
    }
  }

  async #linesOf(member: number, { event }: LogRecord): Promise<readonly BodyLine[]> {
    switch (event.type) {
      case 'output': {
        const { lines, rest } = await this.#outputLines(await this.#carriedTo(member), event);
        if (!this.#flushed.has(member) || rest === '') return lines;
        return [...lines, restLine(event, rest)];
      }
      case 'table': {
        const text = event.whole === undefined ? undefined : await this.#texts.of(event.whole);
        const table = text === undefined ? undefined : tableOf(text);
        return table === undefined ? bodyOf(event, false) : tableLines(table);
      }
      default:
        return bodyOf(event, this.#index.fold.parts.list[this.#part]?.kind === 'run');
    }
  }

  /** The unfinished line that a member goes on with, read again from the members that it is made of. */
  async #carriedTo(member: number): Promise<string> {
    const pieces: string[] = [];
    const members = this.#index.membersOf(this.#part);
    let at = this.#goesOnWith.get(member);
    for (; at !== undefined; at = this.#goesOnWith.get(at)) {
      const record = await this.#index.record(members.at(at));
      if (record?.event.type !== 'output') break;
      const text = await this.#wholeText(record.event);
      const end = text.lastIndexOf('\n') + 1;
      pieces.push(text.slice(end));
      if (end > 0) break;
    }
    return pieces.reverse().join('');
  }

  async #wholeText({ whole, text }: Output): Promise<string> {
    return (whole === undefined ? undefined : await this.#texts.of(whole)) ?? text;
  }

  /** Lines that end in this output, and what stands behind its last line feed. */
  async #outputLines(
    carried: string,
    event: Output,
  ): Promise<{ readonly lines: readonly BodyLine[]; readonly rest: string }> {
    const whole = event.whole === undefined ? undefined : await this.#texts.of(event.whole);
    const text = carried + (whole ?? event.text);
    const end = text.lastIndexOf('\n') + 1;
    const tone = toneOf(event.stream);
    const server = serverOf(event);
    const lines = linesOf(text.slice(0, end)).map((line): BodyLine => {
      return { text: server + line, tone };
    });
    const cut = whole === undefined ? cutLine(event.whole) : [];
    const rest = text.slice(end);
    if (cut.length === 0) return { lines, rest };
    return { lines: [...lines, restLine(event, rest), ...cut], rest: '' };
  }
}

/** A step with several targets says before each line which of them wrote it. */
function serverOf({ server }: Output): string {
  return server === undefined ? '' : `${server}: `;
}

function restLine(event: Output, rest: string): BodyLine {
  return { text: serverOf(event) + shown(rest), tone: toneOf(event.stream) };
}
