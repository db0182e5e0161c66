import { valueRefused, variableNotDeclared } from '../../errors/runbook.ts';
import type { VariableDeclaration, VariableType } from '../model.ts';
import { NameMap } from '../names.ts';
import { Secret, type VariableScope, type VariableValue } from '../variables.ts';
import { valueFault } from './value-types.ts';

/** A fact of the estate by its path, which begins with `estate.`; `undefined` when it has none. */
export type FactSource = (path: string) => string | undefined;

/** The declared variables of a run with their values. Names are the same in upper and lower case. */
export class RunVariables implements VariableScope {
  readonly #declared = new NameMap<VariableDeclaration>();
  readonly #values = new NameMap<VariableValue>();
  readonly #facts: FactSource;

  constructor(declarations: readonly VariableDeclaration[], facts: FactSource) {
    for (const declaration of declarations) {
      if (!this.#declared.has(declaration.name)) this.#declared.set(declaration.name, declaration);
    }
    this.#facts = facts;
  }

  /** Throws a `Problem` (usage) for a variable that is not declared. */
  variable(name: string): VariableValue | undefined {
    this.#declaration(name);
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#declared.has(name);
  }

  type(name: string): VariableType | undefined {
    return this.#declared.get(name)?.type;
  }

  /** As declared, in order of declaration. */
  names(): readonly string[] {
    return [...this.#declared.values()].map(declaration => declaration.name);
  }

  fact(path: string): string | undefined {
    return this.#facts(path);
  }

  /**
   * Sets a value that a step gave back, or that a log has kept. Text for a secret variable becomes a
   * `Secret`. Throws a `Problem`: for a variable that is not declared (usage), for a value that is not
   * of its type (failed); the variable then keeps its value. An empty text is a value of any type.
   */
  set(name: string, value: VariableValue): void {
    const declaration = this.#declaration(name);
    const { type } = declaration;
    if (type === 'secret') {
      const secret = typeof value === 'string' ? new Secret(declaration.name, value) : value;
      this.#values.set(name, secret);
      return;
    }
    const fault = typeof value === 'string' && value !== '' ? valueFault(type, value) : undefined;
    if (fault !== undefined) throw valueRefused(declaration.name, fault);
    this.#values.set(name, value);
  }

  #declaration(name: string): VariableDeclaration {
    const declaration = this.#declared.get(name);
    if (declaration === undefined) throw variableNotDeclared(name);
    return declaration;
  }
}
