import { z } from 'zod';
import type { ProblemData, TheirWords } from '../errors/problem.ts';
import type { Evidence, Progress, Reconciliation, Table } from '../runbook/execution.ts';
import type {
  LoggedEstate,
  LoggedOperator,
  LoggedPlan,
  LoggedRunbook,
  LoggedTool,
  LoggedValue,
  LoggedValues,
  RestoredFrom,
  RunSummary,
  StepSummary,
} from './events.ts';
import type { LoggedEvent } from './record.ts';

const text = z.string();
const texts = z.array(text);
const time = z.string();
const whole = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const opt = <T extends z.ZodType>(schema: T): z.ZodExactOptional<T> => schema.exactOptional();

const figure = opt(z.number());
const loggedValue: z.ZodType<LoggedValue> = z.union([text, z.object({ secret: text })]);
const values: z.ZodType<LoggedValues> = z.record(text, loggedValue);
const mode = z.enum(['rehearse', 'practice', 'live']);
const yesNo = z.enum(['yes', 'no']);

const plan: z.ZodType<LoggedPlan> = z.object({
  hash: text,
  lines: texts,
  losses: texts,
  effect: z.object({ kind: z.enum(['reads', 'changes', 'destroys']), servers: texts }),
});

const runbook: z.ZodType<LoggedRunbook> = z.object({
  file: text,
  title: text,
  hash: text,
  commit: opt(text),
  changedSince: opt(text),
});

const estate: z.ZodType<LoggedEstate> = z.object({
  file: text,
  name: text,
  kind: z.enum(['practice', 'live']),
  hash: text,
  rtoMs: figure,
  rpoMs: figure,
});

const operator: z.ZodType<LoggedOperator> = z.object({ user: text, host: text });
const tool: z.ZodType<LoggedTool> = z.object({
  version: text,
  node: text,
  platform: text,
  front: text,
});

const theirs: z.ZodType<TheirWords> = z.object({
  source: text,
  text,
  number: opt(z.union([z.number(), text])),
  severity: opt(z.number()),
  state: opt(z.number()),
  line: opt(z.number()),
});

const problem: z.ZodType<ProblemData> = z.object({
  code: text,
  kind: z.enum(['failed', 'usage', 'refused', 'cancelled']),
  what: text,
  where: opt(text),
  theirs: opt(z.array(theirs)),
  changed: opt(text),
  next: opt(texts),
});

const table: z.ZodType<Table> = z.object({
  columns: texts,
  rows: z.array(z.array(z.union([text, z.null()]))),
});

const progress: z.ZodType<Progress> = z.object({
  activity: text,
  percent: figure,
  bytesDone: figure,
  bytesTotal: figure,
  filesDone: figure,
  filesTotal: figure,
  bytesPerSecond: figure,
  remainingMs: figure,
});

const evidence: z.ZodType<Evidence> = z.object({
  kind: z.enum(['text', 'file']),
  title: text,
  text: opt(text),
  path: opt(text),
  sha256: opt(text),
});

const reconciliation: z.ZodType<Reconciliation> = z.object({
  finding: z.enum(['done', 'not-done', 'partly-done', 'unknown']),
  lines: texts,
});

const outcomes = [
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
  'refused',
  'rehearsed',
  'interrupted',
] as const;

const stepSummary: z.ZodType<StepSummary> = z.object({
  step: text,
  outcome: z.enum([...outcomes, 'pending']),
  attempts: whole,
  durationMs: z.number(),
  waitingMs: z.number(),
});

const summary: z.ZodType<RunSummary> = z.object({
  steps: z.array(stepSummary),
  durationMs: z.number(),
  waitingMs: z.number(),
  recoveryTimeMs: figure,
  recoveryTimeTargetMs: figure,
  dataAgeMs: figure,
  dataAgeTargetMs: figure,
  overrides: whole,
  confirmations: whole,
  evidence: whole,
});

const restoredFrom: z.ZodType<RestoredFrom> = z.object({
  what: opt(text),
  set: text,
  finished: time,
  manifest: opt(hash),
});
const sideFile = z.object({ sha256: hash, bytes: whole });
const attempt = { step: text, attempt: whole };
const answered = { answer: yesNo, by: text, how: text };

/**
 * Every event of a log by its type. Members that are not named here are let be: a newer version may
 * have more to say.
 */
const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    runbook,
    estate,
    mode,
    operator,
    tool,
    variables: values,
    incident: opt(z.object({ id: text, declared: time })),
  }),
  z.object({ type: z.literal('run-resumed'), operator, tool }),
  z.object({ type: z.literal('mode-changed'), mode, by: text }),
  z.object({ type: z.literal('variables-set'), by: text, values }),
  z.object({ type: z.literal('confirmation'), step: text, plan, ...answered }),
  z.object({
    type: z.literal('command-approval'),
    command: texts,
    purpose: text,
    ...answered,
  }),
  z.object({
    type: z.literal('override'),
    step: text,
    rule: text,
    detail: text,
    reason: text,
    by: text,
  }),
  z.object({
    type: z.literal('step-started'),
    ...attempt,
    title: text,
    language: z.enum(['powershell', 'sql', 'step']),
    target: opt(text),
    targets: opt(texts),
    kept: opt(texts),
    text,
    textHash: text,
    values,
    plan,
  }),
  z.object({ type: z.literal('member-started'), ...attempt, server: text }),
  z.object({
    type: z.literal('member-ended'),
    ...attempt,
    server: text,
    outcome: z.enum(['succeeded', 'failed', 'cancelled']),
    durationMs: z.number(),
    summary: text,
    problem: opt(problem),
  }),
  z.object({
    type: z.literal('output'),
    ...attempt,
    server: opt(text),
    stream: z.enum(['output', 'error', 'warning', 'verbose', 'debug', 'information', 'stray']),
    text,
    whole: opt(sideFile),
  }),
  z.object({
    type: z.literal('table'),
    ...attempt,
    server: opt(text),
    table,
    whole: opt(sideFile),
  }),
  z.object({ type: z.literal('progress'), ...attempt, server: opt(text), progress }),
  z.object({
    type: z.literal('waiting-started'),
    ...attempt,
    what: z.enum(['confirmation', 'manual', 'approval']),
    text,
  }),
  z.object({ type: z.literal('waiting-ended'), ...attempt, waitedMs: z.number() }),
  z.object({
    type: z.literal('evidence'),
    step: opt(text),
    attempt: opt(whole),
    server: opt(text),
    evidence,
    by: text,
    whole: opt(sideFile),
  }),
  z.object({ type: z.literal('note'), step: opt(text), text, by: text }),
  z.object({
    type: z.literal('step-ended'),
    ...attempt,
    outcome: z.enum(outcomes),
    durationMs: z.number(),
    waitingMs: z.number(),
    summary: text,
    problem: opt(problem),
    values,
    checkPassed: opt(z.boolean()),
    restoredFrom: opt(z.array(restoredFrom)),
  }),
  z.object({
    type: z.literal('step-passed-over'),
    step: text,
    outcome: z.enum(['skipped', 'refused', 'rehearsed', 'failed', 'cancelled']),
    why: text,
    problem: opt(problem),
    plan: opt(plan),
  }),
  z.object({
    type: z.literal('reconciled'),
    ...attempt,
    reconciliation,
    decision: z.enum(['run-again', 'taken-as-done', 'left-open']),
    by: text,
  }),
  z.object({ type: z.literal('clock-jumped'), byMs: z.number() }),
  z.object({
    type: z.literal('torn-tail-put-aside'),
    file: text,
    bytes: whole,
    sha256: hash,
  }),
  z.object({
    type: z.literal('run-finished'),
    outcome: z.enum(['succeeded', 'failed', 'cancelled', 'refused', 'rehearsed', 'abandoned']),
    summary,
  }),
  z.object({ type: z.literal('checkpoint'), signature: text }),
  z.object({
    type: z.literal('log-opened'),
    format: z.literal('recovery-log/1'),
    publicKey: text,
    previous: z.union([z.object({ run: text, hash }), z.null()]),
  }),
  z.object({ type: z.literal('log-reopened'), publicKey: text }),
]) satisfies z.ZodType<LoggedEvent>;

/** Whether a parsed event is one that this version knows, with all that belongs to it. */
export function isKnownEvent(event: unknown): event is LoggedEvent {
  return eventSchema.safeParse(event).success;
}

/** One line of a log, for other readers of the format: what `docs/recovery-log.schema.json` says. */
export const recordSchema = z.object({
  run: text,
  seq: whole,
  time: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  mono: whole,
  event: eventSchema,
  prev: hash,
  hash,
});
