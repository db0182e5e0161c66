import { canonicalText } from '../chain/canonical.ts';
import { sha256 } from '../chain/chain.ts';
import type { RunEvent } from '../events.ts';

/** Text of output above this many bytes of UTF-8 is cut in the record and whole in a side file. */
const longestInRecord = 16 * 1024;

/** Bytes kept of the beginning and of the end. */
const keptHead = 12 * 1024;
const keptTail = 3 * 1024;

/** Stands in a cut text where the middle was. */
const cutMark = '\n[…]\n';

/** Content of a side file: `sha256` is over `bytes` as they are before compression. */
export interface WholeText {
  readonly sha256: string;
  readonly bytes: Buffer;
}

export interface CutEvent {
  readonly event: RunEvent;
  readonly whole?: WholeText;
}

/** The event with long output or a long table cut, and what was cut. */
export function cutLong(event: RunEvent): CutEvent {
  switch (event.type) {
    case 'output':
      return cutOutput(event);
    case 'table':
      return cutTable(event);
    default:
      return { event };
  }
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

function cutOutput(event: Of<'output'>): CutEvent {
  if (event.text.length * 3 <= longestInRecord) return { event };
  const bytes = Buffer.from(event.text, 'utf8');
  if (bytes.length <= longestInRecord) return { event };
  const head = wholeSigns(bytes.subarray(0, keptHead + 4), keptHead);
  const tail = bytes.subarray(signStart(bytes, bytes.length - keptTail)).toString('utf8');
  const whole = { sha256: sha256(bytes), bytes };
  const named = { sha256: whole.sha256, bytes: bytes.length };
  return { event: { ...event, text: `${head}${cutMark}${tail}`, whole: named }, whole };
}

/** Text of the first bytes, without a sign that would be cut. */
function wholeSigns(bytes: Buffer, length: number): string {
  return bytes.subarray(0, signStart(bytes, length)).toString('utf8');
}

/** The position itself, or that of the UTF-8 sign which it falls into. */
function signStart(bytes: Buffer, position: number): number {
  let at = position;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

function cutTable(event: Of<'table'>): CutEvent {
  const bytes = Buffer.from(canonicalText(event.table), 'utf8');
  if (bytes.length <= longestInRecord) return { event };
  const { columns, rows } = event.table;
  const whole = { sha256: sha256(bytes), bytes };
  const named = { sha256: whole.sha256, bytes: bytes.length };
  const kept: (readonly (string | null)[])[] = [];
  let size = Buffer.byteLength(canonicalText(columns));
  for (const row of rows) {
    size += Buffer.byteLength(canonicalText(row));
    if (size > keptHead) break;
    kept.push(row);
  }
  const fits = Buffer.byteLength(canonicalText(columns)) <= keptHead;
  const table = { columns: fits ? columns : [], rows: kept };
  return { event: { ...event, table, whole: named }, whole };
}
