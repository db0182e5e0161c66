import { asProblem, describeProblem, exitStatus, type Problem } from '../errors/problem.ts';
import type { CliStreams } from './command.ts';

/**
 * Prints what was thrown as an operator reads a problem, and gives it with its exit status. Nothing else is
 * ever shown, no stack trace above all.
 */
export function tellProblem(
  thrown: unknown,
  { err }: CliStreams,
): { readonly problem: Problem; readonly status: number } {
  const problem = asProblem(thrown);
  err(`${describeProblem(problem.data).join('\n')}\n`);
  return { problem, status: exitStatus[problem.kind] };
}
