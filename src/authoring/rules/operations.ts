import type { ScannedArgument, ScannedCommand } from '../powershell/script.ts';
import type { StepFacts } from '../step-facts.ts';

/** A management command at its place in a runbook. */
export interface Operation {
  readonly name: string;
  readonly command: ScannedCommand;
  readonly facts: StepFacts;
}

/** Every command of every PowerShell step, in the order of the file; names in lower case. */
export function operations(steps: readonly StepFacts[]): Operation[] {
  return steps.flatMap(facts =>
    (facts.script?.commands ?? []).flatMap(command =>
      command.name === undefined ? [] : [{ name: command.name.toLowerCase(), command, facts }],
    ),
  );
}

/** Whether a command is given a parameter of this name, or the beginning of it. */
export function takes({ command }: Operation, parameter: string): boolean {
  return argumentOf(command.args, parameter) !== undefined;
}

/** The argument of a parameter, by its name or the beginning of it. */
export function argumentOf(
  args: readonly ScannedArgument[],
  parameter: string,
): ScannedArgument | undefined {
  const wanted = parameter.toLowerCase();
  return args.find(
    arg =>
      arg.kind === 'parameter' && arg.name.length > 2 && wanted.startsWith(arg.name.toLowerCase()),
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A parameter of a typed step as it is written; `undefined` for another action. */
export function parameterOf({ parsed }: StepFacts, action: string, key: string): unknown {
  if (parsed?.action?.name !== action || !isMapping(parsed.parameters)) return undefined;
  return parsed.parameters[key];
}
