import type { ProblemData } from '../../errors/problem.ts';
import type { LoggedPlan, RunEvent, StepOutcome } from '../events.ts';
import type { LoggedEvent, LogRecord } from '../record.ts';

/**
 * An attempt of a step, or one event of the run itself, with the records that it is made of. All of them
 * have all members, so that a hundred thousand take little memory.
 */
export interface Part {
  /** Position among all parts, from 0. */
  readonly id: number;
  readonly kind: 'step' | 'run';
  readonly firstSeq: number;
  lastSeq: number;
  /** UTC, ISO 8601, of the first record. */
  readonly time: string;
  readonly step: string | undefined;
  /** 0 until the step began. */
  attempt: number;
  /** Who drove the run when it began, or was passed over. */
  by: string | undefined;
  title: string | undefined;
  language: string | undefined;
  textHash: string | undefined;
  plan: LoggedPlan | undefined;
  servers: readonly string[];
  outcome: StepOutcome | 'pending' | 'running';
  /** When the step began and ended, ms since 1970 by the monotonic clock of its session. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  startSeq: number | undefined;
  endSeq: number | undefined;
  durationMs: number | undefined;
  waitingMs: number;
  summary: string | undefined;
  why: string | undefined;
  problem: ProblemData | undefined;
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

const none: readonly string[] = [];

/** Lists of servers that are kept for the next part. */
const mostLists = 2000;

/** Records that serve the chain alone belong to no part. */
export const noPart = -1;

/**
 * Puts the records of a run into parts, in order. What is asked before a step begins (confirmations,
 * overrides, waiting) belongs to the attempt that follows; what is said after its end to that attempt.
 */
export class Parts {
  readonly list: Part[] = [];
  /** Those of them that are attempts of steps, and steps that were passed over. */
  readonly steps: Part[] = [];
  readonly #latest = new Map<string, Part>();
  readonly #servers = new Map<string, readonly string[]>();
  #running: Part | undefined;

  /** Part that the record belongs to. `now`: its moment by the monotonic clock, ms since 1970. */
  take(record: LogRecord, now: number): number {
    const { event, seq } = record;
    switch (event.type) {
      case 'log-opened':
      case 'checkpoint':
        return noPart;
      case 'step-started':
        return this.#started(record, event, now);
      case 'step-ended':
        return this.#ended(record, event, now);
      case 'step-passed-over':
        return this.#passedOver(record, event, now);
      case 'reconciled':
        return this.#reconciled(record, event);
      case 'log-reopened':
      case 'run-resumed':
        this.#interrupt();
        return this.#ofRun(record);
      case 'confirmation':
      case 'override':
      case 'waiting-started':
        return this.#extend(this.#openOrNew(event.step, record), seq);
      case 'waiting-ended':
        return this.#waited(record, event);
      default:
        return this.#other(record, event);
    }
  }

  /** A part of its own for what stands between two records and is none. `after`: the record before it. */
  aside(after: Pick<LogRecord, 'seq' | 'time'>): number {
    return this.#new('run', after).id;
  }

  /** The quick way for output: the part of a step that is running. */
  takeOutput(step: string, seq: number): number | undefined {
    const part = this.#running;
    if (part?.step !== step) return undefined;
    part.lastSeq = seq;
    return part.id;
  }

  #extend(part: Part, seq: number): number {
    part.lastSeq = seq;
    return part.id;
  }

  #new(kind: Part['kind'], { seq, time }: Pick<LogRecord, 'seq' | 'time'>, step?: string): Part {
    const part: Part = {
      id: this.list.length,
      kind,
      firstSeq: seq,
      lastSeq: seq,
      time,
      step,
      attempt: 0,
      by: undefined,
      title: undefined,
      language: undefined,
      textHash: undefined,
      plan: undefined,
      servers: none,
      outcome: 'pending',
      startedAt: undefined,
      endedAt: undefined,
      startSeq: undefined,
      endSeq: undefined,
      durationMs: undefined,
      waitingMs: 0,
      summary: undefined,
      why: undefined,
      problem: undefined,
    };
    this.list.push(part);
    if (kind === 'step') this.steps.push(part);
    if (step !== undefined) this.#latest.set(step, part);
    return part;
  }

  /** The part that the step's next attempt will fill. */
  #openOrNew(step: string, record: LogRecord): Part {
    const known = this.#latest.get(step);
    const open = known?.outcome === 'pending' || known?.outcome === 'running';
    return known !== undefined && open ? known : this.#new('step', record, step);
  }

  #ofRun(record: LogRecord): number {
    return this.#new('run', record).id;
  }

  #started(record: LogRecord, event: Of<'step-started'>, now: number): number {
    const known = this.#latest.get(event.step);
    const part =
      known?.outcome === 'pending' && known.attempt === 0
        ? known
        : this.#new('step', record, event.step);
    part.attempt = event.attempt;
    part.title = event.title;
    part.language = event.language;
    part.textHash = event.textHash;
    part.plan = event.plan;
    part.servers = this.#serversOf(event.target, event.plan);
    part.outcome = 'running';
    part.startedAt = now;
    part.startSeq = record.seq;
    this.#running = part;
    return this.#extend(part, record.seq);
  }

  #ended(record: LogRecord, event: Of<'step-ended'>, now: number): number {
    const part = this.#latest.get(event.step) ?? this.#new('step', record, event.step);
    part.outcome = event.outcome;
    part.endedAt = now;
    part.endSeq = record.seq;
    part.durationMs = event.durationMs;
    part.waitingMs = event.waitingMs;
    part.summary = event.summary;
    part.problem = event.problem ?? part.problem;
    if (this.#running === part) this.#running = undefined;
    return this.#extend(part, record.seq);
  }

  #passedOver(record: LogRecord, event: Of<'step-passed-over'>, now: number): number {
    const part = this.#openOrNew(event.step, record);
    part.outcome = event.outcome;
    part.endedAt = now;
    part.endSeq = record.seq;
    part.why = event.why;
    part.problem = event.problem ?? part.problem;
    if (event.plan !== undefined) {
      part.plan = event.plan;
      part.servers = this.#serversOf(undefined, event.plan);
    }
    return this.#extend(part, record.seq);
  }

  #reconciled(record: LogRecord, event: Of<'reconciled'>): number {
    const part = this.#latest.get(event.step) ?? this.#new('step', record, event.step);
    if (event.decision === 'taken-as-done') {
      part.outcome = 'succeeded';
      part.summary = event.reconciliation.lines.join('\n');
    }
    return this.#extend(part, record.seq);
  }

  #waited(record: LogRecord, event: Of<'waiting-ended'>): number {
    const part = this.#openOrNew(event.step, record);
    if (part.outcome === 'pending') part.waitingMs += event.waitedMs;
    return this.#extend(part, record.seq);
  }

  #other(record: LogRecord, event: LoggedEvent): number {
    const step = 'step' in event ? event.step : undefined;
    const part = step === undefined ? undefined : (this.#latest.get(step) ?? this.#running);
    return part === undefined ? this.#ofRun(record) : this.#extend(part, record.seq);
  }

  /** The process that ran a step is gone; nobody knows what came of it. */
  #interrupt(): void {
    if (this.#running !== undefined) this.#running.outcome = 'interrupted';
    this.#running = undefined;
  }

  /** Target and servers of a plan, each once. Attempts of a step mostly have the same: one list serves all. */
  #serversOf(target: string | undefined, { effect }: LoggedPlan): readonly string[] {
    const all = [...(target === undefined ? [] : [target]), ...effect.servers];
    const key = all.join('\n');
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    const servers = [...new Map(all.map(server => [server.toLowerCase(), server])).values()];
    if (this.#servers.size === mostLists) this.#servers.clear();
    this.#servers.set(key, servers);
    return servers;
  }
}
