import * as l10n from '@vscode/l10n';
import { asProblem, cancelled, Problem } from '../../../errors/problem.ts';
import type { Estate, SqlInstance } from '../../../estate/model.ts';
import type {
  PlanContext,
  Reconciliation,
  RunContext,
  StepExecutor,
  StepPlan,
  StepResult,
} from '../../../runbook/execution.ts';
import type { Step } from '../../../runbook/model.ts';
import type { SqlBackend, SqlProfile, SqlSession } from '../backend.ts';
import { unreachableCodes } from '../connection/connect-failure.ts';
import { requireSqlInstance } from '../connection/instances.ts';
import { profileOf, type ProfileFill } from '../connection/sessions.ts';
import { watchTimes, type WatchTimes } from '../running/watchdog.ts';
import { readDatabaseState, stateLine, type DatabaseState } from '../server/database-state.ts';
import { CellRun } from './cell-run.ts';
import { sqlCell, type SqlCell } from './cell.ts';
import { sqlPlan } from './plan.ts';

export interface SqlExecutorOptions {
  readonly estate: Estate;
  readonly backend: SqlBackend;
  /** How an instance is reached where the estate file does not say all of it. */
  readonly profile?: ProfileFill;
  readonly watch?: WatchTimes;
  /** Called when the executor is disposed of. */
  readonly close?: () => Promise<void>;
}

/** Executes `sql` cells: `target` names the instance, or a server that has only one. */
export class SqlExecutor implements StepExecutor {
  readonly #options: SqlExecutorOptions;

  constructor(options: SqlExecutorOptions) {
    this.#options = options;
  }

  async plan(step: Step, context: PlanContext): Promise<StepPlan> {
    const { name, host } = this.#instance(step, context);
    const cell = sqlCell(step, context);
    const looked = await this.#look(step, cell, context);
    return sqlPlan({
      instance: name,
      host,
      cell,
      ...looked,
      rehearsal: context.mode === 'rehearse',
    });
  }

  async run(step: Step, plan: StepPlan, context: RunContext): Promise<StepResult> {
    try {
      context.signal.throwIfAborted();
      const cell = sqlCell(step, context);
      if (context.mode === 'rehearse' && !cell.rehearsable) {
        for (const line of plan.lines) context.output.write('information', `${line}\n`);
        return succeeded(l10n.t('Rehearsal: shown, not run.'));
      }
      const profile = await this.#profile(step, context);
      const run = new CellRun({
        step: step.id,
        cell,
        profile,
        backend: this.#options.backend,
        context,
        watch: this.#options.watch ?? watchTimes,
      });
      return await run.result();
    } catch (error) {
      return ended(error, step, context);
    }
  }

  async reconcile(step: Step, context: PlanContext): Promise<Reconciliation> {
    const cell = sqlCell(step, context);
    if (cell.kind === 'reads') {
      const line = l10n.t('The step only reads: nothing was changed by it.');
      return { finding: 'not-done', lines: [line] };
    }
    const states = await this.#states(step, cell, context);
    const broken = states.some(
      ({ state, access }) =>
        state !== undefined && (state !== 'ONLINE' || (access !== '' && access !== 'MULTI_USER')),
    );
    return {
      finding: broken ? 'partly-done' : 'unknown',
      lines: [
        ...states.map(stateLine),
        l10n.t('Look at what the step changes before running it again.'),
      ],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Every session has ended with its step.
    await this.#options.close?.();
  }

  /** What the server says of the databases, for the plan of a step that changes them. */
  async #look(
    step: Step,
    cell: SqlCell,
    context: PlanContext,
  ): Promise<{ states: readonly DatabaseState[]; unasked?: string }> {
    if (cell.kind === 'reads' || cell.databases.length === 0) return { states: [] };
    try {
      return { states: await this.#states(step, cell, context) };
    } catch (error) {
      // The steps before, which may bring the server up, have not happened in a rehearsal.
      if (context.mode !== 'rehearse' || !isUnreachable(error)) throw error;
      return { states: [], unasked: error.data.what };
    }
  }

  async #states(step: Step, cell: SqlCell, context: PlanContext): Promise<DatabaseState[]> {
    if (cell.databases.length === 0) return [];
    const profile = await this.#profile(step, context);
    await using session = await this.#options.backend.open(profile, context.signal);
    return await readStates(session, cell.databases, context.signal);
  }

  #instance(step: Step, { target }: PlanContext): SqlInstance {
    return requireSqlInstance(this.#options.estate, target, step.id);
  }

  async #profile(step: Step, context: PlanContext): Promise<SqlProfile> {
    return profileOf(this.#instance(step, context), this.#options.profile);
  }
}

/** States of databases, without those that the server did not answer for. */
async function readStates(
  session: SqlSession,
  databases: readonly string[],
  signal: AbortSignal,
): Promise<DatabaseState[]> {
  const states: DatabaseState[] = [];
  for (const database of databases) {
    const state = await readDatabaseState(session, database, signal);
    if (state !== undefined) states.push(state);
  }
  return states;
}

function isUnreachable(error: unknown): error is Problem {
  return error instanceof Problem && unreachableCodes.has(error.code);
}

function succeeded(summary: string): StepResult {
  return { outcome: 'succeeded', variables: new Map(), summary };
}

function ended(error: unknown, step: Step, { mode, signal, output }: RunContext): StepResult {
  if (mode === 'rehearse' && isUnreachable(error)) {
    output.write('warning', `${error.data.what}\n`);
    return succeeded(l10n.t('Rehearsal: not run, because the server could not be asked.'));
  }
  const aborted = signal.aborted && error === signal.reason;
  const problem = aborted ? cancelled(step.id).data : asProblem(error).data;
  return {
    outcome: problem.kind === 'cancelled' ? 'cancelled' : 'failed',
    problem,
    variables: new Map(),
  };
}
