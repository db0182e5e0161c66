import { isKnownEvent } from '../event-schema.ts';
import type { LogRecord } from '../record.ts';
import { isCanonical, isObject } from './canonical.ts';
import { hashOf, lineEnd } from './chain.ts';

/** A record as its line holds it; its event is not looked into beyond its type. */
export interface Envelope {
  readonly run: string;
  readonly seq: number;
  readonly time: string;
  readonly mono: number;
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly prev: string;
  readonly hash: string;
}

const hexHash = /^[0-9a-f]{64}$/;
const utcTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A line's JSON as a record, `undefined` where it is none. */
export function parseEnvelope(line: string): Envelope | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isEnvelope(value) ? value : undefined;
}

function isEnvelope(value: unknown): value is Envelope {
  if (!isObject(value)) return false;
  const { run, seq, time, mono, event, prev, hash } = value;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) return false;
  if (typeof mono !== 'number' || !Number.isSafeInteger(mono) || mono < 0) return false;
  if (typeof run !== 'string' || typeof time !== 'string' || !utcTime.test(time)) return false;
  if (typeof prev !== 'string' || !hexHash.test(prev)) return false;
  if (typeof hash !== 'string' || !hexHash.test(hash)) return false;
  return isObject(event) && typeof event.type === 'string';
}

/** A line's JSON as a record whose event this version understands. */
export function parseRecord(line: string): LogRecord | undefined {
  const envelope = parseEnvelope(line);
  return envelope !== undefined && isUnderstood(envelope) ? envelope : undefined;
}

/** Whether the event is one that this version knows, with all that belongs to it. */
export function isUnderstood(envelope: Envelope): envelope is Envelope & LogRecord {
  return isKnownEvent(envelope.event);
}

const start = '{"event":';
/** `"hash":"`, 64 digits, `",` */
const hashMember = 8 + 64 + 2;

/** What the bytes of a line are, seen alone. */
export type LineState = 'sound' | 'not-canonical' | 'wrong-hash';

/**
 * Holds a line against the record that was parsed from it: its form must be the canonical one to the
 * last byte, and its hash that of the rest.
 */
export function examineLine(line: string, record: Envelope): LineState {
  const end = lineEnd(record);
  const at = line.length - end.length - hashMember;
  const event = line.slice(start.length, at - 1);
  const inForm =
    at > start.length &&
    line.startsWith(start) &&
    line.endsWith(`,"hash":"${record.hash}",${end}`) &&
    isCanonical(event, record.event);
  if (!inForm) return 'not-canonical';
  return hashOf(record.prev, line.slice(0, at) + end) === record.hash ? 'sound' : 'wrong-hash';
}
