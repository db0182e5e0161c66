import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as text from '../../errors/step-cells.ts';
import { nearestName } from '../../estate/nearest.ts';
import type { Position, Step } from '../../runbook/model.ts';
import { nameKey } from '../../runbook/names.ts';
import { readReferences } from '../../runbook/references.ts';
import type { StepAction } from './action.ts';
import type { Cell } from './cell.ts';
import { checkParameters } from './parameters.ts';
import { parseStep } from './parse.ts';

function undeclared(cell: Cell, source: string, declared: readonly string[]): Diagnostic[] {
  const known = new Set(declared.map(nameKey));
  const found: Diagnostic[] = [];
  for (const scalar of cell.scalars) {
    for (const part of readReferences(source.slice(scalar.offset, scalar.end))) {
      if (part.kind !== 'variable' || known.has(nameKey(part.name))) continue;
      const near = nearestName(part.name, declared);
      const start = scalar.offset + part.offset;
      found.push({
        code: 'step-undeclared-variable',
        severity: 'error',
        message: text.undeclaredVariable(part.name, near, declared),
        ...cell.rangeOf(start, start + part.text.length),
        ...(near === undefined ? {} : { fix: part.text.replace(part.name, () => near) }),
      });
    }
  }
  return found;
}

function inFile(found: Diagnostic, start: Position): Diagnostic {
  return {
    ...found,
    line: found.line + start.line - 1,
    endLine: found.endLine + start.line - 1,
    column: found.column + start.column - 1,
    endColumn: found.endColumn + start.column - 1,
  };
}

/** Diagnostics of a cell's text, 1-based inside the cell. */
export function checkCell(
  source: string,
  actions: readonly StepAction[],
  declared?: readonly string[],
): readonly Diagnostic[] {
  const { cell, action, parameters, diagnostics } = parseStep(source, actions);
  const found = [...diagnostics];
  if (action !== undefined) {
    found.push(...checkParameters({ action, cell, written: parameters }).diagnostics);
  }
  if (declared !== undefined) found.push(...undeclared(cell, source, declared));
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * What is wrong with a `step` cell before any value is known, in positions of the file; empty for
 * other languages. With `declared`, variables that the runbook does not declare are errors as well.
 * An indented fence is taken to indent every line of the cell alike.
 */
export function checkStep(
  step: Step,
  actions: readonly StepAction[],
  declared?: readonly string[],
): readonly Diagnostic[] {
  if (step.language !== 'step') return [];
  return checkCell(step.text, actions, declared).map(found => inFile(found, step.textStart));
}
