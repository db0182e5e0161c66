import * as l10n from '@vscode/l10n';
import { eventLines } from '../account/event-lines.ts';
import type { Part } from '../account/parts.ts';
import type { LogRecord } from '../record.ts';
import { linesOf } from './body.ts';
import type { OddKind } from './odd-lines.ts';
import type { LineTone, Row, SectionHead } from './row.ts';

/** Lines of a part in the file, counted from 1. */
export interface PartLines {
  readonly first: number;
  readonly last: number;
}

/** The first row of a part. `record`: its first record. */
export function headingOf(
  part: Part,
  record: LogRecord | undefined,
  { first, last }: PartLines,
  open: boolean,
): Row {
  const lines = record === undefined ? [] : eventLines(record.event).flatMap(linesOf);
  const foldable = part.kind === 'step' || lines.length > 1;
  const head: SectionHead = {
    id: part.id,
    kind: part.kind,
    open: open && foldable,
    foldable,
    lastLine: last,
  };
  const shared = {
    seq: part.firstSeq,
    line: first,
    time: part.time,
    part: part.id,
    ...(part.step === undefined ? {} : { step: part.step }),
  };
  if (part.kind === 'run') {
    return { ...shared, text: lines[0] ?? '', tone: toneOfRun(record), section: head };
  }
  return {
    ...shared,
    text: part.title ?? part.why ?? '',
    tone: 'plain',
    section: {
      ...head,
      ...(part.step === undefined ? {} : { step: part.step }),
      attempt: part.attempt,
      outcome: part.outcome,
      ...(part.servers.length === 0 ? {} : { server: part.servers.join(', ') }),
      ...(part.language === undefined ? {} : { language: part.language }),
      ...(part.plan === undefined ? {} : { effect: part.plan.effect.kind }),
      ...(part.durationMs === undefined ? {} : { durationMs: part.durationMs }),
      waitingMs: part.waitingMs,
    },
  };
}

/** The first row of lines that are no records. */
export function oddHeading(
  part: Part,
  kind: OddKind,
  { first, last }: PartLines,
  open: boolean,
): Row {
  const section: SectionHead = { id: part.id, kind: 'run', open, foldable: true, lastLine: last };
  const text = oddText(kind, first, last);
  return {
    seq: part.firstSeq,
    line: first,
    time: part.time,
    part: part.id,
    text,
    tone: kind === 'unreadable' ? 'problem' : 'warning',
    section,
  };
}

function oddText(kind: OddKind, first: number, last: number): string {
  if (kind === 'unreadable') {
    return first === last
      ? l10n.t('line {0} is no record and is shown as it is written', first)
      : l10n.t('lines {0} to {1} are no records and are shown as they are written', first, last);
  }
  return first === last
    ? l10n.t(
        'line {0} holds a record that this version does not know; it is shown as it is written',
        first,
      )
    : l10n.t(
        'lines {0} to {1} hold records that this version does not know; they are shown as they are written',
        first,
        last,
      );
}

function toneOfRun(record: LogRecord | undefined): LineTone {
  switch (record?.event.type) {
    case 'clock-jumped':
    case 'torn-tail-put-aside':
    case 'log-reopened':
      return 'warning';
    case 'run-finished':
      return record.event.outcome === 'succeeded' || record.event.outcome === 'rehearsed'
        ? 'good'
        : 'problem';
    default:
      return 'plain';
  }
}

/** Whether a part is shown open at first: what went wrong or is going on. */
export function opensAtFirst(part: Part): boolean {
  return part.kind === 'step' && ['failed', 'interrupted', 'running'].includes(part.outcome);
}
