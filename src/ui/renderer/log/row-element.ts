import type { PageRow } from '../../log-page.ts';
import { element } from '../dom.ts';

/** Text with what is looked for marked. */
function marked(text: string, query: string): Node[] {
  if (query === '') return [document.createTextNode(text)];
  const wanted = query.toLowerCase();
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return [document.createTextNode(text)];
  const nodes: Node[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    nodes.push(document.createTextNode(text.slice(from, at)));
    from = at + wanted.length;
    nodes.push(element('mark', { text: text.slice(at, from) }));
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

/** A row of the list as an element; everything in it is set as text. */
export function rowElement(row: PageRow, at: number, query: string): HTMLElement {
  const { head } = row;
  const level = head === undefined ? 2 : 1;
  const made = element('div', {
    className: `row ${head === undefined ? `tone-${row.tone}` : 'heading'}`,
    attributes: {
      role: 'row',
      id: `row-${at}`,
      'data-row': String(at),
      'aria-rowindex': String(at + 1),
      'aria-level': String(level),
      ...(head?.foldable === true ? { 'aria-expanded': String(head.open) } : {}),
    },
  });
  const time = element('span', {
    className: 'clock',
    text: head === undefined ? '' : row.clock,
    attributes: { role: 'gridcell', ...(head === undefined ? { 'aria-label': row.clock } : {}) },
  });
  made.append(time, head === undefined ? lineCell(row, query) : headCell(row, head, query));
  return made;
}

function lineCell(row: PageRow, query: string): HTMLElement {
  return element('span', { className: 'line', attributes: { role: 'gridcell' } }, [
    ...marked(row.text, query),
  ]);
}

function headCell(row: PageRow, head: NonNullable<PageRow['head']>, query: string): HTMLElement {
  const sign = head.foldable ? (head.open ? '⌄' : '›') : '';
  const facts = [...head.facts].join(' · ');
  return element('span', { className: 'line', attributes: { role: 'gridcell' } }, [
    element('span', { className: 'sign', text: sign, attributes: { 'aria-hidden': 'true' } }),
    head.outcome === ''
      ? undefined
      : element('span', { className: `outcome mood-${head.mood}`, text: head.outcome }),
    head.name === '' ? undefined : element('span', { className: 'name', text: head.name }),
    element('span', { className: `text tone-${row.tone}` }, marked(row.text, query)),
    facts === '' ? undefined : element('span', { className: 'facts', text: facts }),
  ]);
}
