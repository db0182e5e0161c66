import type { VariableType } from './model.ts';

/**
 * A secret's value. It has no text form: `reveal` is called at the last moment, by the code that
 * hands it to a server, and every sink knows it for redaction.
 */
export class Secret {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '(secret)';
  }

  toJSON(): { secret: string } {
    return { secret: this.name };
  }
}

/** The value of a declared variable. Paths are in the form the estate file writes (UNC kept). */
export type VariableValue = string | Secret;

/** Looks up what a step may name. */
export interface VariableScope {
  /** `undefined` for a declared variable without a value; throws for an undeclared one. */
  variable(name: string): VariableValue | undefined;
  has(name: string): boolean;
  /** Type of a declared variable; a scope that knows none leaves this out. */
  type?(name: string): VariableType | undefined;
  /** Declared names, in order of declaration. */
  names(): readonly string[];
  /** `estate.…` facts, by path; `undefined` when the estate has no such fact. */
  fact(path: string): string | undefined;
}
