import { hash as digest } from 'node:crypto';
import type { LoggedEvent, LogRecord } from '../record.ts';
import { canonicalText } from './canonical.ts';

/** `prev` of the first line. */
export const zeroHash = '0'.repeat(64);

/** Begins the text that is hashed, so that the hash means a recovery log's line and nothing else. */
const domain = 'recovery-log/1\n';

/** SHA-256, hex, of UTF-8 text or bytes. */
export function sha256(data: string | Uint8Array): string {
  return digest('sha256', data, 'hex');
}

/** Hash of a record: over the hash before it and its canonical JSON without the member `hash`. */
export function hashOf(prev: string, bodyWithoutHash: string): string {
  return sha256(`${domain}${prev}\n${bodyWithoutHash}`);
}

/**
 * The members after `event` and `hash`, as they stand at the end of every line; `time` and `prev`
 * never need escaping.
 */
export function lineEnd(record: Pick<LogRecord, 'mono' | 'prev' | 'run' | 'seq' | 'time'>): string {
  const { mono, prev, run, seq, time } = record;
  return `"mono":${mono},"prev":"${prev}","run":${JSON.stringify(run)},"seq":${seq},"time":"${time}"}`;
}

/** A record with its hash, and its line with the line feed. */
export function sealRecord<E extends LoggedEvent>(
  open: Omit<LogRecord<E>, 'hash'>,
): { readonly record: LogRecord<E>; readonly line: string } {
  const { run, seq, time, mono, event, prev } = open;
  const start = `{"event":${canonicalText(event)},`;
  const end = lineEnd(open);
  const hash = hashOf(prev, start + end);
  return {
    record: { run, seq, time, mono, event, prev, hash },
    line: `${start}"hash":"${hash}",${end}\n`,
  };
}

/** What a checkpoint signs. */
export function checkpointText(run: string, seq: number, prev: string): string {
  return `recovery-log/1 checkpoint\n${run}\n${seq}\n${prev}`;
}

/** What the head file signs. */
export function headText(run: string, seq: number, hash: string): string {
  return `recovery-log/1 head\n${run}\n${seq}\n${hash}`;
}
