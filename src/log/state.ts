import type { ProblemData } from '../errors/problem.ts';
import type { RunMode } from '../runbook/execution.ts';
import type { StepLanguage } from '../runbook/model.ts';
import type {
  LoggedEstate,
  LoggedOperator,
  LoggedPlan,
  LoggedRunbook,
  LoggedTool,
  LoggedValue,
  LoggedValues,
  MemberOutcome,
  RestoredFrom,
  RunEvent,
  RunOutcome,
  RunSummary,
  StepOutcome,
} from './events.ts';
import type { LoggedEvent, LogRecord } from './record.ts';
import { firstSession, nextInSession, type Session } from './session-time.ts';

/** A step with several targets, on one of them. Durations are milliseconds. */
export interface MemberState {
  readonly server: string;
  readonly outcome: MemberOutcome | 'running' | 'interrupted';
  readonly durationMs: number;
  readonly summary?: string;
  readonly problem?: ProblemData;
}

/** One step as the log tells it. Times are UTC ISO 8601, durations milliseconds. */
export interface StepState {
  readonly step: string;
  /** `running`: begun and not ended. It is `interrupted` once the log was opened again without an end. */
  readonly outcome: StepOutcome | 'pending' | 'running';
  /** Number of the latest attempt; 0 for a step that never began. */
  readonly attempts: number;
  readonly title?: string;
  readonly language?: StepLanguage;
  readonly target?: string;
  /** Who drove the run when the latest attempt began, or when the step was passed over. */
  readonly by?: LoggedOperator;
  /** Targets of a step that has several, in the order in which it first reached them. */
  readonly members?: ReadonlyMap<string, MemberState>;
  /** Text and hash of the latest attempt. */
  readonly text?: string;
  readonly textHash?: string;
  /** Declared variables as the latest attempt found them. */
  readonly values?: LoggedValues;
  readonly plan?: LoggedPlan;
  readonly started?: string;
  readonly ended?: string;
  /** Sum over all attempts that ended. */
  readonly durationMs: number;
  /** Sum of the time that people were waited for. */
  readonly waitingMs: number;
  readonly summary?: string;
  readonly problem?: ProblemData;
  /** Why a step was passed over. */
  readonly why?: string;
}

/** What people are being asked for just now. */
export interface OpenWaiting {
  readonly step: string;
  readonly attempt: number;
  readonly what: 'confirmation' | 'manual' | 'approval';
  readonly text: string;
  readonly since: string;
}

/**
 * A run as its records tell it: what resume, trees, notebook and reports are made from. The same
 * records always give the same state, live or read back.
 */
export interface RunState {
  readonly run: string;
  readonly runbook: LoggedRunbook;
  readonly estate: LoggedEstate;
  readonly mode: RunMode;
  readonly operator: LoggedOperator;
  readonly tool: LoggedTool;
  readonly incident?: { readonly id: string; readonly declared: string };
  /** Latest value of each variable. */
  readonly variables: ReadonlyMap<string, LoggedValue>;
  /** In the order in which they first appear. */
  readonly steps: ReadonlyMap<string, StepState>;
  /** Id of the step that began and has no end. */
  readonly open?: string;
  readonly waiting?: OpenWaiting;
  /** Command texts that were approved in this run. */
  readonly approvedCommands: readonly (readonly string[])[];
  readonly started?: string;
  /** Time of the last record. */
  readonly lastTime?: string;
  readonly session: Session;
  readonly waitingMs: number;
  readonly confirmations: number;
  readonly overrides: number;
  readonly evidence: number;
  /** When the last check of the recovered service passed, ms since 1970. */
  readonly lastCheckPassedAt?: number;
  /** What succeeded steps put back. */
  readonly restoredFrom: readonly RestoredFrom[];
  readonly finished?: {
    readonly outcome: RunOutcome;
    readonly summary: RunSummary;
    readonly time: string;
  };
}

/** The state before the first record. */
export function emptyState(): RunState {
  return {
    run: '',
    runbook: { file: '', title: '', hash: '' },
    estate: { file: '', name: '', kind: 'practice', hash: '' },
    mode: 'rehearse',
    operator: { user: '', host: '' },
    tool: { version: '', node: '', platform: '', front: '' },
    variables: new Map(),
    steps: new Map(),
    approvedCommands: [],
    session: firstSession,
    waitingMs: 0,
    confirmations: 0,
    overrides: 0,
    evidence: 0,
    restoredFrom: [],
  };
}

/** The state after one more record. Never changes its argument. */
export function applyRecord(state: RunState, record: LogRecord): RunState {
  const session = nextInSession(state.session, record);
  const next = { ...state, run: record.run, lastTime: record.time, session };
  return applyEvent(next, record.event, record);
}

type At = Pick<LogRecord, 'time' | 'mono'>;

function applyEvent(state: RunState, event: LoggedEvent, at: At): RunState {
  switch (event.type) {
    case 'run-started':
      return { ...state, ...runStarted(event), started: at.time };
    case 'run-resumed':
      return { ...leaveOpen(state), operator: event.operator, tool: event.tool };
    case 'log-reopened':
      return leaveOpen(state);
    case 'mode-changed':
      return { ...state, mode: event.mode };
    case 'variables-set':
      return { ...state, variables: withValues(state.variables, event.values) };
    case 'confirmation':
      return { ...state, confirmations: state.confirmations + 1 };
    case 'command-approval':
      return approval(state, event);
    case 'override':
      return { ...state, overrides: state.overrides + 1 };
    case 'evidence':
      return { ...state, evidence: state.evidence + 1 };
    case 'waiting-started': {
      const { step, attempt, what, text } = event;
      return { ...state, waiting: { step, attempt, what, text, since: at.time } };
    }
    case 'waiting-ended':
      return waitingEnded(state, event);
    case 'step-started':
      return stepStarted(state, event, at);
    case 'member-started':
      return memberStarted(state, event);
    case 'member-ended':
      return memberEnded(state, event);
    case 'step-ended':
      return stepEnded(state, event, at);
    case 'step-passed-over':
      return stepPassedOver(state, event, at);
    case 'reconciled':
      return reconciled(state, event, at);
    case 'run-finished': {
      const { outcome, summary } = event;
      return { ...state, finished: { outcome, summary, time: at.time } };
    }
    case 'output':
    case 'table':
    case 'progress':
    case 'note':
    case 'clock-jumped':
    case 'torn-tail-put-aside':
    case 'checkpoint':
    case 'log-opened':
      return state;
  }
}

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

function runStarted(event: Of<'run-started'>): Partial<RunState> {
  const { runbook, estate, mode, operator, tool, incident } = event;
  const variables = withValues(new Map(), event.variables);
  const declared = incident === undefined ? {} : { incident };
  return { runbook, estate, mode, operator, tool, variables, ...declared };
}

function withValues(
  before: ReadonlyMap<string, LoggedValue>,
  values: LoggedValues,
): ReadonlyMap<string, LoggedValue> {
  const changed = Object.entries(values);
  return changed.length === 0 ? before : new Map([...before, ...changed]);
}

function approval(state: RunState, event: Of<'command-approval'>): RunState {
  if (event.answer === 'no') return state;
  return { ...state, approvedCommands: [...state.approvedCommands, event.command] };
}

function withStep(
  state: RunState,
  step: string,
  change: (before: StepState) => StepState,
): RunState {
  const before: StepState = state.steps.get(step) ?? {
    step,
    outcome: 'pending',
    attempts: 0,
    durationMs: 0,
    waitingMs: 0,
  };
  return { ...state, steps: new Map(state.steps).set(step, change(before)) };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function withoutReasons(step: StepState): StepState {
  const copy: Writable<StepState> = { ...step };
  delete copy.problem;
  delete copy.summary;
  delete copy.why;
  return copy;
}

function notOpen(state: RunState, step: string): RunState {
  if (state.open !== step) return state;
  const copy: Writable<RunState> = { ...state };
  delete copy.open;
  return copy;
}

function notWaiting(state: RunState): RunState {
  const copy: Writable<RunState> = { ...state };
  delete copy.waiting;
  return copy;
}

function waitingEnded(state: RunState, event: Of<'waiting-ended'>): RunState {
  const waitingMs = state.waitingMs + event.waitedMs;
  return withStep({ ...notWaiting(state), waitingMs }, event.step, before => ({
    ...before,
    waitingMs: before.waitingMs + event.waitedMs,
  }));
}

/** The process that wrote the log is gone: what was running has no known outcome. */
function leaveOpen(state: RunState): RunState {
  const { open } = state;
  const left = notWaiting(state);
  if (open === undefined || left.steps.get(open)?.outcome !== 'running') return left;
  return withStep(left, open, before => ({
    ...before,
    outcome: 'interrupted',
    ...(before.members === undefined ? {} : { members: leftMembers(before.members) }),
  }));
}

function leftMembers(members: ReadonlyMap<string, MemberState>): Map<string, MemberState> {
  return new Map(
    [...members].map(([server, member]) => [
      server,
      member.outcome === 'running' ? { ...member, outcome: 'interrupted' } : member,
    ]),
  );
}

function withMember(state: RunState, step: string, member: MemberState): RunState {
  return withStep(state, step, before => ({
    ...before,
    members: new Map(before.members).set(member.server, member),
  }));
}

function memberStarted(state: RunState, { step, server }: Of<'member-started'>): RunState {
  return withMember(state, step, { server, outcome: 'running', durationMs: 0 });
}

function memberEnded(state: RunState, event: Of<'member-ended'>): RunState {
  const { step, server, outcome, durationMs, summary, problem } = event;
  const member = { server, outcome, durationMs, summary };
  return withMember(state, step, problem === undefined ? member : { ...member, problem });
}

function stepStarted(state: RunState, event: Of<'step-started'>, at: At): RunState {
  const { step, attempt, title, language, target, text, textHash, values, plan } = event;
  return withStep({ ...state, open: step }, step, before => ({
    step,
    outcome: 'running',
    attempts: attempt,
    title,
    language,
    ...(target === undefined ? {} : { target }),
    by: state.operator,
    ...keptMembers(before, event.kept),
    text,
    textHash,
    values,
    plan,
    started: at.time,
    durationMs: before.durationMs,
    waitingMs: before.waitingMs,
  }));
}

/** An attempt begins with the members that it leaves alone. */
function keptMembers(
  { members }: StepState,
  kept: readonly string[] | undefined,
): Pick<StepState, 'members'> {
  if (kept === undefined || members === undefined) return {};
  return { members: new Map([...members].filter(([server]) => kept.includes(server))) };
}

function stepEnded(state: RunState, event: Of<'step-ended'>, at: At): RunState {
  const { step, attempt, outcome, summary, problem } = event;
  const variables = withValues(state.variables, event.values);
  const passed = event.checkPassed === true && outcome === 'succeeded';
  const restored = outcome === 'succeeded' ? (event.restoredFrom ?? []) : [];
  const next: RunState = {
    ...notOpen(state, step),
    variables,
    restoredFrom: restored.length === 0 ? state.restoredFrom : [...state.restoredFrom, ...restored],
    ...(passed ? { lastCheckPassedAt: state.session.now } : {}),
  };
  return withStep(next, step, before => ({
    ...withoutReasons(before),
    outcome,
    attempts: Math.max(before.attempts, attempt),
    ended: at.time,
    durationMs: before.durationMs + event.durationMs,
    summary,
    ...(problem === undefined ? {} : { problem }),
  }));
}

function stepPassedOver(state: RunState, event: Of<'step-passed-over'>, at: At): RunState {
  const { step, outcome, why, problem, plan } = event;
  return withStep(state, step, before => ({
    ...withoutReasons(before),
    outcome,
    by: state.operator,
    ended: at.time,
    why,
    ...(problem === undefined ? {} : { problem }),
    ...(plan === undefined ? {} : { plan }),
  }));
}

function reconciled(state: RunState, event: Of<'reconciled'>, at: At): RunState {
  const { step, decision, reconciliation } = event;
  if (decision === 'left-open') return state;
  const outcome = decision === 'taken-as-done' ? 'succeeded' : 'pending';
  return withStep(notOpen(state, step), step, before => ({
    ...before,
    outcome,
    ended: at.time,
    summary: reconciliation.lines.join('\n'),
  }));
}
