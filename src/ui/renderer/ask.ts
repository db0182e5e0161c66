import type { PanelAnswer, PanelAsk } from '../panel.ts';
import { button, element, lineList } from './dom.ts';

/** A question and where its answer goes. */
export interface AskView {
  readonly question: PanelAsk;
  readonly labels: Readonly<Record<string, string>>;
  answer(answer: PanelAnswer): void;
}

/** Fields of a form, filled in by its maker and read when a button is pressed. */
interface Fields {
  readonly text?: HTMLTextAreaElement;
  readonly typed: readonly HTMLInputElement[];
  readonly evidence: readonly HTMLTextAreaElement[];
}

interface Choice {
  readonly decision: string;
  readonly label: string;
  readonly main: boolean;
}

function field<K extends 'input' | 'textarea'>(
  tag: K,
  label: string,
): { box: HTMLElement; input: HTMLElementTagNameMap[K] } {
  const input = element(tag, { attributes: { spellcheck: 'false', autocomplete: 'off' } });
  return { box: element('label', { text: label }, [element('br'), input]), input };
}

function choices(view: AskView, fields: Fields, offered: readonly Choice[]): HTMLElement {
  const buttons = offered.map(({ decision, label, main }) =>
    button(label, main ? 'main' : '', () => {
      for (const each of buttons) each.disabled = true;
      view.answer({
        decision,
        text: fields.text?.value.trim() ?? '',
        typed: fields.typed.map(input => input.value.trim()),
        evidence: fields.evidence.map(input => input.value.trim()),
      });
    }),
  );
  return element('div', { className: 'buttons' }, buttons);
}

function word(view: AskView, key: string): string {
  return view.labels[key] ?? key;
}

function confirmForm(view: AskView, ask: Extract<PanelAsk, { ask: 'confirm' }>): HTMLElement {
  const named = ask.destroys.map(server => ({
    server,
    ...field('input', view.labels[server] ?? server),
  }));
  const typed = named.map(({ input }) => input);
  const row = choices(view, { typed, evidence: [] }, [
    { decision: 'yes', label: word(view, 'yes'), main: true },
    { decision: 'no', label: word(view, 'no'), main: false },
  ]);
  const agree = row.querySelector('button');
  const check = (): void => {
    const all = named.every(
      ({ server, input }) => input.value.trim().toLowerCase() === server.toLowerCase(),
    );
    if (agree !== null) agree.disabled = !all;
  };
  for (const { input } of named) input.addEventListener('input', check);
  check();
  return element('div', {}, [
    lineList(ask.lines, 'plan'),
    lineList(
      ask.losses.map(loss => `${word(view, 'loss')} ${loss}`),
      'plan loss',
    ),
    ...named.map(({ box }) => box),
    row,
  ]);
}

function manualForm(view: AskView, ask: Extract<PanelAsk, { ask: 'manual' }>): HTMLElement {
  const asked = ask.evidenceAsked.map(text => field('textarea', text));
  const more = field('textarea', word(view, 'evidence'));
  const note = field('textarea', word(view, 'note'));
  const evidence = [...asked, more].map(({ input }) => input);
  return element('div', {}, [
    element('p', { text: ask.instruction }),
    ...asked.map(({ box }) => box),
    more.box,
    note.box,
    choices(view, { text: note.input, typed: [], evidence }, [
      { decision: 'done', label: word(view, 'done'), main: true },
      { decision: 'not-done', label: word(view, 'not-done'), main: false },
    ]),
  ]);
}

function overrideForm(view: AskView, ask: Extract<PanelAsk, { ask: 'override' }>): HTMLElement {
  const reason = field('textarea', word(view, 'reason'));
  const row = choices(view, { text: reason.input, typed: [], evidence: [] }, [
    { decision: 'override', label: word(view, 'override'), main: false },
    { decision: 'no', label: word(view, 'no'), main: true },
  ]);
  const override = row.querySelector('button');
  const check = (): void => {
    if (override !== null) override.disabled = reason.input.value.trim() === '';
  };
  reason.input.addEventListener('input', check);
  check();
  return element('div', {}, [lineList(ask.detail, ''), reason.box, row]);
}

function plainForm(
  view: AskView,
  lines: HTMLElement | undefined,
  offered: readonly string[],
): HTMLElement {
  const row = choices(
    view,
    { typed: [], evidence: [] },
    offered.map((decision, i) => ({ decision, label: word(view, decision), main: i === 0 })),
  );
  return element('div', {}, [lines, row]);
}

function approveForm(view: AskView, ask: Extract<PanelAsk, { ask: 'approve' }>): HTMLElement {
  const more = ask.others.length > 0;
  const shown = element('div', {}, [
    element('p', { text: ask.purpose }),
    lineList([ask.command.join(' ')], 'theirs'),
    more ? element('p', { text: word(view, 'others') }) : undefined,
    lineList(ask.others, 'theirs'),
  ]);
  return plainForm(view, shown, more ? ['all', 'yes', 'no'] : ['yes', 'no']);
}

/** The form that asks; nothing in it is a modal, and every field is reached by Tab. */
export function askForm(view: AskView): HTMLElement {
  const { question } = view;
  switch (question.ask) {
    case 'confirm':
      return confirmForm(view, question);
    case 'manual':
      return manualForm(view, question);
    case 'override':
      return overrideForm(view, question);
    case 'approve':
      return approveForm(view, question);
    case 'interrupted':
      return plainForm(
        view,
        element('div', {}, [
          element('p', { text: question.finding }),
          lineList(question.lines, 'plan'),
        ]),
        ['run-again', 'taken-as-done', 'left-open'],
      );
  }
}
