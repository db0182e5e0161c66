import type { Panel, PanelAction, PanelButton, PanelMessage } from '../panel.ts';
import { askForm } from './ask.ts';
import { button, element, lineList } from './dom.ts';

type Send = (message: PanelMessage) => void;
type Of<P extends Panel['panel']> = Extract<Panel, { panel: P }>;

function buttonRow(
  buttons: readonly PanelButton[],
  step: string,
  send: Send,
): HTMLElement | undefined {
  if (buttons.length === 0) return undefined;
  const press = (action: PanelAction) => () => {
    send({ message: 'action', action, step });
  };
  return element(
    'div',
    { className: 'buttons' },
    buttons.map(({ action, label }) => button(label, '', press(action))),
  );
}

function problem(panel: Of<'problem'>, send: Send): HTMLElement {
  const [first, ...others] = panel.next;
  return element('div', { className: 'panel danger', attributes: { role: 'group' } }, [
    element('div', { className: 'head' }, [
      element('span', { className: 'what', text: panel.what }),
      panel.where === undefined
        ? undefined
        : element('span', { className: 'where', text: panel.where }),
    ]),
    lineList(panel.theirs, 'theirs'),
    panel.changed === undefined ? undefined : element('p', { text: panel.changed }),
    first === undefined ? undefined : element('p', { text: `${panel.nextLabel}: ${first}` }),
    lineList(others, ''),
    buttonRow(panel.buttons, panel.step, send),
  ]);
}

function notice(panel: Of<'notice'>, send: Send): HTMLElement {
  return element('div', { className: `panel ${panel.tone}`, attributes: { role: 'group' } }, [
    element('div', { className: 'title', text: panel.title }),
    lineList(panel.lines, 'plan'),
    buttonRow(panel.buttons, panel.step, send),
  ]);
}

function header(panel: Of<'header'>, send: Send): HTMLElement {
  const facts = panel.facts.flatMap(({ label, text, tone }) => [
    element('dt', { text: label }),
    element('dd', { text, className: tone ?? 'plain' }),
  ]);
  const { banner } = panel;
  return element('div', { className: 'panel', attributes: { role: 'group' } }, [
    element('div', { className: 'heading', text: panel.title }),
    panel.description === '' ? undefined : element('p', { text: panel.description }),
    facts.length === 0 ? undefined : element('dl', { className: 'facts' }, facts),
    banner === undefined
      ? undefined
      : element('div', { className: `banner ${banner.tone}`, attributes: { role: 'status' } }, [
          element('div', { text: banner.text }),
          buttonRow(banner.buttons, '', send),
        ]),
  ]);
}

function table(panel: Of<'table'>): HTMLElement {
  const cell = (value: string | null): HTMLElement =>
    value === null
      ? element('td', { text: 'NULL', className: 'missing' })
      : element('td', { text: value });
  const head = element(
    'tr',
    {},
    panel.columns.map(text => element('th', { text, attributes: { scope: 'col' } })),
  );
  const rows = panel.rows.map(row => element('tr', {}, row.map(cell)));
  return element('div', { className: 'panel' }, [
    element('div', { className: 'scroll', attributes: { tabindex: '0' } }, [
      element('table', {}, [element('thead', {}, [head]), element('tbody', {}, rows)]),
    ]),
    panel.more === '' ? undefined : element('div', { className: 'more', text: panel.more }),
  ]);
}

function ask(panel: Of<'ask'>, send: Send): HTMLElement {
  const form = askForm({
    question: panel.question,
    labels: panel.labels,
    answer: answer => {
      send({ message: 'answer', id: panel.id, answer });
    },
  });
  const attributes = { role: 'group', 'aria-label': panel.title };
  return element('div', { className: `panel ask ${panel.tone}`, attributes }, [
    element('div', { className: 'title', text: panel.title }),
    form,
  ]);
}

/** A panel as an element; `send` takes what its buttons say. */
export function panelView(panel: Panel, send: Send): HTMLElement {
  switch (panel.panel) {
    case 'problem':
      return problem(panel, send);
    case 'notice':
      return notice(panel, send);
    case 'header':
      return header(panel, send);
    case 'table':
      return table(panel);
    case 'ask':
      return ask(panel, send);
  }
}
