import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as text from '../../errors/step-cells.ts';
import { nearestName } from '../../estate/nearest.ts';
import type { StepAction } from './action.ts';
import { readCell, type Cell } from './cell.ts';

/** A `step` cell, read. Without an action, `diagnostics` says why. */
export interface ParsedStep {
  readonly cell: Cell;
  readonly action?: StepAction;
  /** As written, variables not yet put in; an action without keys has an empty mapping. */
  readonly parameters: unknown;
  /** Positions are 1-based inside the cell. */
  readonly diagnostics: readonly Diagnostic[];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function actionFor(
  cell: Cell,
  value: Record<string, unknown>,
  actions: readonly StepAction[],
): StepAction | Diagnostic {
  const names = Object.keys(value);
  const known = actions.map(action => action.name);
  const [name, second] = names;
  if (name === undefined) {
    return {
      code: 'step-empty',
      severity: 'error',
      message: text.emptyStep(known),
      ...cell.range([]),
    };
  }
  if (second !== undefined) {
    return {
      code: 'step-several-actions',
      severity: 'error',
      message: text.severalActions(names),
      ...cell.keyRange([second]),
    };
  }
  const action = actions.find(one => one.name === name);
  if (action !== undefined) return action;
  const near = nearestName(name, known);
  return {
    code: 'step-unknown-action',
    severity: 'error',
    message: text.unknownAction(name, near, known),
    ...cell.keyRange([name]),
    ...(near === undefined ? {} : { fix: near }),
  };
}

/**
 * Reads a `step` cell: one YAML mapping whose only key names the action. Parameters are not held
 * against the action's schema here, see `checkParameters`. Never throws.
 */
export function parseStep(source: string, actions: readonly StepAction[]): ParsedStep {
  const cell = readCell(source);
  const failed = (...more: Diagnostic[]): ParsedStep => ({
    cell,
    parameters: undefined,
    diagnostics: [...cell.diagnostics, ...more],
  });
  if (cell.diagnostics.some(found => found.severity === 'error')) return failed();
  const { value } = cell;
  if (value === null || value === undefined) {
    const message = text.emptyStep(actions.map(action => action.name));
    return failed({ code: 'step-empty', severity: 'error', message, ...cell.range([]) });
  }
  if (!isMapping(value)) {
    const message = text.notAMapping();
    return failed({ code: 'step-not-a-mapping', severity: 'error', message, ...cell.range([]) });
  }
  const action = actionFor(cell, value, actions);
  if (!('schema' in action)) return failed(action);
  return {
    cell,
    action,
    parameters: value[action.name] ?? {},
    diagnostics: cell.diagnostics,
  };
}
