import type { VariableDeclaration, VariableType } from '../../../src/runbook/model.ts';
import { RunVariables } from '../../../src/runbook/variables/run-variables.ts';

export function declare(
  name: string,
  type: VariableType = 'string',
  more: Partial<VariableDeclaration> = {},
): VariableDeclaration {
  const place = { line: 1, column: 1 };
  return { name, type, required: false, range: { start: place, end: place }, ...more };
}

/** Variables with values (`undefined`: declared only); names that begin with `Secret` are secrets. */
export function scopeOf(
  values: Readonly<Record<string, string | undefined>>,
  facts: Readonly<Record<string, string>> = {},
): RunVariables {
  const declarations = Object.keys(values).map(name =>
    declare(name, name.startsWith('Secret') ? 'secret' : 'string'),
  );
  const variables = new RunVariables(declarations, path => facts[path]);
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}
