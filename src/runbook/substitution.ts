import {
  factUnknown,
  referenceMalformed,
  secretInsideText,
  variableNotDeclared,
  variableWithoutValue,
  type TextPlace,
} from '../errors/runbook.ts';
import { readReferences, type TextPart } from './references.ts';
import { Secret, type VariableScope, type VariableValue } from './variables.ts';

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
    const fact = scope.fact(part.name);
    if (fact === undefined) throw factUnknown(part.name, place);
    return fact;
  }
  if (!scope.has(part.name)) throw variableNotDeclared(part.name, place);
  const value = scope.variable(part.name);
  if (value === undefined) throw variableWithoutValue(part.name, place);
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
