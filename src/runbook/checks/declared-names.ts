import { secretInText, unknownVariable, type Finding } from '../../errors/runbook-diagnostics.ts';
import type { VariableDeclaration } from '../model.ts';
import { nameKey, NameMap, namePattern } from '../names.ts';
import { namesInFact } from '../variables/references.ts';
import { nearest } from './findings.ts';

/** The declared variables, and which of them are used. */
export class DeclaredNames {
  readonly #declared = new NameMap<VariableDeclaration>();
  readonly #used = new Set<string>();
  readonly names: readonly string[];

  constructor(declarations: readonly VariableDeclaration[]) {
    for (const declaration of declarations) this.#declared.set(declaration.name, declaration);
    this.names = declarations.map(({ name }) => name);
  }

  /** The declaration, which from now on counts as used. */
  use(name: string): VariableDeclaration | undefined {
    const declaration = this.#declared.get(name);
    if (declaration !== undefined) this.#used.add(nameKey(name));
    return declaration;
  }

  /** Counts every declared name that stands anywhere in the text as used. */
  useAllIn(text: string): void {
    for (const [name] of text.matchAll(word)) this.use(name);
  }

  nearest(name: string): string | undefined {
    return nearest(name, this.names);
  }

  isUsed(name: string): boolean {
    return this.#used.has(nameKey(name));
  }
}

const word = new RegExp(namePattern, 'gu');

/** What is wrong with the variables inside the path of a fact; the first of it. */
export function factFinding(path: string, declared: DeclaredNames): Finding | undefined {
  for (const name of namesInFact(path)) {
    const declaration = declared.use(name);
    if (declaration === undefined) return unknownVariable(name, declared.nearest(name));
    if (declaration.type === 'secret') return secretInText(declaration.name);
  }
  return undefined;
}
