import { Problem } from '../../errors/problem.ts';
import { circularDefault, variablesUnresolved, type VariableFaults } from '../../errors/runbook.ts';
import type { VariableDeclaration } from '../model.ts';
import { NameMap, nameKey } from '../names.ts';
import type { VariableScope, VariableValue } from '../variables.ts';
import { namesInText } from './references.ts';
import { RunVariables, type FactSource } from './run-variables.ts';
import { substituteText } from './substitution.ts';
import { valueFault } from './value-types.ts';

export { RunVariables, type FactSource } from './run-variables.ts';

/** Where values of secrets come from: the editor's secret storage, or the environment. */
export interface SecretSource {
  get(name: string): Promise<string | undefined>;
}

type Faults = { -readonly [K in keyof VariableFaults]: VariableFaults[K][number][] };

/** Resolves declarations one after the other, what a default needs first. */
class Resolver {
  readonly faults: Faults = {
    missing: [],
    missingSecrets: [],
    undeclared: [],
    secretsGiven: [],
    badValues: [],
    badDefaults: [],
  };
  readonly #declarations = new NameMap<VariableDeclaration>();
  readonly #given = new NameMap<string>();
  readonly #variables: RunVariables;
  readonly #done = new Set<string>();

  constructor(
    declarations: readonly VariableDeclaration[],
    given: ReadonlyMap<string, string>,
    variables: RunVariables,
  ) {
    for (const declaration of declarations) this.#declarations.set(declaration.name, declaration);
    this.#variables = variables;
    for (const [name, value] of given) {
      const declaration = this.#declarations.get(name);
      if (declaration === undefined) this.faults.undeclared.push(name);
      else if (declaration.type === 'secret') this.faults.secretsGiven.push(declaration.name);
      else this.#given.set(name, value);
    }
  }

  async secret(declaration: VariableDeclaration, secrets: SecretSource): Promise<void> {
    const value = await secrets.get(declaration.name);
    this.#done.add(nameKey(declaration.name));
    if (value !== undefined && value !== '') this.#variables.set(declaration.name, value);
    else if (declaration.required) this.faults.missingSecrets.push(declaration.name);
  }

  resolve(declaration: VariableDeclaration, path: readonly string[] = []): void {
    const { name } = declaration;
    const key = nameKey(name);
    if (this.#done.has(key)) return;
    const circle = path.findIndex(each => nameKey(each) === key);
    if (circle >= 0) {
      this.#done.add(key);
      this.faults.badDefaults.push([name, circularDefault([...path.slice(circle), name])]);
      return;
    }
    const given = this.#given.get(name);
    if (given === undefined) this.#resolveNeeded(declaration, [...path, name]);
    if (this.#done.has(key)) return;
    this.#done.add(key);
    const value = given ?? this.#defaultOf(declaration);
    if (value === undefined || value === '') this.#leaveEmpty(declaration, value);
    else this.#set(declaration, value);
  }

  #resolveNeeded(declaration: VariableDeclaration, path: readonly string[]): void {
    for (const name of namesInText(declaration.default ?? '')) {
      const other = this.#declarations.get(name);
      if (other !== undefined) this.resolve(other, path);
    }
  }

  #leaveEmpty({ name, required }: VariableDeclaration, value: string | undefined): void {
    const said = this.faults.badDefaults.some(([bad]) => bad === name);
    if (required && !said) this.faults.missing.push(name);
    else if (value !== undefined) this.#variables.set(name, value);
  }

  #set({ name, type }: VariableDeclaration, value: string): void {
    const fault = valueFault(type, value);
    if (fault === undefined) this.#variables.set(name, value);
    else this.faults.badValues.push([name, fault]);
  }

  #defaultOf(declaration: VariableDeclaration): string | undefined {
    if (declaration.default === undefined) return undefined;
    if (namesInText(declaration.default ?? '').some(name => this.#isFaulty(name))) return undefined;
    try {
      return substituteText(declaration.default, emptyForMissing(this.#variables));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.faults.badDefaults.push([declaration.name, error.data.what]);
      return undefined;
    }
  }

  /** One fault is enough: what rests on a faulty variable is not reported again. */
  #isFaulty(name: string): boolean {
    const key = nameKey(name);
    const { missing, badValues, badDefaults } = this.faults;
    return [...missing, ...[...badValues, ...badDefaults].map(([bad]) => bad)].some(
      bad => nameKey(bad) === key,
    );
  }
}

/** In a default, a variable that may stay without a value is the empty text. */
function emptyForMissing(scope: VariableScope): VariableScope {
  return {
    variable: (name): VariableValue => scope.variable(name) ?? '',
    has: name => scope.has(name),
    names: () => scope.names(),
    fact: path => scope.fact(path),
  };
}

/**
 * The variables of a run, from what was given, the defaults, and the source of secrets. Throws one
 * `Problem` (usage) that names everything that is wrong: each required variable without a value, each
 * given name that is not declared, each secret given as text, each value that is not of its type, each
 * default that cannot be worked out. That a `server` is in the estate is checked elsewhere.
 */
export async function resolveVariables(
  declarations: readonly VariableDeclaration[],
  given: ReadonlyMap<string, string>,
  facts: FactSource,
  secrets: SecretSource,
): Promise<RunVariables> {
  const variables = new RunVariables(declarations, facts);
  const resolver = new Resolver(declarations, given, variables);
  for (const declaration of declarations) {
    if (declaration.type === 'secret') await resolver.secret(declaration, secrets);
  }
  for (const declaration of declarations) resolver.resolve(declaration);
  const { faults } = resolver;
  if (Object.values(faults).some(list => list.length > 0)) throw variablesUnresolved(faults);
  return variables;
}
