import type { RowFilter } from '../../../log/view/row.ts';
import type { PageAction, PageChoice, PageHead, PageRow } from '../../log-page.ts';
import { button, element } from '../dom.ts';
import type { Host } from './host.ts';

/** What the tools ask for. */
export interface ToolEvents {
  filter(filter: RowFilter): void;
  find(query: string): void;
  /** One match on or back. */
  step(by: 1 | -1): void;
  foldAll(open: boolean): void;
  follow(follow: boolean): void;
}

/** A search waits this long for more keys, ms. */
const typingMs = 250;

type Choice = 'outcome' | 'server' | 'kind';

/** The two bars between head and list: what can be done with the log; find and filter. */
export class Tools {
  readonly element: HTMLElement;
  readonly #host: Host;
  readonly #events: ToolEvents;
  readonly #input: HTMLInputElement;
  readonly #count = element('span', { className: 'count', attributes: { role: 'status' } });
  readonly #selects: Readonly<Record<Choice, HTMLSelectElement>>;
  readonly #follow: HTMLButtonElement;
  readonly #openStep: HTMLButtonElement;
  readonly #whole: HTMLButtonElement;
  #active: PageRow | undefined;
  #typing = 0;

  constructor(host: Host, events: ToolEvents) {
    this.#host = host;
    this.#events = events;
    this.#input = element('input', {
      attributes: {
        type: 'search',
        placeholder: host.word('findHint'),
        'aria-label': host.word('find'),
      },
    });
    this.#selects = {
      outcome: this.#select('outcome'),
      server: this.#select('server'),
      kind: this.#select('kind'),
    };
    this.#follow = button(host.word('follow'), 'toggle', () => {
      const follow = this.#follow.getAttribute('aria-pressed') !== 'true';
      this.showFollow(follow);
      events.follow(follow);
    });
    this.#follow.hidden = true;
    this.#openStep = this.#doing('openStep', 'open-runbook', true);
    this.#whole = this.#doing('wholeOutput', 'whole-output', true);
    this.element = element('div', { className: 'tools' }, [this.#doings(), this.#finding()]);
    this.#listen();
    this.active(undefined);
  }

  focusFind(): void {
    this.#input.focus();
    this.#input.select();
  }

  show({ outcomes, servers, kinds, live }: PageHead): void {
    this.#fill('outcome', outcomes);
    this.#fill('server', servers);
    this.#fill('kind', kinds);
    this.#follow.hidden = !live;
  }

  /** Whether some parts of the log are left out. */
  get isFiltering(): boolean {
    return Object.values(this.#selects).some(({ value }) => value !== '');
  }

  /** Chooses *all* everywhere; says whether anything else was chosen. */
  clearFilter(): boolean {
    const chosen = Object.values(this.#selects).filter(({ value }) => value !== '');
    for (const select of chosen) select.value = '';
    return chosen.length > 0;
  }

  showFollow(follow: boolean): void {
    this.#follow.setAttribute('aria-pressed', String(follow));
  }

  showCount(text: string): void {
    this.#count.textContent = text;
  }

  active(row: PageRow | undefined): void {
    this.#active = row;
    const none = row?.step === undefined;
    this.#openStep.disabled = none;
    this.#whole.disabled = none;
  }

  #doing(label: string, action: PageAction, onStep = false): HTMLButtonElement {
    return button(this.#host.word(label), '', () => {
      const step =
        onStep || action === 'note' || action === 'evidence' ? this.#active?.step : undefined;
      this.#host.send({ message: 'do', action, ...(step === undefined ? {} : { step }) });
    });
  }

  #doings(): HTMLElement {
    return element('div', { className: 'bar', attributes: { role: 'group' } }, [
      this.#doing('openRunbook', 'open-runbook'),
      this.#openStep,
      this.#whole,
      this.#doing('compare', 'compare'),
      this.#doing('report', 'report'),
      this.#doing('addNote', 'note'),
      this.#doing('addEvidence', 'evidence'),
      this.#doing('addFinding', 'finding'),
      this.#doing('signOff', 'sign-off'),
      this.#doing('openText', 'open-text'),
    ]);
  }

  #finding(): HTMLElement {
    const { outcome, server, kind } = this.#selects;
    return element('div', { className: 'bar', attributes: { role: 'search' } }, [
      this.#input,
      button('↑', 'small', () => {
        this.#events.step(-1);
      }),
      button('↓', 'small', () => {
        this.#events.step(1);
      }),
      this.#count,
      this.#labelled('outcome', outcome),
      this.#labelled('server', server),
      this.#labelled('kind', kind),
      button(this.#host.word('unfoldAll'), '', () => {
        this.#events.foldAll(true);
      }),
      button(this.#host.word('foldAll'), '', () => {
        this.#events.foldAll(false);
      }),
      this.#follow,
    ]);
  }

  #listen(): void {
    const [up, down] = this.element.querySelectorAll('button.small');
    up?.setAttribute('aria-label', this.#host.word('previous'));
    down?.setAttribute('aria-label', this.#host.word('next'));
    this.#input.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => {
        this.#events.find(this.#input.value);
      }, typingMs);
    });
    this.#input.addEventListener('keydown', event => {
      if (event.key === 'Enter') this.#events.step(event.shiftKey ? -1 : 1);
      if (event.key === 'Escape') {
        this.#input.value = '';
        this.#events.find('');
      }
    });
    for (const select of Object.values(this.#selects)) {
      select.addEventListener('change', () => {
        const { outcome, server, kind } = this.#selects;
        const value = { outcome: outcome.value, server: server.value, kind: kind.value };
        this.#events.filter(value);
      });
    }
  }

  #select(name: Choice): HTMLSelectElement {
    return element('select', { attributes: { 'data-filter': name } }, [
      element('option', { text: this.#host.word('all'), attributes: { value: '' } }),
    ]);
  }

  #labelled(name: Choice, select: HTMLSelectElement): HTMLElement {
    return element('label', {}, [element('span', { text: this.#host.word(name) }), select]);
  }

  /** What is chosen stays chosen while the log grows. */
  #fill(name: Choice, choices: readonly PageChoice[]): void {
    const select = this.#selects[name];
    const all = [{ value: '', label: this.#host.word('all') }, ...choices];
    const same =
      select.options.length === all.length &&
      all.every(({ value }, at) => select.options[at]?.value === value);
    if (same) return;
    const chosen = select.value;
    select.replaceChildren(
      ...all.map(({ value, label }) => element('option', { text: label, attributes: { value } })),
    );
    select.value = chosen;
  }
}
