import type { PageRow } from '../../log-page.ts';
import { element } from '../dom.ts';
import type { Host } from './host.ts';
import { RowStore } from './row-store.ts';
import type { RowMarks } from './row-view.ts';
import { RowWindow } from './row-window.ts';

/** Browsers lose count above about 16 million pixels; longer lists are scrolled in proportion. */
const tallest = 8_000_000;

/** Rows that are made beyond what is seen. */
const beyond = 12;

/** What the list tells about itself. */
export interface ListEvents {
  /** Another row is the active one. */
  active(row: PageRow | undefined): void;
  /** Enter was pressed on a row of a step. */
  open(row: PageRow): void;
}

/** The rows of a log, of which only those in view exist; moved through by keys as a tree is. */
export class RowList {
  readonly element: HTMLElement;
  readonly #host: Host;
  readonly #events: ListEvents;
  readonly #room: HTMLElement;
  readonly #window = new RowWindow();
  readonly #rows: RowStore;
  #total = 0;
  #rowHeight = 20;
  #active = 0;
  #marks: RowMarks;
  #isDrawing = false;
  #follow = false;
  #told: { readonly row: PageRow | undefined; readonly follow: boolean } | undefined;
  #columns = 0;
  /** Pixels that are seen; known from the observer, so that drawing does not have to ask for a layout. */
  #height = 0;

  constructor(host: Host, events: ListEvents) {
    this.#host = host;
    this.#events = events;
    this.#marks = { query: '', changed: host.word('changedHere') };
    this.#rows = new RowStore(host, () => {
      this.#drawSoon();
    });
    const presentation = { role: 'presentation' };
    this.#room = element('div', { className: 'room', attributes: presentation }, [
      this.#window.element,
    ]);
    const attributes = {
      role: 'treegrid',
      tabindex: '0',
      'aria-label': `${host.word('list')}. ${host.word('listHelp')}`,
      'aria-rowcount': '0',
      'aria-colcount': '2',
    };
    this.element = element('div', { className: 'list', attributes }, [this.#room]);
    this.#listen();
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
    if (follow) this.goTo(this.#total - 1);
  }

  get activeRow(): PageRow | undefined {
    return this.#rows.at(this.#active);
  }

  /** Rows may be others now, and so many. What is seen stays until the new ones are there. */
  renew(total: number): void {
    this.#rows.renew();
    if (total !== this.#total) {
      this.#total = total;
      this.element.setAttribute('aria-rowcount', String(total));
      this.#room.style.height = `${Math.min(tallest, total * this.#rowHeight)}px`;
    }
    this.#active = Math.max(0, Math.min(this.#active, total - 1));
    if (this.#follow) this.goTo(total - 1);
    this.#drawSoon();
  }

  /** Marks what is looked for in the rows. */
  mark(query: string): void {
    this.#marks = { ...this.#marks, query };
    this.#drawSoon();
  }

  /** Marks the rows that are not proven: those of a line, counted from 1, and all behind it. */
  doubt(from: number | undefined): void {
    const { query, changed } = this.#marks;
    this.#marks = { query, changed, ...(from === undefined ? {} : { doubtedFrom: from }) };
    this.#drawSoon();
  }

  /** Brings a row into view and makes it the active one. */
  goTo(row: number): void {
    this.#setActive(row);
    this.#scrollTo(row);
  }

  focus(): void {
    this.element.focus();
  }

  #listen(): void {
    const list = this.element;
    list.addEventListener('scroll', () => {
      this.#drawSoon();
    });
    list.addEventListener(
      'wheel',
      event => {
        if (event.deltaY < 0) this.#stay();
      },
      { passive: true },
    );
    list.addEventListener('keydown', event => {
      this.#key(event);
    });
    list.addEventListener('click', event => {
      this.#click(event);
    });
  }

  #scrollTo(row: number): void {
    const seen = Math.floor(this.#exactlySeen());
    const fits = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 1);
    if (row >= seen && row < seen + fits) return;
    const first = row < seen ? row - Math.min(3, row) : row - fits + 1;
    this.element.scrollTop = Math.max(0, first) * this.#rowHeight * this.#scale;
    this.#drawSoon();
  }

  /** Pixels of the scroll position for each pixel of rows: 1 but for very long lists. */
  get #scale(): number {
    const all = this.#total * this.#rowHeight;
    const height = this.#height;
    return all <= tallest ? 1 : (tallest - height) / Math.max(1, all - height);
  }

  #exactlySeen(): number {
    return this.element.scrollTop / this.#scale / this.#rowHeight;
  }

  #measure(): void {
    const probe = element('div', { className: 'row probe', text: 'x'.repeat(100) });
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
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#height === 0) return;
    const { scrollTop } = this.element;
    const exact = this.#exactlySeen();
    const seen = Math.floor(exact);
    const fits = Math.ceil(this.#height / this.#rowHeight) + 1;
    const from = Math.max(0, Math.min(seen, this.#total) - beyond);
    const to = Math.min(this.#total, seen + fits + beyond);
    this.#rows.want(from, to);
    this.#window.show({
      from,
      to,
      marks: this.#marks,
      active: this.#active,
      row: at => this.#rows.at(at),
    });
    const top = scrollTop - (exact - from) * this.#rowHeight;
    this.#window.element.style.transform = `translateY(${top}px)`;
    this.#announceActive();
  }

  #announceActive(): void {
    const id = this.#window.of(this.#active)?.element.id;
    const said = this.element.getAttribute('aria-activedescendant') ?? undefined;
    if (id === undefined) this.element.removeAttribute('aria-activedescendant');
    else if (id !== said) this.element.setAttribute('aria-activedescendant', id);
    this.#tellActive();
  }

  #tellActive(): void {
    const now = { row: this.activeRow, follow: this.#follow };
    if (this.#told?.row === now.row && this.#told?.follow === now.follow) return;
    this.#told = now;
    this.#events.active(now.row);
  }

  #setActive(row: number): void {
    this.#active = Math.max(0, Math.min(row, this.#total - 1));
    this.#drawSoon();
  }

  /** The reader looks at something else than the end. */
  #stay(): void {
    this.#follow = false;
    this.#tellActive();
  }

  /** Folds or unfolds a section, whose heading stays where it is. */
  async #fold(section: number, open: boolean): Promise<void> {
    const answer = await this.#host.ask({ ask: 'fold', section, open });
    if ('total' in answer) this.renew(answer.total);
    await this.#toHeading(section);
  }

  async #toHeading(section: number): Promise<void> {
    const place = await this.#host.ask({ ask: 'reveal', section });
    if (place.say === 'place' && place.row >= 0) this.goTo(place.row);
  }

  #click(event: MouseEvent): void {
    const view = this.#window.around(event.target);
    if (view === undefined) return;
    this.#stay();
    this.#setActive(view.at);
    const head = view.row?.head;
    const isSelecting = document.getSelection()?.type === 'Range';
    if (head?.foldable === true && !isSelecting) void this.#fold(head.id, !head.open);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = this.#moves()[event.key];
    if (to !== undefined) {
      this.#stay();
      this.goTo(Math.max(0, Math.min(to, this.#total - 1)));
      event.preventDefault();
      return;
    }
    const row = this.activeRow;
    if (row !== undefined && this.#act(event.key, row)) event.preventDefault();
  }

  #moves(): Readonly<Record<string, number>> {
    const page = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 2);
    return {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#total - 1,
    };
  }

  /** What a key does to the active row; whether it does anything. */
  #act(key: string, row: PageRow): boolean {
    const { head, part, step } = row;
    const foldable = head?.foldable === true ? head : undefined;
    switch (key) {
      case 'ArrowRight':
        if (foldable?.open === false) void this.#fold(foldable.id, true);
        return foldable?.open === false;
      case 'ArrowLeft':
        if (foldable?.open === true) void this.#fold(foldable.id, false);
        else if (head === undefined) void this.#toHeading(part);
        return foldable?.open === true || head === undefined;
      case 'Enter':
        if (step !== undefined) this.#events.open(row);
        else if (foldable !== undefined) void this.#fold(foldable.id, !foldable.open);
        return true;
      case ' ':
        if (foldable !== undefined) void this.#fold(foldable.id, !foldable.open);
        return foldable !== undefined;
      default:
        return false;
    }
  }
}
