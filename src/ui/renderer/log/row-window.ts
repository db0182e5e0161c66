import type { PageRow } from '../../log-page.ts';
import { element } from '../dom.ts';
import { RowView, type RowMarks } from './row-view.ts';

/** What a row of the window is to show. */
export interface WindowOf {
  readonly from: number;
  /** Behind the last row. */
  readonly to: number;
  readonly marks: RowMarks;
  /** The row that keys act on. */
  readonly active: number;
  readonly row: (at: number) => PageRow | undefined;
}

/**
 * The rows that exist as elements: those in view and a few around them, in reading order. As the list
 * is scrolled, elements that leave it at one end come in again at the other.
 */
export class RowWindow {
  readonly element = element('div', { className: 'window', attributes: { role: 'presentation' } });
  readonly #views: RowView[] = [];
  #from = 0;

  show({ from, to, marks, active, row }: WindowOf): void {
    this.#turn(from - this.#from);
    this.#from = from;
    this.#fit(to - from);
    for (const [at, view] of this.#views.entries()) {
      view.show(from + at, row(from + at), marks);
      view.select(from + at === active);
    }
  }

  /** The element of a row, where it has one. */
  of(at: number): RowView | undefined {
    return this.#views[at - this.#from];
  }

  /** The row that an element lies in. */
  around(target: EventTarget | null): RowView | undefined {
    const found = target instanceof Element ? target.closest('.row') : null;
    return this.#views.find(view => view.element === found);
  }

  /** Elements whose rows stay in view keep them; a jump leaves all where they are. */
  #turn(by: number): void {
    if (by === 0 || Math.abs(by) >= this.#views.length) return;
    const left = this.#views.splice(0, by > 0 ? by : this.#views.length + by);
    const elements = (by > 0 ? left : this.#views).map(view => view.element);
    if (by > 0) this.element.append(...elements);
    else this.element.prepend(...elements);
    this.#views.push(...left);
  }

  #fit(count: number): void {
    while (this.#views.length > count) this.#views.pop()?.element.remove();
    while (this.#views.length < count) {
      const view = new RowView();
      this.#views.push(view);
      this.element.append(view.element);
    }
  }
}
