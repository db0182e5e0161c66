import { button, element } from '../dom.ts';
import type { MapHost } from './host.ts';
import { acquireMapHost } from './host.ts';
import { itemElement, type ItemActions } from './items.ts';
import { LinkLines } from './link-lines.ts';
import { isToMap, type MapLabels, type MapPage, type ToMap } from './messages.ts';
import { runElement, stagesElement } from './order.ts';

/** The page of the estate map: sites with pools and servers, the order of recovery, the run's progress. */
class Page {
  readonly #host: MapHost;
  readonly #root: HTMLElement;
  #labels: MapLabels = {};
  #page: MapPage | undefined;
  #selected = '';
  #filter = '';

  constructor(host: MapHost, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    window.addEventListener('resize', () => {
      this.#lines();
    });
  }

  take(message: ToMap): void {
    switch (message.say) {
      case 'labels':
        this.#labels = message.labels;
        break;
      case 'page':
        this.#page = message.page;
        this.#draw();
        break;
      case 'failed':
        this.#root.replaceChildren(
          element(
            'div',
            { className: 'failure', attributes: { role: 'alert' } },
            message.lines.map(text => element('p', { text })),
          ),
        );
        break;
    }
  }

  #draw(): void {
    const page = this.#page;
    if (page === undefined) return;
    const focused = document.activeElement?.getAttribute('data-focus');
    const labels = this.#labels;
    const parts = [
      element('header', {}, [
        element('h1', { text: page.title }),
        element('p', { className: 'subtitle', text: page.subtitle }),
        this.#losses(page),
      ]),
      element('section', { attributes: { 'aria-labelledby': 'map-heading' } }, [
        element('h2', { text: labels.map ?? '', attributes: { id: 'map-heading' } }),
        this.#legend(),
        this.#filterBox(),
        this.#sites(page),
      ]),
      stagesElement(page, labels),
      runElement(page, labels, step => {
        this.#host.post({ message: 'show-step', step });
      }),
    ];
    this.#root.replaceChildren(...parts.filter(part => part !== undefined));
    this.#hide();
    if (typeof focused === 'string') {
      const again = this.#root.querySelector(`[data-focus=${CSS.escape(focused)}]`);
      if (again instanceof HTMLElement) again.focus();
    }
    this.#lines();
  }

  #losses(page: MapPage): HTMLElement {
    const labels = this.#labels;
    const lost = page.lost.length > 0;
    const text = lost
      ? (labels.lostNow ?? '').replace('{0}', page.lost.join(', '))
      : (labels.nothingLost ?? '');
    return element('div', { className: 'losses' }, [
      element('p', { text, attributes: { role: 'status' } }),
      lost
        ? button(labels.recover ?? '', 'primary', () => {
            this.#host.post({ message: 'recover', lost: page.lost });
          })
        : undefined,
      lost
        ? button(labels.clear ?? '', 'secondary', () => {
            this.#host.post({ message: 'suppose', lost: [] });
          })
        : undefined,
    ]);
  }

  #legend(): HTMLElement {
    const labels = this.#labels;
    const fates = ['whole', 'lost', 'stops', 'suffers'] as const;
    return element(
      'ul',
      { className: 'legend', attributes: { 'aria-label': labels.legend ?? '' } },
      fates.map(fate =>
        element('li', { className: `fate-${fate}` }, [
          element('span', { className: 'mark', attributes: { 'aria-hidden': 'true' } }),
          element('span', { text: labels[fate] ?? '' }),
        ]),
      ),
    );
  }

  #filterBox(): HTMLElement {
    const box = element('input', {
      className: 'filter',
      attributes: {
        type: 'search',
        'aria-label': this.#labels.filter ?? '',
        placeholder: this.#labels.filter ?? '',
        'data-focus': 'filter',
      },
    });
    box.value = this.#filter;
    box.addEventListener('input', () => {
      this.#filter = box.value;
      this.#hide();
    });
    return box;
  }

  #sites(page: MapPage): HTMLElement {
    const actions: ItemActions = {
      labels: this.#labels,
      selected: () => this.#selected,
      select: name => {
        this.#selected = this.#selected === name ? '' : name;
        this.#draw();
      },
      suppose: name => {
        const rest = page.lost.filter(each => each !== name);
        const lost = rest.length === page.lost.length ? [...rest, name] : rest;
        this.#host.post({ message: 'suppose', lost });
      },
      open: name => {
        this.#host.post({ message: 'open', name });
      },
    };
    return element(
      'div',
      { className: 'sites' },
      page.sites.map(site =>
        element('section', { className: 'site', attributes: { 'aria-label': site.name } }, [
          element('h3', { text: site.name }),
          element(
            'ul',
            { className: 'items' },
            site.items.map(item => element('li', {}, [itemElement(item, actions)])),
          ),
        ]),
      ),
    );
  }

  #hide(): void {
    const wanted = this.#filter.trim().toLowerCase();
    for (const item of this.#root.querySelectorAll('.items > li')) {
      if (item instanceof HTMLElement) {
        item.hidden = wanted !== '' && !item.textContent.toLowerCase().includes(wanted);
      }
    }
    this.#lines();
  }

  #lines(): void {
    const sites = this.#root.querySelector('.sites');
    if (sites instanceof HTMLElement) new LinkLines(sites).draw(this.#selected);
  }
}

const root = document.getElementById('page');
if (root !== null) {
  const host = acquireMapHost();
  const page = new Page(host, root);
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (isToMap(event.data)) page.take(event.data);
  });
  host.post({ message: 'ready' });
}
