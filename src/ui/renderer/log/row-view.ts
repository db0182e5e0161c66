import type { PageRow } from '../../log-page.ts';
import { element } from '../dom.ts';

type Head = NonNullable<PageRow['head']>;

/** What is marked in all rows. */
export interface RowMarks {
  /** What is looked for. */
  readonly query: string;
  /** Line of the file, counted from 1, from which on nothing is proven. */
  readonly doubtedFrom?: number;
  /** Says that a row is the one that was changed. */
  readonly changed: string;
}

/**
 * An element for a row of the log. It is used again for other rows as the list is scrolled, and
 * touched only where it shows something else; everything in it is set as text.
 */
export class RowView {
  readonly element: HTMLElement;
  readonly #clock: HTMLElement;
  readonly #line: HTMLElement;
  /** What is shown, to compare with. */
  #row: PageRow | undefined;
  #at = -1;
  #marks: RowMarks | undefined;
  #isActive = false;

  constructor() {
    this.#clock = element('span', { className: 'clock', attributes: { role: 'gridcell' } });
    this.#line = element('span', { className: 'line', attributes: { role: 'gridcell' } });
    const attributes = { role: 'row', 'aria-selected': 'false' };
    this.element = element('div', { className: 'row', attributes }, [this.#clock, this.#line]);
  }

  get row(): PageRow | undefined {
    return this.#row;
  }

  get at(): number {
    return this.#at;
  }

  /** `row`: nothing where it is not known yet. */
  show(at: number, row: PageRow | undefined, marks: RowMarks): void {
    if (at !== this.#at) {
      this.#at = at;
      this.element.id = `row-${at}`;
      this.element.setAttribute('aria-rowindex', String(at + 1));
    }
    if (marks === this.#marks && isSame(row, this.#row)) {
      this.#row = row;
      return;
    }
    this.#row = row;
    this.#marks = marks;
    this.#dress();
    if (row === undefined) {
      this.#clock.textContent = '';
      this.#line.textContent = '';
      return;
    }
    const { head, clock, text } = row;
    this.#clock.textContent = head === undefined ? '' : clock;
    if (head === undefined) this.#clock.setAttribute('aria-label', clock);
    else this.#clock.removeAttribute('aria-label');
    const isChanged = marks.doubtedFrom !== undefined && isOf(row, marks.doubtedFrom);
    const flags = isChanged ? [element('span', { className: 'flag', text: marks.changed })] : [];
    const { query } = marks;
    if (head !== undefined) this.#line.replaceChildren(...flags, ...headNodes(row, head, query));
    else if (query === '' && !isChanged) this.#line.textContent = text;
    else this.#line.replaceChildren(...flags, ...marked(text, query));
  }

  select(isActive: boolean): void {
    if (isActive === this.#isActive) return;
    this.#isActive = isActive;
    this.element.classList.toggle('active', isActive);
    this.element.setAttribute('aria-selected', String(isActive));
  }

  #dress(): void {
    const { element: own } = this;
    const head = this.#row?.head;
    const kind = head === undefined ? `tone-${this.#row?.tone ?? 'plain'}` : 'heading';
    const isDoubted = (this.#row?.line ?? 0) >= (this.#marks?.doubtedFrom ?? Infinity);
    own.className = `row ${kind}${isDoubted ? ' doubted' : ''}${this.#isActive ? ' active' : ''}`;
    own.setAttribute('aria-level', head === undefined ? '2' : '1');
    if (head?.foldable === true) own.setAttribute('aria-expanded', String(head.open));
    else own.removeAttribute('aria-expanded');
  }
}

/** Whether a line of the file is the row's own, or one of those that are folded into it. */
function isOf({ line, head }: PageRow, wanted: number): boolean {
  if (head === undefined || head.open) return line === wanted;
  return line <= wanted && wanted <= head.lastLine;
}

function isSame(one: PageRow | undefined, other: PageRow | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  if (one.text !== other.text || one.tone !== other.tone) return false;
  if (one.clock !== other.clock || one.line !== other.line) return false;
  if (one.head === undefined || other.head === undefined) return one.head === other.head;
  return JSON.stringify(one.head) === JSON.stringify(other.head);
}

/** Text with what is looked for marked. */
function marked(text: string, query: string): Node[] {
  if (query === '') return [document.createTextNode(text)];
  const wanted = query.toLowerCase();
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return [document.createTextNode(text)];
  const nodes: Node[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    nodes.push(document.createTextNode(text.slice(from, at)));
    from = at + wanted.length;
    nodes.push(element('mark', { text: text.slice(at, from) }));
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

function headNodes({ text, tone }: PageRow, head: Head, query: string): Node[] {
  const sign = head.foldable ? (head.open ? '⌄' : '›') : '';
  const facts = head.facts.join(' · ');
  const parts = [
    element('span', { className: 'sign', text: sign, attributes: { 'aria-hidden': 'true' } }),
    head.outcome === ''
      ? undefined
      : element('span', { className: `outcome mood-${head.mood}`, text: head.outcome }),
    head.name === '' ? undefined : element('span', { className: 'name', text: head.name }),
    element('span', { className: `text tone-${tone}` }, marked(text, query)),
    facts === '' ? undefined : element('span', { className: 'facts', text: facts }),
  ];
  return parts.filter(part => part !== undefined);
}
