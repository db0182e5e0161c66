import * as l10n from '@vscode/l10n';
import type { Table } from '../../runbook/execution.ts';
import { eventLines } from '../account/event-lines.ts';
import { bytesText } from '../account/figures.ts';
import { printable } from '../account/printable.ts';
import { columnsOf } from '../account/wrap.ts';
import type { RunEvent } from '../events.ts';
import type { LoggedEvent } from '../record.ts';
import type { LineTone } from './row.ts';

/** A line of the body of a part, before it is wrapped. */
export interface BodyLine {
  readonly text: string;
  readonly tone: LineTone;
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** Colours and the like that a program sends to a terminal (`ESC [ … m`). */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Columns of a table's cell at most; what is longer is in the record. */
const widest = 60;

/** Text of a server or file as it may be shown: data, with nothing in it that steers. */
export function shown(text: string): string {
  return printable(text.includes('\u001b') ? text.replace(colours, '') : text);
}

/** Lines of a text; a line feed at its end opens no further line. */
export function linesOf(text: string): string[] {
  const clean = shown(text);
  const lines = clean.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** How an output stream is shown. */
export function toneOf(stream: Of<'output'>['stream']): LineTone {
  switch (stream) {
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'output':
    case 'information':
      return 'output';
    case 'verbose':
    case 'debug':
    case 'stray':
      return 'dim';
  }
}

/**
 * Lines of an event below the heading of its part; output and tables are elsewhere. Events of the run
 * itself have their first line in the heading.
 */
export function bodyOf(event: LoggedEvent, ofRun: boolean): BodyLine[] {
  switch (event.type) {
    case 'progress':
      return [];
    case 'step-started':
      return started(event);
    case 'table':
      return [...tableLines(event.table), ...cutLine(event.whole)];
    case 'step-ended':
      return ended(event);
    default: {
      const lines = eventLines(event).flatMap(linesOf);
      const [first, ...rest] = lines;
      const below = rest.map((text): BodyLine => ({ text: `  ${text}`, tone: 'plain' }));
      if (ofRun || first === undefined) return below;
      return [{ text: first, tone: 'label' }, ...below];
    }
  }
}

/** Says where a text was cut, and where the whole is. */
export function cutLine(whole: Of<'output'>['whole']): BodyLine[] {
  if (whole === undefined) return [];
  const text = l10n.t(
    'Cut here; the whole output ({0}) is in the side file {1}.gz.',
    bytesText(whole.bytes),
    whole.sha256,
  );
  return [{ text, tone: 'dim' }];
}

function started(event: Of<'step-started'>): BodyLine[] {
  const code = linesOf(event.text).map((text): BodyLine => ({ text, tone: 'code' }));
  const [, ...rest] = eventLines({ ...event, text: '' });
  const facts = rest.flatMap(linesOf).map((text): BodyLine => ({ text, tone: 'dim' }));
  return [...code, ...facts];
}

function ended(event: Of<'step-ended'>): BodyLine[] {
  const [heading, ...rest] = eventLines(event).flatMap(linesOf);
  const bad = event.problem !== undefined;
  const tone: LineTone = bad ? 'problem' : event.outcome === 'succeeded' ? 'good' : 'warning';
  return [
    ...(heading === undefined ? [] : [{ text: heading, tone }]),
    ...rest.map((text): BodyLine => ({ text: `  ${text}`, tone: bad ? 'problem' : 'plain' })),
  ];
}

/** A table in columns, as wide as its widest cells within reason. */
export function tableLines({ columns, rows }: Table): BodyLine[] {
  const cells = [columns, ...rows].map(row =>
    row.map(cell => (cell === null ? 'NULL' : shown(cell).replaceAll('\n', '⏎'))),
  );
  const widths = columns.map((_, at) =>
    Math.min(widest, Math.max(1, ...cells.map(row => columnsOf(row[at] ?? '')))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - columnsOf(cell))))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return [
    { text: line(head), tone: 'label' },
    { text: widths.map(width => '─'.repeat(width)).join('  '), tone: 'dim' },
    ...body.map((row): BodyLine => ({ text: line(row), tone: 'output' })),
  ];
}
