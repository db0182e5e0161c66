import type { PageRow } from '../../log-page.ts';
import { element } from '../dom.ts';
import type { Host } from './host.ts';
import { rowElement } from './row-element.ts';

/** Browsers lose count above about 16 million pixels; longer lists are scrolled in proportion. */
const tallest = 8_000_000;

/** Rows that are asked for together, and rows that are made beyond what is seen. */
const block = 200;
const beyond = 12;

/** Blocks of rows that are kept. */
const keptBlocks = 40;

/** What the list tells about itself. */
export interface ListEvents {
  /** Another row is the active one. */
  active(row: PageRow | undefined): void;
}

/** The rows of a log, of which only those in view exist; moved through by keys as a tree is. */
export class RowList {
  readonly element: HTMLElement;
  readonly #host: Host;
  readonly #events: ListEvents;
  readonly #room: HTMLElement;
  readonly #made = new Map<number, HTMLElement>();
  readonly #blocks = new Map<number, readonly PageRow[]>();
  readonly #asked = new Set<number>();
  /** Rows that came late, while nothing else is on the screen: a log that is being read is seen at once. */
  readonly #first = new Map<number, readonly PageRow[]>();
  #total = 0;
  #rowHeight = 20;
  #version = 0;
  #active = 0;
  #query = '';
  #drawing = false;
  #follow = false;
  #columns = 0;
  /** Pixels that are seen; known from the observer, so that drawing does not have to ask for a layout. */
  #height = 0;

  constructor(host: Host, events: ListEvents) {
    this.#host = host;
    this.#events = events;
    this.#room = element('div', { className: 'room', attributes: { role: 'presentation' } });
    this.element = element(
      'div',
      {
        className: 'list',
        attributes: {
          role: 'treegrid',
          tabindex: '0',
          'aria-label': `${host.word('list')}. ${host.word('listHelp')}`,
          'aria-rowcount': '0',
          'aria-colcount': '2',
        },
      },
      [this.#room],
    );
    this.element.addEventListener('scroll', () => {
      this.#drawSoon();
    });
    this.element.addEventListener('keydown', event => {
      this.#key(event);
    });
    this.element.addEventListener('click', event => {
      this.#click(event);
    });
    new ResizeObserver(() => {
      this.#measure();
    }).observe(this.element);
  }

  get total(): number {
    return this.#total;
  }

  get following(): boolean {
    return this.#follow;
  }

  set following(follow: boolean) {
    this.#follow = follow;
    if (follow) this.scrollTo(this.#total - 1);
  }

  /** Rows may all be others now, and so many. What is seen stays until the new ones are there. */
  renew(total: number): void {
    this.#version += 1;
    this.#blocks.clear();
    this.#asked.clear();
    this.#total = total;
    this.#active = Math.max(0, Math.min(this.#active, total - 1));
    this.element.setAttribute('aria-rowcount', String(total));
    this.#room.style.height = `${Math.min(tallest, total * this.#rowHeight)}px`;
    this.element.classList.toggle('empty', total === 0);
    if (this.#follow) this.scrollTo(total - 1);
    this.#drawSoon();
  }

  /** Marks what is looked for in the rows. */
  mark(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    for (const made of this.#made.values()) made.remove();
    this.#made.clear();
    this.#drawSoon();
  }

  /** Brings a row into view and makes it the active one. */
  goTo(row: number): void {
    this.#setActive(row);
    this.scrollTo(row);
  }

  focus(): void {
    this.element.focus();
  }

  scrollTo(row: number): void {
    const height = this.#height;
    const seen = this.#firstSeen();
    const fits = Math.max(1, Math.floor(height / this.#rowHeight) - 1);
    if (row >= seen && row < seen + fits) return;
    const first = row < seen ? row - Math.min(3, row) : row - fits + 1;
    this.element.scrollTop = this.#offsetOf(Math.max(0, first));
    this.#drawSoon();
  }

  /** Pixels of the scroll position for each pixel of rows: 1 but for very long lists. */
  get #scale(): number {
    const all = this.#total * this.#rowHeight;
    const height = this.#height;
    return all <= tallest ? 1 : (tallest - height) / Math.max(1, all - height);
  }

  #offsetOf(row: number): number {
    return row * this.#rowHeight * this.#scale;
  }

  #firstSeen(): number {
    return Math.floor(this.element.scrollTop / this.#scale / this.#rowHeight);
  }

  #measure(): void {
    const probe = element('div', { className: 'row', text: 'x'.repeat(100) });
    probe.style.position = 'absolute';
    probe.style.width = 'max-content';
    this.#room.append(probe);
    const { height, width } = probe.getBoundingClientRect();
    const { clientWidth, clientHeight } = this.element;
    probe.remove();
    this.#height = clientHeight;
    if (height > 0) this.#rowHeight = height;
    const columns = Math.max(20, Math.floor((clientWidth - 140) / (width / 100)));
    if (columns !== this.#columns) {
      this.#columns = columns;
      void this.#host.ask({ ask: 'columns', columns }).then(answer => {
        if ('total' in answer) this.renew(answer.total);
      });
    }
    this.#drawSoon();
  }

  #drawSoon(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { scrollTop } = this.element;
    const seen = Math.floor(scrollTop / this.#scale / this.#rowHeight);
    const from = Math.max(0, seen - beyond);
    const to = Math.min(this.#total, seen + Math.ceil(this.#height / this.#rowHeight) + beyond);
    const top = scrollTop - (scrollTop / this.#scale - seen * this.#rowHeight);
    for (const [at, made] of this.#made) {
      if (at >= from && at < to) continue;
      made.remove();
      this.#made.delete(at);
    }
    for (let at = from; at < to; at += 1) {
      const row = this.#rowAt(at);
      if (row === undefined) continue;
      const known = this.#made.get(at);
      const made = known !== undefined && rowOf.get(known) === row ? known : this.#make(at, row);
      if (known !== made) {
        known?.remove();
        this.#made.set(at, made);
        this.#room.append(made);
      }
      made.style.transform = `translateY(${top + (at - seen) * this.#rowHeight}px)`;
      const selected = String(at === this.#active);
      if (made.getAttribute('aria-selected') === selected) continue;
      made.classList.toggle('active', at === this.#active);
      made.setAttribute('aria-selected', selected);
    }
    this.#announceActive();
  }

  #make(at: number, row: PageRow): HTMLElement {
    const made = rowElement(row, at, this.#query);
    rowOf.set(made, row);
    return made;
  }

  #announceActive(): void {
    const made = this.#made.get(this.#active);
    if (made === undefined) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', made.id);
  }

  #rowAt(at: number): PageRow | undefined {
    const number = Math.floor(at / block);
    const known = this.#blocks.get(number);
    if (known === undefined) this.#fetch(number);
    return (known ?? this.#first.get(number))?.[at - number * block];
  }

  #fetch(number: number): void {
    if (this.#asked.has(number)) return;
    this.#asked.add(number);
    const version = this.#version;
    const from = number * block;
    void this.#host.ask({ ask: 'rows', from, to: from + block }).then(answer => {
      if (answer.say !== 'rows') return;
      if (version !== this.#version) {
        if (this.#made.size > 0) return;
        this.#first.set(number, answer.rows);
        this.#drawSoon();
        return;
      }
      this.#first.clear();
      this.#asked.delete(number);
      this.#blocks.set(number, answer.rows);
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size <= keptBlocks) break;
        this.#blocks.delete(oldest);
      }
      this.#drawSoon();
      if (number === Math.floor(this.#active / block)) this.#events.active(this.activeRow);
    });
  }

  get activeRow(): PageRow | undefined {
    const number = Math.floor(this.#active / block);
    return this.#blocks.get(number)?.[this.#active - number * block];
  }

  #setActive(row: number): void {
    this.#active = Math.max(0, Math.min(row, this.#total - 1));
    this.#drawSoon();
    this.#events.active(this.activeRow);
  }

  /** Folds or unfolds a section, whose heading stays where it is. */
  async #fold(section: number, open: boolean): Promise<void> {
    const answer = await this.#host.ask({ ask: 'fold', section, open });
    if ('total' in answer) this.renew(answer.total);
    const place = await this.#host.ask({ ask: 'reveal', section });
    if (place.say === 'place' && place.row >= 0) this.goTo(place.row);
  }

  #click(event: MouseEvent): void {
    const made = event.target instanceof Element ? event.target.closest('.row') : null;
    if (!(made instanceof HTMLElement)) return;
    const at = Number(made.dataset.row);
    const head = rowOf.get(made)?.head;
    this.#follow = false;
    this.#setActive(at);
    if (head?.foldable === true) void this.#fold(head.id, !head.open);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      this.#follow = false;
      this.goTo(Math.max(0, Math.min(to, this.#total - 1)));
      event.preventDefault();
      return;
    }
    const row = this.activeRow;
    if (row === undefined) return;
    const open = row.head?.open === true;
    if (event.key === 'ArrowRight' && row.head?.foldable === true && !open) {
      void this.#fold(row.head.id, true);
    } else if (event.key === 'ArrowLeft') {
      if (row.head === undefined) void this.#toHeading(row.part);
      else if (open) void this.#fold(row.head.id, false);
    } else if ((event.key === 'Enter' || event.key === ' ') && row.head?.foldable === true) {
      void this.#fold(row.head.id, !open);
    } else return;
    event.preventDefault();
  }

  async #toHeading(section: number): Promise<void> {
    const place = await this.#host.ask({ ask: 'reveal', section });
    if (place.say === 'place' && place.row >= 0) this.goTo(place.row);
  }
}

/** What each made row shows. */
const rowOf = new WeakMap<HTMLElement, PageRow>();
