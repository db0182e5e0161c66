import { element } from '../dom.ts';

/** A line across the page that has to be read before the rest; hidden while it says nothing. */
export class Strip {
  readonly element: HTMLElement;
  readonly #text = element('p');
  readonly #buttons = element('div', { className: 'buttons' });

  /** `mood`: how it is meant; its words say it too. */
  constructor(mood: 'bad' | 'warning') {
    const attributes = { role: 'alert' };
    const parts = [this.#text, this.#buttons];
    this.element = element('div', { className: `strip mood-${mood}`, attributes }, parts);
    this.element.hidden = true;
  }

  show(text: string, button?: HTMLButtonElement): void {
    this.element.hidden = text === '';
    // what did not change is not read out again
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#buttons.replaceChildren(...(button === undefined ? [] : [button]));
  }
}
