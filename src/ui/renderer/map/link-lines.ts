const svgNamespace = 'http://www.w3.org/2000/svg';

/** Lines from the selected item to what it needs and to what needs it; the lists say the same in words. */
export class LinkLines {
  readonly #around: HTMLElement;

  constructor(around: HTMLElement) {
    this.#around = around;
  }

  draw(selected: string): void {
    this.#around.querySelector('svg.lines')?.remove();
    const from = this.#item(selected);
    if (from === undefined) return;
    const names = [...from.querySelectorAll(':scope > .links li')].map(line =>
      line.textContent.replace(/ \([^()]*\)$/, ''),
    );
    const svg = document.createElementNS(svgNamespace, 'svg');
    svg.setAttribute('class', 'lines');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('width', String(this.#around.scrollWidth));
    svg.setAttribute('height', String(this.#around.scrollHeight));
    for (const name of names) {
      const to = this.#item(name);
      if (to === undefined || to.contains(from) || from.contains(to)) continue;
      svg.append(this.#line(from, to));
    }
    this.#around.prepend(svg);
  }

  #item(name: string): HTMLElement | undefined {
    if (name === '') return undefined;
    const found = this.#around.querySelector(`[data-name=${CSS.escape(name.toLowerCase())}]`);
    return found instanceof HTMLElement && found.offsetParent !== null ? found : undefined;
  }

  #line(from: HTMLElement, to: HTMLElement): SVGPathElement {
    const [a, b] = [this.#middle(from), this.#middle(to)];
    const path = document.createElementNS(svgNamespace, 'path');
    const bend = Math.max(40, Math.abs(b.x - a.x) / 2);
    path.setAttribute(
      'd',
      `M ${a.x} ${a.y} C ${a.x - bend} ${a.y}, ${b.x - bend} ${b.y}, ${b.x} ${b.y}`,
    );
    return path;
  }

  /** Left edge of an item's first line, in the coordinates of the lines. */
  #middle(item: HTMLElement): { x: number; y: number } {
    const own = this.#around.getBoundingClientRect();
    const box = (item.firstElementChild ?? item).getBoundingClientRect();
    return {
      x: box.left - own.left + this.#around.scrollLeft,
      y: (box.top + box.bottom) / 2 - own.top + this.#around.scrollTop,
    };
  }
}
