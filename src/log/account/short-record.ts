import type { ProblemData } from '../../errors/problem.ts';
import type { LoggedPlan } from '../events.ts';
import type { LoggedEvent, LogRecord } from '../record.ts';

/** UTF-16 units that are kept of a text. */
const kept = 200;

/**
 * The beginning of a text. A slice would hold the whole text in memory for as long as it lives, so the
 * beginning is copied.
 */
function short(text: string, most = kept): string {
  if (text.length <= most) return text;
  return `${Buffer.from(text.slice(0, most), 'utf16le').toString('utf16le')}…`;
}

function shortPlan({ hash, effect }: LoggedPlan): LoggedPlan {
  return { hash, lines: [], losses: [], effect };
}

function shortProblem({ code, kind, what }: ProblemData): ProblemData {
  return { code, kind, what: short(what) };
}

interface Reasons {
  readonly problem?: ProblemData;
  readonly plan?: LoggedPlan;
}

/** The same for what need not be there. */
function shortOf({ problem, plan }: Reasons): Reasons {
  return {
    ...(problem === undefined ? {} : { problem: shortProblem(problem) }),
    ...(plan === undefined ? {} : { plan: shortPlan(plan) }),
  };
}

/** UTF-16 units of a note or of evidence that a report has. */
const reported = 20_000;

/** A record whose note or evidence is no longer than anybody reads in a report; its record has the whole. */
export function withinReason(record: LogRecord): LogRecord {
  const { event } = record;
  if (event.type === 'note' && event.text.length > reported) {
    return { ...record, event: { ...event, text: short(event.text, reported) } };
  }
  if (event.type !== 'evidence') return record;
  const { evidence } = event;
  const { text = '' } = evidence;
  if (text.length <= reported) return record;
  return { ...record, event: { ...event, evidence: { ...evidence, text: short(text, reported) } } };
}

/**
 * A record with the beginnings of its texts alone, for a display that folds a whole run and reads the
 * texts again where they are shown. Who, when, where, outcomes and figures are whole; texts of plans,
 * values and details are left out.
 */
export function shortRecord(record: LogRecord): LogRecord {
  return { ...record, event: shortEvent(record.event) };
}

function shortEvent(event: LoggedEvent): LoggedEvent {
  switch (event.type) {
    case 'run-started':
      return { ...event, variables: {} };
    case 'variables-set':
      return { ...event, values: {} };
    case 'confirmation':
      return { ...event, plan: shortPlan(event.plan) };
    case 'command-approval':
      return { ...event, command: [], purpose: short(event.purpose) };
    case 'override':
      return { ...event, detail: short(event.detail), reason: short(event.reason) };
    case 'step-started': {
      const { title, plan } = event;
      return { ...event, title: short(title), text: '', values: {}, plan: shortPlan(plan) };
    }
    case 'member-ended':
      return { ...event, summary: short(event.summary), ...shortOf(event) };
    case 'waiting-started':
      return { ...event, text: short(event.text) };
    case 'step-ended':
      return { ...event, summary: short(event.summary), values: {}, ...shortOf(event) };
    case 'step-passed-over':
      return { ...event, why: short(event.why), ...shortOf(event) };
    default:
      return shortSaid(event);
  }
}

type Rest = Exclude<
  LoggedEvent,
  {
    readonly type:
      | 'run-started'
      | 'variables-set'
      | 'confirmation'
      | 'command-approval'
      | 'override'
      | 'step-started'
      | 'member-ended'
      | 'waiting-started'
      | 'step-ended'
      | 'step-passed-over';
  }
>;

function shortSaid(event: Rest): LoggedEvent {
  switch (event.type) {
    case 'note':
      return { ...event, text: short(event.text) };
    case 'evidence': {
      const { kind, title } = event.evidence;
      return { ...event, evidence: { kind, title: short(title) } };
    }
    case 'reconciled':
      return { ...event, reconciliation: { ...event.reconciliation, lines: [] } };
    default:
      return event;
  }
}
