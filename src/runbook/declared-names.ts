import { nearest } from './findings.ts';
import type { TextRange, VariableDeclaration } from './model.ts';
import { nameKey, NameMap, namePattern } from './names.ts';
import { filePosition } from './positions.ts';
import type { ReadStep } from './read.ts';

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

/** A range inside the text of a step, by offsets into it. */
export function rangeInStep({ step }: ReadStep, start: number, end: number): TextRange {
  const place = (offset: number): TextRange['start'] => {
    const before = step.text.slice(0, offset);
    const line = before.split('\n').length;
    return filePosition(step, line, offset - before.lastIndexOf('\n'));
  };
  return { start: place(start), end: place(end) };
}
