import { wrapLine, wrappedCount } from '../account/wrap.ts';
import type { RunEvent } from '../events.ts';
import type { LogRecord } from '../record.ts';
import { bodyOf, cutLine, linesOf, shown, tableLines, toneOf, type BodyLine } from './body.ts';
import { counts, lastNotAbove, type Growing } from './growing.ts';
import type { LineRuns } from './line-runs.ts';
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
  /** First row behind each member that was measured. */
  readonly #ends: Growing = counts();
  /**
   * For each member, twice the distance to the one whose unfinished line it goes on with, 0 for none;
   * one more where its own unfinished last line is shown with it.
   */
  readonly #ties: Growing = counts();
  #pending: Pending | undefined;

  constructor(index: LogIndex, part: number, columns: number, texts: WholeTexts) {
    this.#index = index;
    this.#part = part;
    this.#columns = columns;
    this.#texts = texts;
  }

  get rows(): number {
    return this.#ends.end;
  }

  /** Measures what has come since; resolves to the number of rows. `tick` is awaited now and then. */
  async measure(tick: () => Promise<void>): Promise<number> {
    const members = this.#index.membersOf(this.#part);
    if (this.#index.odd.kindOf(this.#part) !== undefined) return this.#measureOdd(members);
    while (this.#ends.length < members.length) {
      const from = this.#ends.length;
      const to = this.#batchEnd(from, members);
      const lines = Array.from({ length: to - from }, (_, at) => members.at(from + at) ?? 0);
      const records = await this.#index.records(lines);
      for (const [at, record] of records.entries()) await this.#measureOne(from + at, record);
      await tick();
    }
    this.#flush();
    return this.rows;
  }

  /** A line that is no record is one row, cut where it is longer: nothing has to be read for that. */
  #measureOdd(members: LineRuns): number {
    while (this.#ends.length < members.length) this.#endMember(1);
    return this.rows;
  }

  #endMember(rows: number, back = 0): void {
    this.#ends.push(this.rows + rows);
    this.#ties.push(back * 2);
  }

  #batchEnd(from: number, members: LineRuns): number {
    const most = Math.min(from + batch, members.length);
    let to = from;
    for (let bytes = 0; to < most && (to === from || bytes < batchBytes); to += 1) {
      bytes += this.#index.lengthOf(members.at(to) ?? 0);
    }
    return to;
  }

  /** Rows of a line of the file. */
  startOf(line: number): { readonly from: number; readonly to: number } {
    const member = this.#index.membersOf(this.#part).placeOf(line);
    const isKnown = member < this.#ends.length;
    return { from: this.#startOf(member), to: isKnown ? this.#ends.at(member) : this.rows };
  }

  #startOf(member: number): number {
    return member === 0 ? 0 : this.#ends.at(Math.min(member, this.#ends.length) - 1);
  }

  /** Rows from a position up to another one. */
  async between(from: number, to: number): Promise<Row[]> {
    const members = this.#index.membersOf(this.#part);
    const rows: Row[] = [];
    const step = this.#index.fold.parts.list[this.#part]?.step;
    const place = { part: this.#part, ...(step === undefined ? {} : { step }) };
    for (let member = this.#memberAt(from); member < this.#ends.length; member += 1) {
      const start = this.#startOf(member);
      if (start >= to) break;
      const line = members.at(member) ?? 0;
      const isOdd = this.#index.odd.kindOf(this.#part) !== undefined;
      const record = isOdd ? undefined : await this.#index.record(line);
      if (isOdd) rows.push(await this.#oddRow(line, place));
      else if (record !== undefined) {
        const shared = { ...place, seq: record.seq, line: line + 1, time: record.time };
        const part = { from: Math.max(0, from - start), to: to - start };
        for (const row of this.#wrapped(await this.#linesOf(member, record), part)) {
          rows.push({ ...shared, ...row });
        }
      }
    }
    return rows;
  }

  /** Some of the rows that lines make. Rows before them are counted, not made. */
  #wrapped(
    lines: readonly BodyLine[],
    { from, to }: { readonly from: number; readonly to: number },
  ): BodyLine[] {
    const made: BodyLine[] = [];
    let at = 0;
    for (const { text, tone } of lines) {
      if (at >= to) break;
      const count = wrappedCount(text, this.#columns);
      if (at + count > from) {
        const pieces = wrapLine(text, this.#columns).slice(Math.max(0, from - at), to - at);
        for (const piece of pieces) made.push({ text: piece, tone });
      }
      at += count;
    }
    return made;
  }

  async #oddRow(line: number, place: Pick<Row, 'part'>): Promise<Row> {
    const text = shown(await this.#index.raw(line)).replaceAll('\n', '⏎');
    const [first = '', ...rest] = wrapLine(text, this.#columns - 1);
    const cut = rest.length > 0 ? '…' : '';
    return { ...place, seq: line, line: line + 1, time: '', text: first + cut, tone: 'warning' };
  }

  #memberAt(row: number): number {
    return lastNotAbove(this.#ends.length, at => this.#ends.at(at), row) + 1;
  }

  async #measureOne(member: number, record: LogRecord | undefined): Promise<void> {
    if (record?.event.type === 'output') {
      await this.#measureOutput(member, record.event);
      return;
    }
    let rows = 0;
    if (record !== undefined && record.event.type !== 'progress') {
      this.#flush();
      rows = this.#countOf(await this.#linesOf(member, record));
    }
    this.#endMember(rows);
  }

  async #measureOutput(member: number, event: Output): Promise<void> {
    const key = `${event.stream}\n${event.server ?? ''}`;
    const before = this.#pending?.key === key ? this.#pending : undefined;
    if (before === undefined) this.#flush();
    this.#pending = undefined;
    const pieces = (before?.pieces ?? 0) + 1;
    const { lines, rest } = await this.#outputLines(before?.text ?? '', event);
    this.#endMember(this.#countOf(lines), before === undefined ? 0 : member - before.member);
    if (rest === '') return;
    this.#pending = { member, key, text: rest, line: restLine(event, rest), pieces };
    if (rest.length > longestCarry || pieces > mostPieces) this.#flush();
  }

  /** What was not gone on with is a line of its own. */
  #flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#ties.set(pending.member, this.#ties.at(pending.member) + 1);
    const rows = this.#countOf([pending.line]);
    for (let at = pending.member; at < this.#ends.length; at += 1) {
      this.#ends.set(at, this.#ends.at(at) + rows);
    }
  }

  #countOf(lines: readonly BodyLine[]): number {
    let rows = 0;
    for (const { text } of lines) rows += wrappedCount(text, this.#columns);
    return rows;
  }

  #isFlushed(member: number): boolean {
    return this.#ties.at(member) % 2 === 1;
  }

  /** The member whose unfinished line another one goes on with. */
  #beforeIn(member: number): number | undefined {
    const back = this.#ties.at(member) >> 1;
    return back === 0 ? undefined : member - back;
  }

  async #linesOf(member: number, { event }: LogRecord): Promise<readonly BodyLine[]> {
    switch (event.type) {
      case 'output': {
        const { lines, rest } = await this.#outputLines(await this.#carriedTo(member), event);
        if (!this.#isFlushed(member) || rest === '') return lines;
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
    let at = this.#beforeIn(member);
    for (; at !== undefined; at = this.#beforeIn(at)) {
      const record = await this.#index.record(members.at(at) ?? 0);
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
