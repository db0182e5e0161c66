import {
  factUnknown,
  referenceMalformed,
  secretInsideText,
  variableNotDeclared,
  variableWithoutValue,
  type TextPlace,
} from '../errors/runbook.ts';
import { factPath, readReferences, type TextPart } from './references.ts';
import { Secret, type VariableScope, type VariableValue } from './variables.ts';

export { splitBatches, type RefusedGo, type SqlBatch, type SqlBatches } from './sql-batches.ts';
export { sqlReferences, type SqlReference } from './sql-references.ts';
export { renderBatch, type RenderedBatch, type SqlParameter } from './sql-rendering.ts';

/** Where a text begins inside its step, 1-based, so that a problem can name the place. */
export type TextOrigin = TextPlace;

function placeOf(
  text: string,
  offset: number,
  origin: TextOrigin | undefined,
): TextPlace | undefined {
  if (origin === undefined) return undefined;
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + (before.length === 1 ? origin.column : 1);
  return { line: origin.line + before.length - 1, column };
}

/**
 * The value of a reference. Throws a `Problem` (usage) for what is not declared, has no value, or is
 * no fact of the estate.
 */
export function referenceValue(
  part: Exclude<TextPart, { kind: 'literal' }>,
  scope: VariableScope,
  place?: TextPlace,
): VariableValue {
  if (part.kind === 'malformed') throw referenceMalformed(part.text, place);
  if (part.kind === 'fact') {
    const path = factPath(part.name, name => plainValue(name, scope, place));
    const fact = scope.fact(path);
    if (fact === undefined) throw factUnknown(path, place);
    return fact;
  }
  return namedValue(part.name, scope, place);
}

function namedValue(name: string, scope: VariableScope, place?: TextPlace): VariableValue {
  if (!scope.has(name)) throw variableNotDeclared(name, place);
  const value = scope.variable(name);
  if (value === undefined) throw variableWithoutValue(name, place);
  return value;
}

function plainValue(name: string, scope: VariableScope, place?: TextPlace): string {
  const value = namedValue(name, scope, place);
  if (value instanceof Secret) throw secretInsideText(name, place);
  return value;
}

/**
 * A string of a step cell with its references replaced. A text that is one reference to a secret
 * gives the `Secret`; a secret inside a longer text is refused. Throws a `Problem` (usage) that names
 * the place when `origin` is given.
 */
export function substitute(text: string, scope: VariableScope, origin?: TextOrigin): VariableValue {
  const parts = readReferences(text);
  const values = parts.map(part => {
    if (part.kind === 'literal') return part.text;
    const place = placeOf(text, part.offset, origin);
    const value = referenceValue(part, scope, place);
    if (value instanceof Secret && parts.length > 1) throw secretInsideText(value.name, place);
    return value;
  });
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values.join('');
}

/** As `substitute`, where a secret has no place at all. */
export function substituteText(text: string, scope: VariableScope, origin?: TextOrigin): string {
  const value = substitute(text, scope, origin);
  if (value instanceof Secret) throw secretInsideText(value.name, placeOf(text, 0, origin));
  return value;
}
