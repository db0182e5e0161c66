import * as l10n from '@vscode/l10n';
import {
  cellDied,
  cellDoesNotParse,
  cellFailed,
  cellStopped,
  shellPlace,
  type CellPlace,
} from '../../errors/powershell.ts';
import {
  asProblem,
  cancelled,
  describeProblem,
  Problem,
  type ProblemData,
} from '../../errors/problem.ts';
import { findServer } from '../../estate/lookup.ts';
import type { Estate, Server } from '../../estate/model.ts';
import type {
  PlanContext,
  Reconciliation,
  RunContext,
  StepExecutor,
  StepFanOut,
  StepPlan,
  StepResult,
} from '../../runbook/execution.ts';
import type { Step } from '../../runbook/model.ts';
import { Secret, type VariableValue } from '../../runbook/variables.ts';
import { cellPlan, unseenPlan, type ShellVariables } from './cell-plan.ts';
import { rehearsalOf } from './effects.ts';
import { RemotingFanOut } from './remoting-fan-out.ts';
import type { ShellInspection, ShellPool, ShellResult, ShellSession } from './session.ts';
import { toOutput } from './to-output.ts';

/** How paths of the estate are spelled in a shell, and back. */
export interface ShellPaths {
  /** Throws a refusal for a path that the shell cannot use. */
  toShell(path: string, server?: Server): string;
  toEstate(path: string): string;
}

export interface PowerShellExecutorOptions {
  /** Theirs from now on: disposing of the executor ends every session. */
  readonly shells: ShellPool;
  readonly estate: Estate;
  readonly paths: ShellPaths;
}

/** ms after which the operator is told that a session is still being opened, and then every so often. */
const tellAfterMs = 2_000;
const tellEveryMs = 15_000;

interface OpenCell {
  readonly session: ShellSession;
  readonly inspection: ShellInspection;
  readonly variables: ShellVariables;
}

/** Executes `powershell` cells in the session of their target. */
export class PowerShellExecutor implements StepExecutor {
  readonly #options: PowerShellExecutorOptions;

  constructor(options: PowerShellExecutorOptions) {
    this.#options = options;
  }

  async plan(step: Step, context: PlanContext): Promise<StepPlan> {
    try {
      const { session, inspection, variables } = await this.#open(step, context);
      return cellPlan(step, context, inspection, { variables, version: session.version });
    } catch (thrown) {
      const absent = absentInRehearsal(thrown, context);
      if (absent === undefined) throw thrown;
      return unseenPlan(step, context, this.#variables(context), absent);
    }
  }

  async run(step: Step, _plan: StepPlan, context: RunContext): Promise<StepResult> {
    const place: CellPlace = { step: step.id, target: context.target };
    try {
      context.signal.throwIfAborted();
      if (context.mode === 'rehearse') return await this.#rehearse(step, context);
      const session = await this.#openVisibly(context);
      return await this.#invoke(step, session, context, false);
    } catch (error) {
      const problem: ProblemData =
        context.signal.aborted && error === context.signal.reason
          ? cancelled(place.step).data
          : asProblem(error).data;
      return ended(problem);
    }
  }

  /** What a cell did cannot be seen from outside: the operator is told what to look at. */
  async reconcile(step: Step, context: PlanContext): Promise<Reconciliation> {
    const cell = await this.#open(step, context);
    const plan = cellPlan(step, context, cell.inspection, {
      variables: cell.variables,
      version: cell.session.version,
    });
    const shell = shellPlace(context.target);
    const lines =
      plan.effect.kind === 'reads'
        ? [l10n.t('The step only reads: nothing was changed by it, running it again is safe.')]
        : [
            l10n.t('PowerShell keeps no record of how far the step got on {0}.', shell),
            ...plan.losses,
            l10n.t('Look at what the step changes before running it again.'),
          ];
    return { finding: 'unknown', lines };
  }

  /** PowerShell remoting's own fan-out, where it reaches all of these servers. */
  fanOut(targets: readonly string[]): StepFanOut | undefined {
    const remoting = this.#options.shells.remoting?.(targets);
    if (remoting === undefined) return undefined;
    return new RemotingFanOut({
      targets,
      remoting,
      inspect: async (step, context) => {
        const { session, inspection } = await this.#open(step, context);
        return { inspection, version: session.version };
      },
      plan: (step, context, { inspection, version }) =>
        cellPlan(step, context, inspection, { variables: this.#variables(context), version }),
      variables: context => this.#variables(context),
      changed: (sent, back, context) => this.#changed(sent, new Map(Object.entries(back)), context),
    });
  }

  release(target: string): Promise<void> {
    return this.#options.shells.release(target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.shells[Symbol.asyncDispose]();
  }

  async #open(step: Step, context: PlanContext): Promise<OpenCell> {
    const variables = this.#variables(context);
    const session = await this.#session(context);
    const inspection = await this.#inspect(step, session, context);
    return { session, inspection, variables };
  }

  #session({ target, signal, people }: PlanContext): Promise<ShellSession> {
    return this.#options.shells.session(target, signal, people);
  }

  async #inspect(
    step: Step,
    session: ShellSession,
    { target, signal }: PlanContext,
  ): Promise<ShellInspection> {
    const inspection = await session.inspect(step.text, signal);
    if (inspection.parseErrors.length > 0) {
      throw cellDoesNotParse({ step: step.id, target }, inspection.parseErrors);
    }
    return inspection;
  }

  /**
   * Runs what only reads, and with -WhatIf what can be tried so; shows the rest. What fails here may
   * rest on a step before, which a rehearsal has not done: it is told, and no failure.
   */
  async #rehearse(step: Step, context: RunContext): Promise<StepResult> {
    const plan = await this.#rehearsalPlan(step, context);
    if ('lines' in plan) {
      context.output.write('information', `${[notRun(), ...plan.lines].join('\n')}\n`);
      return { outcome: 'succeeded', variables: new Map(), summary: notRun() };
    }
    const result = await this.#invoke(step, plan.session, context, true);
    if (result.outcome !== 'failed') return result;
    for (const line of describeProblem(result.problem)) {
      context.output.write('warning', `${line}\n`);
    }
    const summary = l10n.t('Rehearsed; it failed, perhaps for want of the steps before it.');
    return { outcome: 'succeeded', variables: result.variables, summary };
  }

  /** The plan where it can only be shown, else the session to run in. */
  async #rehearsalPlan(
    step: Step,
    context: RunContext,
  ): Promise<StepPlan | { readonly session: ShellSession }> {
    const variables = this.#variables(context);
    try {
      const session = await this.#openVisibly(context);
      const inspection = await this.#inspect(step, session, context);
      if (rehearsalOf(inspection) !== 'show') return { session };
      return cellPlan(step, context, inspection, { variables, version: session.version });
    } catch (thrown) {
      const absent = absentInRehearsal(thrown, context);
      if (absent === undefined) throw thrown;
      return unseenPlan(step, context, variables, absent);
    }
  }

  /** A starved server takes minutes to start PowerShell: the step says that it waits. */
  async #openVisibly(context: RunContext): Promise<ShellSession> {
    const shell = shellPlace(context.target);
    const from = performance.now();
    const tell = (): void => {
      const seconds = Math.round((performance.now() - from) / 1000);
      const activity = l10n.t('waiting for PowerShell on {0}, {1} s', shell, seconds);
      context.output.progress({ activity });
      timer = setTimeout(tell, tellEveryMs);
    };
    let timer = setTimeout(tell, tellAfterMs);
    try {
      return await this.#session(context);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The declared variables, paths in the spelling of the target's shell. */
  #variables({ scope, target }: PlanContext): ShellVariables {
    const { estate, paths } = this.#options;
    const server = target === undefined ? undefined : findServer(estate, target);
    const entries = scope.names().map(name => {
      const value = scope.variable(name);
      const type = scope.type?.(name);
      const isPath = type === 'path' || type === 'backup-set';
      if (typeof value !== 'string' || value === '' || !isPath) return [name, value] as const;
      return [name, paths.toShell(value, server)] as const;
    });
    return Object.fromEntries(entries);
  }

  async #invoke(
    step: Step,
    session: ShellSession,
    context: RunContext,
    whatIf: boolean,
  ): Promise<StepResult> {
    const variables = this.#variables(context);
    const result = await session.invoke({
      script: step.text,
      variables,
      readBack: Object.keys(variables),
      whatIf,
      signal: context.signal,
      ...toOutput(context.output),
    });
    const changed = this.#changed(variables, result.variables, context);
    return stepResult(result, changed, { step: step.id, target: context.target }, whatIf);
  }

  /** What came back other than it went, paths in the estate's spelling. */
  #changed(
    sent: ShellVariables,
    back: ReadonlyMap<string, VariableValue>,
    { scope }: PlanContext,
  ): Map<string, VariableValue> {
    const changed = new Map<string, VariableValue>();
    for (const [name, value] of back) {
      if (value instanceof Secret || value === sent[name]) continue;
      if (sent[name] instanceof Secret) continue; // a secret never comes back as text
      const type = scope.type?.(name);
      const isPath = type === 'path' || type === 'backup-set';
      changed.set(name, isPath && value !== '' ? this.#options.paths.toEstate(value) : value);
    }
    return changed;
  }
}

/** A server that is still to be rebuilt has no shell: in a rehearsal that is no failure. */
function absentInRehearsal(thrown: unknown, { mode, signal }: PlanContext): Problem | undefined {
  if (mode !== 'rehearse' || signal.aborted || !(thrown instanceof Problem)) return undefined;
  return noAnswer.has(thrown.code) ? thrown : undefined;
}

/** Problems that say that no session could be opened, whatever the step is. */
const noAnswer = new Set([
  'POWERSHELL-NOT-STARTED',
  'POWERSHELL-ENDED-EARLY',
  'POWERSHELL-SILENT',
  'POWERSHELL-REMOTING-REFUSED',
]);

function notRun(): string {
  return l10n.t('Rehearsal: shown, not run.');
}

function ended(problem: ProblemData, variables = new Map<string, VariableValue>()): StepResult {
  return {
    outcome: problem.kind === 'cancelled' ? 'cancelled' : 'failed',
    problem,
    variables,
  };
}

function stepResult(
  result: ShellResult,
  variables: Map<string, VariableValue>,
  place: CellPlace,
  whatIf: boolean,
): StepResult {
  switch (result.end) {
    case 'died':
      return ended(cellDied(place, result.reason ?? ''));
    case 'stopped':
      return ended(cellStopped(place, result.reason !== undefined), variables);
    case 'failed':
      return ended(cellFailed(place, result.errors, result.exitCode), variables);
    case 'completed':
      return { outcome: 'succeeded', variables, summary: summaryOf(result, place, whatIf) };
  }
}

function summaryOf(result: ShellResult, place: CellPlace, whatIf: boolean): string {
  const shell = shellPlace(place.target);
  if (whatIf) return l10n.t('Rehearsed on {0} with -WhatIf.', shell);
  if (result.exitCode !== undefined && result.exitCode !== 0) {
    return l10n.t(
      'Ran on {0}; the last program ended with exit status {1}.',
      shell,
      result.exitCode,
    );
  }
  return l10n.t('Ran on {0}.', shell);
}
