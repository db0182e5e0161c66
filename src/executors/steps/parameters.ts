import type { z } from 'zod';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import { Secret, type VariableScope } from '../../runbook/variables.ts';
import { readReferences } from '../../runbook/variables/references.ts';
import { substitute } from '../../runbook/variables/substitution.ts';
import type { StepAction } from './action.ts';
import type { Cell, CellPath } from './cell.ts';
import { issueDiagnostics, issuePath, valueAt } from './issues.ts';
import { keyFacts } from './schema-facts.ts';

/** Whether a text names a variable or a fact, so that its value is known only when it is run. */
function holdsVariable(value: unknown): boolean {
  return typeof value === 'string' && readReferences(value).some(part => part.kind !== 'literal');
}

/** A copy of a tree of plain values, with every leaf changed. */
function mapLeaves(
  tree: unknown,
  change: (leaf: unknown, path: CellPath) => unknown,
  path: CellPath = [],
): unknown {
  if (Array.isArray(tree))
    return tree.map((item, index) => mapLeaves(item, change, [...path, index]));
  if (typeof tree !== 'object' || tree === null || tree instanceof Secret)
    return change(tree, path);
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, mapLeaves(value, change, [...path, key])]),
  );
}

/**
 * Parameters with the values of variables and facts in place. A text that is nothing but the name of
 * a secret becomes that secret, which only a parameter made for one accepts. Throws a `Problem`.
 */
export function resolveParameters(
  action: string,
  cell: Cell,
  parameters: unknown,
  scope: VariableScope,
): unknown {
  return mapLeaves(parameters, (leaf, path) => {
    if (typeof leaf !== 'string') return leaf;
    const { line, column } = cell.range([action, ...path]);
    return substitute(leaf, scope, { line, column });
  });
}

/** What a text would be as a YAML number or truth value; `undefined` where it is neither. */
function scalarOf(text: string): number | boolean | undefined {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u.test(text)) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Another reading of the value that an issue is about; `undefined` where there is none. */
function retyped(
  issue: z.core.$ZodIssue,
  value: unknown,
  written: unknown,
  plain: () => unknown,
): unknown {
  // A variable's value is text; a key may want a number or a truth value.
  if (typeof value === 'string' && holdsVariable(written)) return scalarOf(value);
  // `2026` is a number to YAML; a key that wants a text gets it as it was written.
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return wantsText && isScalar ? plain() : undefined;
}

export interface CheckedParameters {
  /** As the schema gives them; only without errors. */
  readonly value?: unknown;
  /** Positions are 1-based inside the cell. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Parameters of one step to hold against its action's schema. */
export interface Validation {
  readonly action: StepAction;
  readonly cell: Cell;
  /** Parameters as written. */
  readonly written: unknown;
  /** The same with variables put in. Without it the check is static: what a variable will give is right. */
  readonly resolved?: unknown;
}

/** Whether an issue may vanish once the variables have values: a variable is never a list or mapping. */
function isOpen(issue: z.core.$ZodIssue, written: unknown): boolean {
  if (issue.code === 'invalid_type' && ['array', 'object'].includes(issue.expected)) return false;
  if (issue.code === 'custom' && issue.params?.literal === true) return false;
  return holdsVariable(valueAt(written, issuePath(issue)));
}

/** Holds parameters against the action's schema. Numbers and truth values may come as text from variables. */
export function checkParameters(input: Validation): CheckedParameters {
  const { action, cell, written } = input;
  const isStatic = !('resolved' in input);
  const keys = keyFacts(action.schema);
  let parameters = isStatic ? written : input.resolved;
  for (let again = true; ; again = false) {
    const place = { cell, action: action.name, keys, parameters };
    const result = action.schema.safeParse(parameters);
    if (result.success) return { value: result.data, diagnostics: [] };
    const { issues } = result.error;
    const changes = new Map<string, unknown>();
    for (const issue of issues) {
      const path = issuePath(issue);
      const plain = (): unknown => cell.plainSource([action.name, ...path]);
      const value = retyped(issue, valueAt(parameters, path), valueAt(written, path), plain);
      if (value !== undefined) changes.set(JSON.stringify(path), value);
    }
    if (changes.size === 0 || !again) {
      const found = isStatic ? issues.filter(issue => !isOpen(issue, written)) : issues;
      return { diagnostics: found.flatMap(issue => issueDiagnostics(issue, place)) };
    }
    parameters = mapLeaves(parameters, (leaf, path) => changes.get(JSON.stringify(path)) ?? leaf);
  }
}
