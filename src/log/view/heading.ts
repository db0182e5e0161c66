import { eventLines } from '../account/event-lines.ts';
import type { Part } from '../account/parts.ts';
import type { LogRecord } from '../record.ts';
import { linesOf } from './body.ts';
import type { LineTone, Row, SectionHead } from './row.ts';

/** The first row of a part. `record`: its first record. */
export function headingOf(part: Part, record: LogRecord | undefined, open: boolean): Row {
  const lines = record === undefined ? [] : eventLines(record.event).flatMap(linesOf);
  const foldable = part.kind === 'step' || lines.length > 1;
  const head: SectionHead = { id: part.id, kind: part.kind, open: open && foldable, foldable };
  const shared = {
    seq: part.firstSeq,
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
