import { button, element } from '../dom.ts';
import type { MapItem, MapLabels } from './messages.ts';

/** What can be done with an item of the map. */
export interface ItemActions {
  readonly labels: MapLabels;
  selected(): string;
  select(name: string): void;
  suppose(name: string): void;
  open(name: string): void;
}

/** Marks that say the fate without colour. */
const marks: Readonly<Record<MapItem['fate'], string>> = {
  whole: '●',
  lost: '✕',
  stops: '■',
  suffers: '▲',
};

/** A pool, server, instance or store as a card with what belongs to it. */
export function itemElement(item: MapItem, actions: ItemActions): HTMLElement {
  const { labels } = actions;
  const selected = actions.selected() === item.name;
  const fate = item.fateText === '' ? (labels[item.fate] ?? '') : item.fateText;
  return element(
    'article',
    {
      className: `item ${item.kind} fate-${item.fate}${selected ? ' selected' : ''}`,
      attributes: { 'data-name': item.name.toLowerCase() },
    },
    [
      element('div', { className: 'line' }, [
        element('span', {
          className: 'mark',
          text: marks[item.fate],
          attributes: { title: fate, role: 'img', 'aria-label': fate },
        }),
        nameButton(item, actions, selected),
        item.mayBeLost ? lossButton(item, actions) : undefined,
      ]),
      ...item.facts.map(text => element('div', { className: 'fact', text })),
      item.fate === 'whole' || item.fate === 'lost'
        ? undefined
        : element('div', { className: 'fate', text: item.fateText }),
      selected ? links(item, actions) : undefined,
      item.parts.length === 0
        ? undefined
        : element(
            'ul',
            { className: 'parts' },
            item.parts.map(part => element('li', {}, [itemElement(part, actions)])),
          ),
    ],
  );
}

function nameButton(item: MapItem, actions: ItemActions, selected: boolean): HTMLElement {
  const made = button(item.name, 'name', () => {
    actions.select(item.name);
  });
  const words = (actions.labels.links ?? '')
    .replace('{0}', String(item.needs.length))
    .replace('{1}', String(item.neededBy.length));
  made.title = words;
  made.setAttribute('aria-expanded', String(selected));
  made.setAttribute('data-focus', `name ${item.name}`);
  return made;
}

function lossButton(item: MapItem, actions: ItemActions): HTMLElement {
  const lost = item.fate === 'lost';
  const text = (lost ? actions.labels.supposed : actions.labels.suppose) ?? '';
  const made = button(text, 'loss', () => {
    actions.suppose(item.name);
  });
  made.setAttribute('aria-pressed', String(lost));
  made.setAttribute('aria-label', `${text}: ${item.name}`);
  made.setAttribute('data-focus', `loss ${item.name}`);
  return made;
}

function links(item: MapItem, actions: ItemActions): HTMLElement {
  const { labels } = actions;
  const list = (title: string, ends: MapItem['needs']): HTMLElement | undefined =>
    ends.length === 0
      ? undefined
      : element('div', {}, [
          element('div', { className: 'links-title', text: title }),
          element(
            'ul',
            {},
            ends.map(({ name, why }) => element('li', { text: `${name} (${why})` })),
          ),
        ]);
  return element('div', { className: 'links' }, [
    list(labels.needs ?? '', item.needs),
    list(labels.neededBy ?? '', item.neededBy),
    button(labels.open ?? '', 'secondary', () => {
      actions.open(item.name);
    }),
  ]);
}
