import type { PageBadge, PageHead, PageNote } from '../../log-page.ts';
import { button, element } from '../dom.ts';
import type { Host } from './host.ts';
import { Strip } from './strip.ts';
import { timelineElement } from './timeline.ts';

/** What the head of the page asks for. */
export interface HeadEvents {
  revealRecord(seq: number): void;
  /** `line` counts from 1. */
  revealLine(line: number): void;
  revealSection(section: number): void;
}

function factList(
  facts: readonly { readonly label: string; readonly text: string }[],
): HTMLElement {
  return element(
    'dl',
    { className: 'facts-list' },
    facts.flatMap(({ label, text }) => [element('dt', { text: label }), element('dd', { text })]),
  );
}

/** A part of the page that can be folded, open or not as it was. */
class Fold {
  readonly element: HTMLDetailsElement;
  readonly #summary: HTMLElement;
  readonly #body: HTMLElement;

  constructor(className: string, open: boolean) {
    this.#summary = element('summary');
    this.#body = element('div');
    this.element = element('details', { className }, [this.#summary, this.#body]);
    this.element.open = open;
    this.element.hidden = true;
  }

  show(title: string, children: readonly Node[]): void {
    this.element.hidden = children.length === 0;
    this.#summary.textContent = title;
    this.#body.replaceChildren(...children);
  }
}

/** Everything above the list: outcome and integrity first, then figures, timeline, people, notes. */
export class Head {
  readonly element: HTMLElement;
  readonly #host: Host;
  readonly #events: HeadEvents;
  readonly #title = element('h1');
  readonly #outcome = element('span', { className: 'outcome' });
  readonly #badge: HTMLButtonElement;
  readonly #badgeDetails = element('div', { className: 'badge-details' });
  readonly #progress = element('span', { className: 'progress', attributes: { role: 'status' } });
  readonly #warning: Strip;
  readonly #remark = new Strip('warning');
  readonly #objectives = element('div', { className: 'objectives' });
  readonly #timeline = element('div');
  readonly #facts = new Fold('facts-fold', false);
  readonly #people = new Fold('people-fold', false);
  readonly #notes = new Fold('notes-fold', false);
  #shown = '';
  #drawn = '';

  constructor(host: Host, events: HeadEvents) {
    this.#host = host;
    this.#events = events;
    this.#badge = button(host.word('checking'), 'badge', () => {
      this.#toggleBadge();
    });
    this.#badge.setAttribute('aria-expanded', 'false');
    this.#badge.setAttribute('aria-controls', 'badge-details');
    this.#badge.disabled = true;
    this.#badgeDetails.id = 'badge-details';
    this.#badgeDetails.hidden = true;
    this.#warning = new Strip('bad');
    this.element = element('header', {}, [
      element('div', { className: 'top' }, [
        this.#outcome,
        this.#title,
        this.#badge,
        this.#progress,
      ]),
      this.#badgeDetails,
      this.#remark.element,
      this.#warning.element,
      this.#objectives,
      this.#timeline,
      element('div', { className: 'folds' }, [
        this.#facts.element,
        this.#people.element,
        this.#notes.element,
      ]),
    ]);
    this.#title.textContent = host.word('loading');
  }

  show(head: PageHead): void {
    this.#progress.textContent = head.progress;
    // a run that goes on changes its head all the time; what is the same stays as it is
    const { timeline } = head;
    const key = JSON.stringify({ ...head, timeline: undefined, progress: undefined });
    if (key !== this.#shown) {
      this.#shown = key;
      this.#title.textContent = head.title;
      this.#remark.show(head.remark);
      this.#outcome.textContent = head.outcome;
      this.#outcome.className = `outcome mood-${head.mood}`;
      this.#facts.show(this.#host.word('facts'), [factList(head.facts)]);
      this.#people.show(this.#host.word('people'), listOf(head.people));
      this.#objectives.replaceChildren(...this.#objectiveTable(head));
    }
    const drawn = JSON.stringify(timeline);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#timeline.replaceChildren(
      timelineElement(timeline, section => {
        this.#events.revealSection(section);
      }),
    );
  }

  showBadge(badge: PageBadge): void {
    this.#badge.textContent = badge.text;
    this.#badge.className = `badge mood-${badge.mood}`;
    this.#badge.setAttribute('aria-label', `${this.#host.word('integrity')}: ${badge.text}`);
    this.#badge.disabled = false;
    const { line } = badge;
    const showLine =
      line === undefined
        ? undefined
        : button(this.#host.word('showLine', line), '', () => {
            this.#events.revealLine(line);
          });
    this.#warning.show(badge.warning, showLine);
    this.#badgeDetails.replaceChildren(
      factList(badge.facts),
      ...listOf(badge.remarks),
      element('div', { className: 'buttons' }, [
        button(this.#host.word('verifyAgain'), '', () => {
          void this.#host.ask({ ask: 'verify' });
        }),
      ]),
    );
  }

  showNotes(notes: readonly PageNote[], remark: string): void {
    const items = notes.map(({ heading, lines, mood }) =>
      element('li', { className: `note mood-${mood}` }, [
        element('strong', { text: heading }),
        ...lines.map(text => element('p', { text })),
      ]),
    );
    this.#notes.show(this.#host.word('notes'), [
      ...(remark === '' ? [] : [element('p', { className: 'mood-bad', text: remark })]),
      ...(items.length === 0 ? [] : [element('ul', { className: 'notes' }, items)]),
    ]);
  }

  #toggleBadge(): void {
    const open = this.#badgeDetails.hidden;
    this.#badgeDetails.hidden = !open;
    this.#badge.setAttribute('aria-expanded', String(open));
  }

  #objectiveTable({ objectives }: PageHead): HTMLElement[] {
    if (objectives.length === 0) return [];
    const word = (name: string): string => this.#host.word(name);
    const names = ['what', 'name', 'value', 'target', 'verdict', 'evidence'];
    const head = element(
      'tr',
      {},
      names.map(name => element('th', { text: word(name), attributes: { scope: 'col' } })),
    );
    const rows = objectives.map(({ what, name, value, target, verdict, mood, evidence }) =>
      element('tr', {}, [
        element('td', { text: what }),
        element('td', { text: name, className: 'name' }),
        element('td', { text: value, className: 'value' }),
        element('td', { text: target }),
        element('td', { text: verdict, className: `mood-${mood}` }),
        element(
          'td',
          {},
          evidence.map(seq =>
            button(`#${seq}`, 'record', () => {
              this.#events.revealRecord(seq);
            }),
          ),
        ),
      ]),
    );
    return [
      element('table', {}, [
        element('caption', { text: word('objectives') }),
        element('thead', {}, [head]),
        element('tbody', {}, rows),
      ]),
    ];
  }
}

function listOf(lines: readonly string[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [
    element(
      'ul',
      {},
      lines.map(text => element('li', { text })),
    ),
  ];
}
