import type { Diagnostic } from '../../errors/diagnostic.ts';
import type { Step } from '../../runbook/model.ts';
import { filePosition } from '../../runbook/positions.ts';
import type { StepAction } from './action.ts';
import { checkParameters } from './parameters.ts';
import { parseStep, type ParsedStep } from './parse.ts';

/** Diagnostics of a cell that was read, 1-based inside the cell. */
export function checkParsed({
  cell,
  action,
  parameters,
  diagnostics,
}: ParsedStep): readonly Diagnostic[] {
  const found = [...diagnostics];
  if (action !== undefined) {
    found.push(...checkParameters({ action, cell, written: parameters }).diagnostics);
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Diagnostics of a cell's text, 1-based inside the cell. */
export function checkCell(source: string, actions: readonly StepAction[]): readonly Diagnostic[] {
  return checkParsed(parseStep(source, actions));
}

function inFile(found: Diagnostic, step: Step): Diagnostic {
  const start = filePosition(step, found.line, found.column);
  const end = filePosition(step, found.endLine, found.endColumn);
  return { ...found, ...start, endLine: end.line, endColumn: end.column };
}

/**
 * What is wrong with a `step` cell before any value is known, in positions of the file; empty for
 * other languages. What a variable will give is taken to be right; the names of variables are checked
 * with the rest of the runbook.
 */
export function checkStep(step: Step, actions: readonly StepAction[]): readonly Diagnostic[] {
  if (step.language !== 'step') return [];
  return checkCell(step.text, actions).map(found => inFile(found, step));
}
