import * as l10n from '@vscode/l10n';
import { unknownStep } from '../errors/run.ts';
import type { Estate } from '../estate/model.ts';
import type { RunEvent, RunOutcome, RunSummary } from '../log/events.ts';
import type { LogRecord } from '../log/record.ts';
import type { LogSink } from '../log/sink.ts';
import { applyRecord, type RunState } from '../log/state.ts';
import { summarise } from '../log/summary.ts';
import type { Evidence, RunMode, StepExecutor } from '../runbook/execution.ts';
import type { Runbook, Step, StepLanguage } from '../runbook/model.ts';
import type { VariableValue } from '../runbook/variables.ts';
import type { RunVariables } from '../runbook/variables/resolve.ts';
import type { RunClock } from './clock.ts';
import { checkMode } from './mode.ts';
import type { RunPeople } from './people.ts';
import { remainingSteps } from './requirements.ts';
import { liveStep, passOver, type StepReport } from './step-life.ts';
import { loggedValue } from './values.ts';

/** What a run is made of; the composition root makes the parts, `openRun` and `resumeRun` join them. */
export interface RunParts {
  readonly log: LogSink;
  readonly state: RunState;
  readonly estate: Estate;
  readonly executors: ReadonlyMap<StepLanguage, StepExecutor>;
  readonly people: RunPeople;
  readonly variables: RunVariables;
  readonly clock: RunClock;
  /** Name of the operator, for what the log attributes. */
  readonly by: string;
  /** Records that were written before the driver was there, for displays that want the whole. */
  readonly opening: readonly LogRecord<RunEvent>[];
}

/** What came of one call of `execute`. */
export interface ExecutionReport {
  readonly steps: readonly StepReport[];
  /** True where a step stopped the ones after it. */
  readonly stopped: boolean;
}

/**
 * An open run: executes steps one at a time and in order, and keeps the recovery log. The editor and
 * the command line drive it alike; displays listen to `log.onRecord`.
 */
export class RunDriver implements AsyncDisposable {
  readonly log: LogSink;
  readonly estate: Estate;
  readonly variables: RunVariables;
  /** Records of this opening of the run that were written before anyone could listen. */
  readonly opening: readonly LogRecord<RunEvent>[];
  readonly #parts: RunParts;
  readonly #approved = new Set<string>();
  readonly #unsubscribe: () => void;
  #state: RunState;
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.log = parts.log;
    this.estate = parts.estate;
    this.variables = parts.variables;
    this.opening = parts.opening;
    this.#state = parts.state;
    for (const command of parts.state.approvedCommands) {
      this.#approved.add(JSON.stringify(command));
    }
    this.#unsubscribe = parts.log.onRecord(record => {
      this.#state = applyRecord(this.#state, record);
    });
  }

  /** The run as its log tells it, up to the last record on disk. */
  get state(): RunState {
    return this.#state;
  }

  get mode(): RunMode {
    return this.#state.mode;
  }

  /**
   * Executes the named steps in the order given. Calls queue up. The first step that does not succeed
   * stops those after it, unless its `on-error` is `continue`; in a rehearsal nothing stops, so that
   * all findings show. Throws for an unknown id, and where the log cannot be written.
   */
  execute(
    runbook: Runbook,
    stepIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ExecutionReport> {
    const steps = stepIds.map(id => findStep(runbook, id));
    const execution = this.#queue.then(() => this.#executeNow(runbook, steps, signal));
    this.#queue = execution.catch(() => undefined);
    return execution;
  }

  /** Steps that are not done yet, in order of the runbook. */
  remaining(runbook: Runbook): string[] {
    return remainingSteps(runbook, this.#state);
  }

  /** Takes a step as not needed, for a reason that is logged; steps that require it may run. */
  async skip(runbook: Runbook, stepId: string, reason: string): Promise<void> {
    const step = findStep(runbook, stepId);
    const by = this.#parts.by;
    const detail = step.title;
    await this.log.append({ type: 'override', step: step.id, rule: 'skip', detail, reason, by });
    await passOver(step, this.#parts, 'skipped', l10n.t('skipped by {0}: {1}', by, reason));
  }

  /** Changes the mode for the steps to come. Throws where it does not go with the estate. */
  async changeMode(mode: RunMode): Promise<void> {
    checkMode(mode, this.estate);
    if (mode === this.mode) return;
    await this.log.append({ type: 'mode-changed', mode, by: this.#parts.by });
  }

  async setVariable(name: string, value: VariableValue): Promise<void> {
    this.variables.set(name, value);
    const values = { [name]: loggedValue(value) };
    await this.log.append({ type: 'variables-set', by: this.#parts.by, values });
  }

  async note(text: string, step?: string): Promise<void> {
    const at = step === undefined ? {} : { step };
    await this.log.append({ type: 'note', ...at, text, by: this.#parts.by });
  }

  /** `whole`: set where the file itself is kept beside the log. */
  async addEvidence(
    evidence: Evidence,
    step?: string,
    whole?: { readonly sha256: string; readonly bytes: number },
  ): Promise<void> {
    const at = step === undefined ? {} : { step };
    const kept = whole === undefined ? {} : { whole };
    await this.log.append({ type: 'evidence', ...at, evidence, by: this.#parts.by, ...kept });
  }

  /** Ends the run for good: writes its summary and outcome. Nothing can be run in it afterwards. */
  async finish(runbook: Runbook): Promise<RunSummary> {
    const targets = this.estate.backup;
    const summary = summarise(this.#state, {
      steps: runbook.steps.map(step => step.id),
      ...(targets?.rtoMs === undefined ? {} : { recoveryTimeTargetMs: targets.rtoMs }),
      ...(targets?.rpoMs === undefined ? {} : { dataAgeTargetMs: targets.rpoMs }),
    });
    await this.log.append({ type: 'run-finished', outcome: outcomeOf(summary), summary });
    return summary;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#queue;
    this.#unsubscribe();
    for (const executor of this.#parts.executors.values()) await executor[Symbol.asyncDispose]();
    await this.log[Symbol.asyncDispose]();
  }

  async #executeNow(
    runbook: Runbook,
    steps: readonly Step[],
    signal: AbortSignal,
  ): Promise<ExecutionReport> {
    const reports: StepReport[] = [];
    const around = {
      ...this.#parts,
      runbook,
      mode: this.mode,
      approved: this.#approved,
      state: () => this.#state,
    };
    for (const step of steps) {
      if (signal.aborted) return { steps: reports, stopped: true };
      const report = await liveStep(step, around, signal);
      reports.push(report);
      if (this.#stops(step, report)) return { steps: reports, stopped: true };
    }
    return { steps: reports, stopped: false };
  }

  #stops(step: Step, report: StepReport): boolean {
    switch (report.outcome) {
      case 'succeeded':
      case 'skipped':
      case 'rehearsed':
        return false;
      case 'cancelled':
      case 'interrupted':
        return true;
      case 'failed':
      case 'refused':
        return this.mode !== 'rehearse' && step.attributes.onError.kind !== 'continue';
    }
  }
}

function findStep(runbook: Runbook, id: string): Step {
  const step = runbook.steps.find(each => each.id.toLowerCase() === id.toLowerCase());
  if (step !== undefined) return step;
  throw unknownStep(
    id,
    runbook.steps.map(each => each.id),
  );
}

/** The run's outcome is computed from its steps, never assumed; no step run is no success. */
export function outcomeOf(summary: RunSummary): RunOutcome {
  const outcomes = summary.steps.map(step => step.outcome);
  const any = (...wanted: readonly string[]): boolean =>
    outcomes.some(each => wanted.includes(each));
  if (any('failed', 'interrupted')) return 'failed';
  if (any('refused')) return 'refused';
  if (any('cancelled')) return 'cancelled';
  if (any('pending') || !any('succeeded', 'rehearsed')) return 'abandoned';
  return any('rehearsed') && !any('succeeded') ? 'rehearsed' : 'succeeded';
}
