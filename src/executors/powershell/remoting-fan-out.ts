import * as l10n from '@vscode/l10n';
import { cellFailed, cellStopped, remotingRefused } from '../../errors/powershell.ts';
import { asProblem, type ProblemData } from '../../errors/problem.ts';
import type {
  FanOutMembers,
  PlanContext,
  RunContext,
  StepFanOut,
  StepPlan,
  StepResult,
} from '../../runbook/execution.ts';
import type { Step } from '../../runbook/model.ts';
import type { VariableValue } from '../../runbook/variables.ts';
import type { ShellVariables } from './cell-plan.ts';
import { FanOutAnswers, type FanOutListener, type ServerAnswer } from './fan-out-answers.ts';
import type { Remoting, ShellInspection, ShellResult } from './session.ts';

/** A cell as a session sees it before it is run. */
export interface SeenCell {
  readonly inspection: ShellInspection;
  readonly version: string;
}

/** What the PowerShell executor gives to its fan-out. */
export interface RemotingFanOutParts {
  readonly targets: readonly string[];
  readonly remoting: Remoting;
  /** Looks at the cell in a session of its own on one server. Throws a `Problem`. */
  readonly inspect: (step: Step, context: PlanContext) => Promise<SeenCell>;
  /** The plan of the cell on the context's target. */
  readonly plan: (step: Step, context: PlanContext, seen: SeenCell) => StepPlan;
  /** The declared variables as the target's shell gets them. */
  readonly variables: (context: PlanContext) => ShellVariables;
  /** Values that came back other than they went, in the estate's spelling. */
  readonly changed: (
    sent: ShellVariables,
    back: Readonly<Record<string, string>>,
    context: PlanContext,
  ) => Map<string, VariableValue>;
}

/** At once on so many servers when they are only looked at. */
const lookThrottle = 32;

/** One line that says what the session knows of each command; equal lines, equal sessions. */
const lookText = [
  'foreach ($one in ($RecoveryRunbooksNames -split "\\n")) {',
  '  $found = @(Get-Command -Name $one -ErrorAction SilentlyContinue)[0]',
  '  if ($null -eq $found) { "$one -" }',
  '  else { "$one $($found.CommandType) $($found.Name) $([bool] ($found.Parameters -and $found.Parameters.ContainsKey("WhatIf")))" }',
  '}',
].join('\n');

/**
 * One cell on many servers by PowerShell remoting's own fan-out: one process of this computer,
 * whatever the number of servers.
 */
export class RemotingFanOut implements StepFanOut {
  readonly #parts: RemotingFanOutParts;

  constructor(parts: RemotingFanOutParts) {
    this.#parts = parts;
  }

  /**
   * The cell is inspected in a session on the first server; a server whose session knows the same
   * commands has the same plan, another one is inspected by itself.
   */
  async plan(
    step: Step,
    context: PlanContext,
  ): Promise<ReadonlyMap<string, StepPlan | ProblemData>> {
    const { targets, inspect, plan } = this.#parts;
    const [first = ''] = targets;
    const plans = new Map<string, StepPlan | ProblemData>();
    const seen = await inspect(step, { ...context, target: first });
    const names = [...new Set(seen.inspection.commands.map(({ name }) => name))];
    const known = await this.#look(names, context);
    for (const target of targets) {
      const at = { ...context, target };
      const looked = known.get(target);
      if (looked !== undefined && typeof looked !== 'string') plans.set(target, looked);
      else if (target === first || looked === known.get(first)) {
        plans.set(target, plan(step, at, seen));
      } else {
        try {
          plans.set(target, plan(step, at, await inspect(step, at)));
        } catch (thrown) {
          context.signal.throwIfAborted();
          plans.set(target, asProblem(thrown).data);
        }
      }
    }
    return plans;
  }

  async run(
    step: Step,
    context: Omit<RunContext, 'output'>,
    throttle: number,
    members: FanOutMembers,
  ): Promise<void> {
    const { targets, variables, changed } = this.#parts;
    // every server is reached in the same way, so a path has the same spelling in each of their shells
    const sent = variables({ ...context, target: targets[0] });
    const told = new Set<string>();
    const tell = (target: string, result: StepResult): void => {
      if (told.has(target)) return;
      told.add(target);
      members.ended(target, result);
    };
    const place = (target: string): { step: string; target: string } => ({ step: step.id, target });
    const [anywhere = ''] = targets;
    const { result, answers } = await this.#invoke(
      { text: step.text, variables: sent, readBack: Object.keys(sent), throttle },
      context.signal,
      {
        text: (target, stream, text) => {
          members.output(target).write(stream, text);
        },
        stray: text => {
          members.output(anywhere).write('stray', text);
        },
        end: (target, answer) => {
          const values = changed(sent, answer.end?.back ?? {}, { ...context, target });
          tell(target, ended(answer, values, place(target)));
        },
      },
    );
    for (const target of targets) {
      tell(target, cutShort(answers.answer(target), result, place(target)));
    }
  }

  /** What each server's session knows of these commands, or why it cannot be asked. */
  async #look(
    names: readonly string[],
    { signal }: PlanContext,
  ): Promise<ReadonlyMap<string, string | ProblemData>> {
    const { targets } = this.#parts;
    const lines = new Map<string, string>(targets.map(target => [target, '']));
    const { result, answers } = await this.#invoke(
      {
        text: lookText,
        variables: { RecoveryRunbooksNames: names.join('\n') },
        readBack: [],
        throttle: lookThrottle,
      },
      signal,
      {
        text: (target, _stream, text) => {
          lines.set(target, (lines.get(target) ?? '') + text);
        },
        stray: () => undefined,
        end: () => undefined,
      },
    );
    signal.throwIfAborted();
    return new Map<string, string | ProblemData>(
      targets.map(target => {
        const answer = answers.answer(target);
        if (answer.end !== undefined) return [target, lines.get(target) ?? ''];
        const text = answer.errors[0]?.message ?? result.reason ?? '';
        return [target, remotingRefused(target, text, answer.errors[0]?.errorId ?? '').data];
      }),
    );
  }

  async #invoke(
    cell: {
      readonly text: string;
      readonly variables: ShellVariables;
      readonly readBack: readonly string[];
      readonly throttle: number;
    },
    signal: AbortSignal,
    listener: FanOutListener,
  ): Promise<{ readonly result: ShellResult; readonly answers: FanOutAnswers }> {
    const { remoting, targets } = this.#parts;
    const answers = new FanOutAnswers(targets, listener);
    const session = await remoting.session(signal);
    const given = Object.entries(cell.variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const result = await session.invoke({
      script: await remoting.script(),
      parameters: {
        Servers: targets,
        Connection: await remoting.connection(),
        Throttle: cell.throttle,
        Text: cell.text,
        Variables: Object.fromEntries(given),
        ReadBack: cell.readBack,
        WhatIf: false,
      },
      signal,
      onText: (stream, text) => {
        if (stream === 'warning') answers.push(text);
        else listener.stray(text);
      },
    });
    return { result, answers };
  }
}

interface Place {
  readonly step: string;
  readonly target: string;
}

function ended(
  { errors, end }: ServerAnswer,
  variables: Map<string, VariableValue>,
  place: Place,
): StepResult {
  if (errors.length > 0) {
    return { outcome: 'failed', problem: cellFailed(place, errors, end?.exit), variables };
  }
  const summary =
    end?.exit === undefined || end.exit === 0
      ? l10n.t('Ran on {0}.', place.target)
      : l10n.t('Ran on {0}; the last program ended with exit status {1}.', place.target, end.exit);
  return { outcome: 'succeeded', variables, summary };
}

/** A server on which the cell did not come to its end: stopped, ended by an error, or not reached. */
function cutShort(answer: ServerAnswer, result: ShellResult, place: Place): StepResult {
  const variables = new Map<string, VariableValue>();
  if (result.end === 'stopped') {
    const problem = cellStopped(place, result.reason !== undefined);
    return { outcome: 'cancelled', problem, variables };
  }
  const last = answer.errors.at(-1);
  if (last === undefined || !answer.reached) {
    const text = last?.message ?? result.reason ?? result.errors[0]?.message ?? '';
    const problem = remotingRefused(place.target, text, last?.errorId ?? '').data;
    return { outcome: 'failed', problem, variables };
  }
  const errors = [...answer.errors.slice(0, -1), { ...last, terminating: true }];
  return { outcome: 'failed', problem: cellFailed(place, errors, undefined), variables };
}
