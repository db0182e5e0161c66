import { Problem } from '../errors/problem.ts';
import type { Estate } from '../estate/model.ts';
import type { Runbook, VariableDeclaration } from '../runbook/model.ts';
import { nameKey } from '../runbook/names.ts';
import { namesInText } from '../runbook/variables/references.ts';
import { resolveVariables } from '../runbook/variables/resolve.ts';
import { factsOf } from './backup-places.ts';
import type { Program } from './program.ts';

/** The declarations that a default needs, itself among them. */
function neededBy(
  wanted: VariableDeclaration,
  all: readonly VariableDeclaration[],
): VariableDeclaration[] {
  const found = new Map<string, VariableDeclaration>();
  const add = (declaration: VariableDeclaration): void => {
    const key = nameKey(declaration.name);
    if (found.has(key)) return;
    found.set(key, { ...declaration, required: false });
    for (const name of namesInText(declaration.default ?? '')) {
      const other = all.find(each => nameKey(each.name) === nameKey(name));
      if (other !== undefined) add(other);
    }
  };
  add(wanted);
  return [...found.values()];
}

/** What the defaults give, each by itself: one that cannot be worked out yet hides no other. */
export async function defaultValues(
  program: Program,
  runbook: Runbook,
  estate: Estate | undefined,
  given: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  if (estate === undefined) return values;
  const facts = await factsOf(program, estate);
  const none = { get: () => Promise.resolve(undefined) };
  for (const declaration of runbook.variables) {
    if (declaration.type === 'secret' || declaration.default === undefined) continue;
    try {
      const needed = neededBy(declaration, runbook.variables);
      const known = new Map(
        [...given].filter(([name]) => needed.some(each => nameKey(each.name) === nameKey(name))),
      );
      const scope = await resolveVariables(needed, known, facts, none);
      const value = scope.variable(declaration.name);
      if (typeof value === 'string' && value !== '') values.set(declaration.name, value);
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
    }
  }
  return values;
}
