import { asProblem, Problem, type ProblemData } from '../errors/problem.ts';
import { timedOut } from '../errors/run.ts';
import type { LogSink } from '../log/sink.ts';
import type {
  ManualAnswer,
  ManualForm,
  PlanContext,
  StepExecutor,
  StepPeople,
  StepPlan,
  StepResult,
} from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';
import { Deadline, type RunClock } from './clock.ts';
import { LoggedOutput } from './output.ts';
import type { ApprovalAnswer, RunPeople } from './people.ts';

/** What an attempt needs of its run. */
export interface AttemptSurroundings {
  readonly log: LogSink;
  readonly clock: RunClock;
  readonly people: RunPeople;
  /** Command texts that were approved in this run, as JSON. */
  readonly approved: Set<string>;
}

/**
 * People as one attempt meets them: what is asked is logged with the time that was waited, and that
 * time is neither work nor counted against the step's time limit.
 */
export class AttemptPeople implements StepPeople {
  waitedMs = 0;
  readonly #step: Step;
  readonly #attempt: number;
  readonly #around: AttemptSurroundings;
  readonly #signal: AbortSignal;
  readonly #deadline: Deadline | undefined;

  constructor(
    step: Step,
    attempt: number,
    around: AttemptSurroundings,
    signal: AbortSignal,
    deadline?: Deadline,
  ) {
    this.#step = step;
    this.#attempt = attempt;
    this.#around = around;
    this.#signal = signal;
    this.#deadline = deadline;
  }

  /** Waits for people by `ask`, and says so in the log. */
  async wait<T>(
    what: 'confirmation' | 'manual' | 'approval',
    text: string,
    ask: () => Promise<T>,
  ): Promise<T> {
    const { log, clock } = this.#around;
    const place = { step: this.#step.id, attempt: this.#attempt };
    await log.append({ type: 'waiting-started', ...place, what, text });
    const from = clock.mono();
    this.#deadline?.pause();
    try {
      return await ask();
    } finally {
      const waitedMs = Math.round(clock.mono() - from);
      this.waitedMs += waitedMs;
      this.#deadline?.resume();
      await log.append({ type: 'waiting-ended', ...place, waitedMs });
    }
  }

  manual(form: ManualForm): Promise<ManualAnswer | undefined> {
    const ask = (): Promise<ManualAnswer | undefined> =>
      this.#around.people.manual(this.#step, form, this.#signal);
    return this.wait('manual', form.instruction, ask);
  }

  async approveCommand(command: readonly string[], purpose: string): Promise<boolean> {
    const key = JSON.stringify(command);
    if (this.#around.approved.has(key)) return true;
    const request = { step: this.#step, command, purpose };
    const answer = await this.wait<ApprovalAnswer | undefined>('approval', command.join(' '), () =>
      this.#around.people.approve(request, this.#signal),
    );
    if (answer === undefined) return false;
    await this.#around.log.append({ type: 'command-approval', command, purpose, ...answer });
    if (answer.answer === 'no') return false;
    this.#around.approved.add(key);
    return true;
  }
}

export interface AttemptEnd {
  readonly result: StepResult;
  readonly durationMs: number;
  readonly waitingMs: number;
}

/**
 * Runs a step whose start is on disk already, within its time limit. Whatever its executor does, the
 * answer is a result; only a log that cannot be written throws.
 */
export async function runAttempt(
  step: Step,
  plan: StepPlan,
  executor: Pick<StepExecutor, 'run'>,
  context: Omit<PlanContext, 'people'>,
  attempt: number,
  around: AttemptSurroundings,
): Promise<AttemptEnd> {
  const { clock, log } = around;
  const limit = new AbortController();
  const limitMs = step.attributes.timeoutMs;
  const deadline =
    limitMs === undefined
      ? undefined
      : new Deadline(clock, limitMs, () => {
          limit.abort();
        });
  const signal = AbortSignal.any([context.signal, limit.signal]);
  const people = new AttemptPeople(step, attempt, around, signal, deadline);
  const output = new LoggedOutput(log, step.id, attempt, clock);
  const from = clock.mono();
  let result: StepResult;
  deadline?.resume();
  try {
    const whole = { ...context, signal, people, output, attempt, runId: log.run };
    result = await executor.run(step, plan, whole);
  } catch (thrown) {
    result = failure(asProblem(thrown).data);
  } finally {
    deadline?.pause();
  }
  await output.flush();
  if (limit.signal.aborted && limitMs !== undefined && result.outcome !== 'succeeded') {
    result = failure(timedOut(step.id, limitMs).data, result);
  }
  const durationMs = Math.round(clock.mono() - from);
  return { result, durationMs, waitingMs: people.waitedMs };
}

function failure(problem: ProblemData, before?: StepResult): StepResult {
  const outcome = problem.kind === 'cancelled' ? 'cancelled' : 'failed';
  const theirs = before?.outcome === 'failed' ? before.problem.theirs : undefined;
  return {
    outcome,
    problem: theirs === undefined ? problem : { ...problem, theirs },
    variables: before?.variables ?? new Map(),
  };
}

/** A problem thrown while a step was planned, as its data. */
export function planFailure(thrown: unknown): ProblemData {
  return (thrown instanceof Problem ? thrown : asProblem(thrown)).data;
}
