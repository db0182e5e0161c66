import type { RunEvent } from '../events.ts';
import type { LogRecord } from '../record.ts';
import { applyRecord, emptyState, type RunState } from '../state.ts';
import { Parts, type Part } from './parts.ts';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** An event with the record that holds it. */
export interface Said<E extends RunEvent = RunEvent> {
  readonly seq: number;
  readonly time: string;
  readonly event: E;
}

/** A stretch of time that nobody worked: people were waited for, or the log was closed. */
export interface Pause {
  /** Ms since 1970. */
  readonly from: number;
  /** `undefined` while it goes on. */
  to: number | undefined;
  readonly seq: number;
  readonly step?: string;
  readonly what: string;
}

/** A check of the recovered service that passed. */
export interface PassedCheck {
  readonly seq: number;
  readonly at: number;
  readonly servers: readonly string[];
}

/** Data that a step put back. */
export interface Restored {
  readonly seq: number;
  readonly what: string;
  readonly set: string;
  /** UTC, ISO 8601. */
  readonly finished: string;
  /** SHA-256 of the set's manifest, where the step verified the set. */
  readonly manifest: string | undefined;
}

type Kept = Of<
  | 'confirmation'
  | 'command-approval'
  | 'override'
  | 'evidence'
  | 'note'
  | 'reconciled'
  | 'clock-jumped'
  | 'torn-tail-put-aside'
  | 'mode-changed'
  | 'variables-set'
  | 'run-started'
  | 'run-resumed'
  | 'run-finished'
>;

const keptTypes: ReadonlySet<string> = new Set<Kept['type']>([
  'confirmation',
  'command-approval',
  'override',
  'evidence',
  'note',
  'reconciled',
  'clock-jumped',
  'torn-tail-put-aside',
  'mode-changed',
  'variables-set',
  'run-started',
  'run-resumed',
  'run-finished',
]);

function isKept(event: { readonly type: string }): event is Kept {
  return keptTypes.has(event.type);
}

/**
 * Everything that displays and reports say of a run, folded from its records in order, each fact with
 * the number of the record that it comes from. Output is not kept: its length does not matter.
 */
export class RunFold {
  readonly parts = new Parts();
  readonly waits: Pause[] = [];
  readonly interruptions: Pause[] = [];
  readonly checks: PassedCheck[] = [];
  readonly restored: Restored[] = [];
  readonly said: Said<Kept>[] = [];
  readonly publicKeys: string[] = [];
  /** Signatures over the chain: how many, and the last of them. */
  checkpoints: { readonly count: number; readonly seq: number; readonly signature: string } = {
    count: 0,
    seq: 0,
    signature: '',
  };
  previous: { readonly run: string; readonly hash: string } | undefined;
  firstHash = '';
  lastHash = '';
  records = 0;
  state: RunState = emptyState();

  /** Takes the next record; returns the part that it belongs to, -1 for none. */
  take(record: LogRecord): number {
    const { event } = record;
    const before = this.state.session;
    this.state = applyRecord(this.state, record);
    this.records += 1;
    this.lastHash = record.hash;
    const { now } = this.state.session;
    if (event.type === 'output' || event.type === 'progress' || event.type === 'table') {
      const known = this.parts.takeOutput(event.step, record.seq);
      if (known !== undefined) return known;
    }
    if (event.type === 'log-opened') {
      this.firstHash = record.hash;
      this.publicKeys.push(event.publicKey);
      if (event.previous !== null) this.previous = event.previous;
    }
    if (event.type === 'checkpoint') {
      const count = this.checkpoints.count + 1;
      this.checkpoints = { count, seq: record.seq, signature: event.signature };
    }
    if (event.type === 'log-reopened') {
      this.publicKeys.push(event.publicKey);
      this.#interrupted(before.now, now, record.seq);
    }
    this.#time(record, now);
    const id = this.parts.take(record, now);
    const part = this.parts.list[id];
    if (
      part !== undefined &&
      (event.type === 'step-started' || event.type === 'step-passed-over')
    ) {
      part.by = this.state.operator.user;
    }
    if (event.type === 'step-ended' && event.outcome === 'succeeded' && part !== undefined) {
      this.#witnessed(record.seq, event, part, now);
    }
    if (isKept(event)) this.said.push({ seq: record.seq, time: record.time, event });
    return id;
  }

  /** What was said of one kind, in order. */
  of<T extends Kept['type']>(...types: readonly T[]): Said<Of<T>>[] {
    const wanted: readonly string[] = types;
    return this.said.filter((said): said is Said<Of<T>> => wanted.includes(said.event.type));
  }

  /** Attempts of steps, and steps that were passed over, in order. */
  get attempts(): readonly Part[] {
    return this.parts.steps;
  }

  #interrupted(from: number, to: number, seq: number): void {
    for (const wait of this.waits) wait.to ??= from;
    this.interruptions.push({ from, to: Math.max(from, to), seq, what: 'closed' });
  }

  #time({ event, seq }: LogRecord, now: number): void {
    if (event.type === 'waiting-started') {
      const { step, what } = event;
      this.waits.push({ from: now, to: undefined, seq, step, what });
    }
    if (event.type !== 'waiting-ended') return;
    const open = this.waits.findLast(wait => wait.step === event.step && wait.to === undefined);
    if (open !== undefined) open.to = now;
  }

  #witnessed(seq: number, event: Of<'step-ended'>, part: Part, at: number): void {
    if (event.checkPassed === true) this.checks.push({ seq, at, servers: part.servers });
    for (const from of event.restoredFrom ?? []) {
      const what = from.what ?? part.title ?? event.step;
      const { set, finished, manifest } = from;
      this.restored.push({ seq, what, set, finished, manifest });
    }
  }
}
