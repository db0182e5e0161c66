import * as l10n from '@vscode/l10n';
import { asProblem, cancelled, type ProblemData } from '../errors/problem.ts';
import { memberPlansFailed, membersDisagree, membersFailed } from '../errors/run-members.ts';
import type { LogSink } from '../log/sink.ts';
import type {
  PlanContext,
  ReconcileContext,
  Reconciliation,
  RunContext,
  StepExecutor,
  StepFanOut,
  StepPlan,
  StepResult,
} from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';
import { Secret, type VariableValue } from '../runbook/variables.ts';
import type { RunClock } from './clock.ts';
import { mergedPlan } from './member-plans.ts';
import { LoggedOutput } from './output.ts';
import { oneAtATime } from './people-in-turn.ts';
import { eachAtMost } from './throttle.ts';

/** On how many targets a step runs at once where it does not say so: PowerShell remoting's own number. */
const usualThrottle = 32;

/** With more targets than this, what the executor holds open for one is let go when it is done. */
const keptOpen = 8;

export interface FanOutParts {
  readonly executor: StepExecutor;
  readonly log: LogSink;
  readonly clock: RunClock;
  /** All targets, and those of them on which an earlier attempt succeeded. */
  readonly targets: readonly string[];
  readonly kept: readonly string[];
}

interface Ended {
  readonly server: string;
  readonly result: StepResult;
}

/**
 * One step on several targets, as if it were on one: each target has its own plan, its own records
 * and its own outcome. It succeeds when every target did. At once with a throttle, or one after the
 * other (`rolling`), where the first failure keeps the rest from beginning.
 */
export class FanOut implements Pick<StepExecutor, 'plan' | 'run' | 'reconcile'> {
  /** Targets that an attempt touches now. */
  readonly pending: readonly string[];
  readonly #parts: FanOutParts;
  #plans: ReadonlyMap<string, StepPlan> = new Map();

  constructor(parts: FanOutParts) {
    this.#parts = parts;
    this.pending = parts.targets.filter(target => !parts.kept.includes(target));
  }

  async plan(step: Step, context: PlanContext): Promise<StepPlan> {
    const plans = new Map<string, StepPlan>();
    const failed: { server: string; problem: ProblemData }[] = [];
    for (const [server, plan] of await this.#planEach(step, context)) {
      if ('code' in plan) failed.push({ server, problem: plan });
      else plans.set(server, plan);
    }
    if (failed.length > 0) throw memberPlansFailed(step.id, failed, this.pending.length);
    this.#plans = plans;
    return mergedPlan(plans, this.#parts.kept);
  }

  async run(step: Step, _plan: StepPlan, context: RunContext): Promise<StepResult> {
    const { attributes } = step;
    const own = attributes.rolling ? undefined : this.#own(context);
    if (own !== undefined) return this.#together(step, await this.#runByOwn(own, step, context));
    const people = oneAtATime(context.people);
    const ended: Ended[] = [];
    let stopped = false;
    await eachAtMost(this.pending, attributes.rolling ? 1 : atOnce(step), async server => {
      if (stopped || context.signal.aborted) return;
      const result = await this.#runOn(server, step, { ...context, people });
      ended.push({ server, result });
      stopped ||= attributes.rolling && result.outcome !== 'succeeded';
    });
    return this.#together(step, ended);
  }

  async reconcile(step: Step, context: ReconcileContext): Promise<Reconciliation> {
    const people = oneAtATime(context.people);
    const { kept, executor } = this.#parts;
    const lines = kept.map(server => l10n.t('{0}: it was done there', server));
    const findings: Reconciliation['finding'][] = kept.map(() => 'done');
    for (const server of this.pending) {
      const found = await executor.reconcile(step, { ...context, people, target: server });
      findings.push(found.finding);
      lines.push(...found.lines.map(line => `${server}: ${line}`));
      await this.#letGo(server);
    }
    return { finding: overall(findings), lines };
  }

  /** The transport's own fan-out; a rehearsal looks at each target by itself. */
  #own({ mode }: PlanContext): StepFanOut | undefined {
    if (mode === 'rehearse' || this.pending.length < 2) return undefined;
    return this.#parts.executor.fanOut?.(this.pending);
  }

  async #planEach(
    step: Step,
    context: PlanContext,
  ): Promise<ReadonlyMap<string, StepPlan | ProblemData>> {
    const people = oneAtATime(context.people);
    const own = this.#own(context);
    if (own !== undefined) return own.plan(step, { ...context, people });
    const plans = new Map<string, StepPlan | ProblemData>(
      this.pending.map(server => [server, cancelled(server).data]),
    );
    await eachAtMost(this.pending, atOnce(step), async server => {
      try {
        const plan = await this.#parts.executor.plan(step, { ...context, people, target: server });
        plans.set(server, plan);
      } catch (thrown) {
        context.signal.throwIfAborted();
        plans.set(server, asProblem(thrown).data);
      } finally {
        await this.#letGo(server);
      }
    });
    return plans;
  }

  /** The beginning on every target is on disk before the fan-out is started. */
  async #runByOwn(own: StepFanOut, step: Step, context: RunContext): Promise<readonly Ended[]> {
    const { log, clock } = this.#parts;
    const outputs = new Map<string, LoggedOutput>();
    for (const server of this.pending) {
      await this.#begin(server, step, context);
      outputs.set(server, new LoggedOutput(log, step.id, context.attempt, clock, server));
    }
    const from = clock.mono();
    const ended: Ended[] = [];
    const writing: Promise<void>[] = [];
    const tell = (server: string, result: StepResult): void => {
      ended.push({ server, result });
      const place = { server, step, attempt: context.attempt, durationMs: clock.mono() - from };
      writing.push(this.#end(place, outputs.get(server), result));
    };
    try {
      await own.run(step, { ...context, people: oneAtATime(context.people) }, atOnce(step), {
        output: server => outputs.get(server) ?? context.output,
        ended: tell,
      });
    } catch (thrown) {
      const result = failure(thrown);
      const told = new Set(ended.map(({ server }) => server));
      for (const server of this.pending) if (!told.has(server)) tell(server, result);
    }
    await Promise.all(writing);
    return ended;
  }

  async #begin(server: string, step: Step, { attempt }: RunContext): Promise<void> {
    await this.#parts.log.append({ type: 'member-started', step: step.id, attempt, server });
  }

  async #end(
    at: { server: string; step: Step; attempt: number; durationMs: number },
    output: LoggedOutput | undefined,
    result: StepResult,
  ): Promise<void> {
    await output?.flush();
    await this.#parts.log.append({
      type: 'member-ended',
      step: at.step.id,
      attempt: at.attempt,
      server: at.server,
      outcome: result.outcome,
      durationMs: Math.round(at.durationMs),
      summary: result.outcome === 'succeeded' ? result.summary : result.problem.what,
      ...(result.outcome === 'succeeded' ? {} : { problem: result.problem }),
    });
  }

  /** Begins on one target only when that is on disk; its end is on disk before anyone is told. */
  async #runOn(server: string, step: Step, context: RunContext): Promise<StepResult> {
    const { log, clock, executor } = this.#parts;
    const { attempt } = context;
    const plan = this.#plans.get(server);
    if (plan === undefined) throw new Error(`no plan for ${server}`);
    await this.#begin(server, step, context);
    const output = new LoggedOutput(log, step.id, attempt, clock, server);
    const from = clock.mono();
    let result: StepResult;
    try {
      result = await executor.run(step, plan, { ...context, target: server, output });
    } catch (thrown) {
      result = failure(thrown);
    }
    const durationMs = clock.mono() - from;
    await this.#end({ server, step, attempt, durationMs }, output, result);
    await this.#letGo(server);
    return result;
  }

  #together(step: Step, ended: readonly Ended[]): StepResult {
    const { kept, targets } = this.#parts;
    const unlike = ended.flatMap(({ server, result }) =>
      result.outcome === 'succeeded' ? [] : [{ server, problem: result.problem }],
    );
    const begun = new Set(ended.map(({ server }) => server));
    const untouched = this.pending.filter(server => !begun.has(server));
    if (unlike.length > 0 || untouched.length > 0) {
      const problem = membersFailed(step.id, { failed: unlike, untouched, all: targets.length });
      const cancelled = unlike.every(each => each.problem.kind === 'cancelled');
      return {
        outcome: cancelled ? 'cancelled' : 'failed',
        problem: { ...problem.data, kind: cancelled ? 'cancelled' : 'failed' },
        variables: new Map(),
      };
    }
    const back = agreedVariables(ended);
    if ('disagreed' in back) {
      const problem = membersDisagree(step.id, back.disagreed, back.values).data;
      return { outcome: 'failed', problem, variables: new Map() };
    }
    const results = ended.flatMap(({ result }) => (result.outcome === 'succeeded' ? [result] : []));
    const restoredFrom = results.flatMap(result => result.restoredFrom ?? []);
    return {
      outcome: 'succeeded',
      variables: back.variables,
      summary:
        kept.length === 0
          ? l10n.t('done on {0} servers', ended.length)
          : l10n.t('done on {0} servers, and before on {1}', ended.length, kept.length),
      ...(results.length > 0 && results.every(result => result.checkPassed === true)
        ? { checkPassed: true }
        : {}),
      ...(restoredFrom.length === 0 ? {} : { restoredFrom }),
    };
  }

  async #letGo(server: string): Promise<void> {
    if (this.#parts.targets.length > keptOpen) await this.#parts.executor.release?.(server);
  }
}

function failure(thrown: unknown): StepResult {
  const problem = asProblem(thrown).data;
  const outcome = problem.kind === 'cancelled' ? 'cancelled' : 'failed';
  return { outcome, problem, variables: new Map() };
}

function atOnce(step: Step): number {
  return step.attributes.throttle ?? usualThrottle;
}

function overall(findings: readonly Reconciliation['finding'][]): Reconciliation['finding'] {
  const [first, ...rest] = new Set(findings);
  if (first !== undefined && rest.length === 0) return first;
  return findings.includes('unknown') ? 'unknown' : 'partly-done';
}

type Agreed =
  | { readonly variables: ReadonlyMap<string, VariableValue> }
  | {
      readonly disagreed: string;
      readonly values: readonly { readonly server: string; readonly value: string | undefined }[];
    };

/** A variable comes back from several targets only where all of them say the same. */
function agreedVariables(ended: readonly Ended[]): Agreed {
  const names = new Set(ended.flatMap(({ result }) => [...result.variables.keys()]));
  const variables = new Map<string, VariableValue>();
  for (const name of names) {
    const values = ended.map(({ server, result }) => ({
      server,
      value: text(result.variables.get(name)),
    }));
    const first = values[0]?.value;
    if (first === undefined || values.some(({ value }) => value !== first)) {
      return { disagreed: name, values };
    }
    variables.set(name, first);
  }
  return { variables };
}

/** A secret never comes back from a step. */
function text(value: VariableValue | undefined): string | undefined {
  return value instanceof Secret ? undefined : value;
}
