import type { Diagnostic } from '../errors/diagnostic.ts';
import type { Runbook, Step } from '../runbook/model.ts';

/**
 * Checks one step against more than the runbook knows: the schemas of the actions, the cmdlets, the
 * estate. Places are in the file (`filePosition`).
 */
export type StepChecker = (step: Step) => readonly Diagnostic[];

/** Everything that is wrong with a runbook, in the order of the file; each finding once. */
export function lintRunbook(
  runbook: Runbook,
  checkers: readonly StepChecker[] = [],
): readonly Diagnostic[] {
  return inOrder([
    ...runbook.diagnostics,
    ...runbook.steps.flatMap(step => checkers.flatMap(check => check(step))),
  ]);
}

/** Findings in the order of the file; each once. */
export function inOrder(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return found
    .filter(({ code, line, column, message }) => {
      const key = JSON.stringify([line, column, code, message]);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

export { filePosition } from '../runbook/positions.ts';
