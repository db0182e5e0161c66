import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as text from '../../errors/step-cells.ts';
import type { Position, Step } from '../../runbook/model.ts';
import type { StepAction } from './action.ts';
import type { Cell } from './cell.ts';
import { nearestName } from './nearest.ts';
import { checkParameters } from './parameters.ts';
import { parseStep } from './parse.ts';

/** Names of variables in a text, with their offsets; `${estate.…}` is a fact and no variable. */
const reference = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/gu;

function undeclared(cell: Cell, source: string, declared: readonly string[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const scalar of cell.scalars) {
    for (const match of source.slice(scalar.offset, scalar.end).matchAll(reference)) {
      const name = match[1] ?? match[2] ?? '';
      if (declared.includes(name)) continue;
      const near = nearestName(name, declared);
      const start = scalar.offset + match.index;
      found.push({
        code: 'step-undeclared-variable',
        severity: 'error',
        message: text.undeclaredVariable(name, near, declared),
        ...cell.rangeOf(start, start + match[0].length),
        ...(near === undefined ? {} : { fix: match[0].replace(name, () => near) }),
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
