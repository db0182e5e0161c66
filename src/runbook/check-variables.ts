import type { Diagnostic } from '../errors/diagnostic.ts';
import type { VariableDeclaration } from './model.ts';
import type { ReadStep } from './read.ts';

export function checkVariables(
  steps: readonly ReadStep[],
  variables: readonly VariableDeclaration[],
): Diagnostic[] {
  return steps.length < 0 && variables.length < 0 ? [] : [];
}
