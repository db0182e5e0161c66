import {
  factUnknown,
  referenceMalformed,
  secretInsideText,
  variableNotDeclared,
  variableWithoutValue,
  type TextPlace,
} from '../../errors/runbook.ts';
import { TextPlaces } from '../positions.ts';
import { Secret, type VariableScope, type VariableValue } from '../variables.ts';
import { factPath, readReferences, type TextPart } from './references.ts';

export {
  executableBatches,
  splitBatches,
  type RefusedGo,
  type SqlBatch,
  type SqlBatches,
} from '../sql/batches.ts';
export { sqlReferences, type SqlReference } from '../sql/references.ts';
export { renderBatch, type RenderedBatch, type SqlParameter } from '../sql/rendering.ts';

/** Where a text begins inside its step, 1-based, so that a problem can name the place. */
export type TextOrigin = TextPlace;

/** Works out a place when a problem has to name it. */
export type PlaceFinder = () => TextPlace | undefined;

function placesIn(text: string, origin: TextOrigin | undefined): (offset: number) => PlaceFinder {
  const places = new TextPlaces(text);
  return offset => () => {
    if (origin === undefined) return undefined;
    const { line, column } = places.at(offset);
    return {
      line: origin.line + line - 1,
      column: line === 1 ? origin.column + column - 1 : column,
    };
  };
}

/**
 * The value of a reference. Throws a `Problem` (usage) for what is not declared, has no value, or is
 * no fact of the estate.
 */
export function referenceValue(
  part: Exclude<TextPart, { kind: 'literal' }>,
  scope: VariableScope,
  place: PlaceFinder,
): VariableValue {
  if (part.kind === 'malformed') throw referenceMalformed(part.text, place());
  if (part.kind === 'fact') {
    const path = factPath(part.name, name => plainValue(name, scope, place));
    const fact = scope.fact(path);
    if (fact === undefined) throw factUnknown(path, place());
    return fact;
  }
  return namedValue(part.name, scope, place);
}

function namedValue(name: string, scope: VariableScope, place: PlaceFinder): VariableValue {
  if (!scope.has(name)) throw variableNotDeclared(name, place());
  const value = scope.variable(name);
  if (value === undefined) throw variableWithoutValue(name, place());
  return value;
}

function plainValue(name: string, scope: VariableScope, place: PlaceFinder): string {
  const value = namedValue(name, scope, place);
  if (value instanceof Secret) throw secretInsideText(name, place());
  return value;
}

/**
 * A string of a step cell with its references replaced. A text that is one reference to a secret
 * gives the `Secret`; a secret inside a longer text is refused. Throws a `Problem` (usage) that names
 * the place when `origin` is given.
 */
export function substitute(text: string, scope: VariableScope, origin?: TextOrigin): VariableValue {
  const parts = readReferences(text);
  const places = placesIn(text, origin);
  const values = parts.map(part => {
    if (part.kind === 'literal') return part.text;
    const place = places(part.offset);
    const value = referenceValue(part, scope, place);
    if (value instanceof Secret && parts.length > 1) throw secretInsideText(value.name, place());
    return value;
  });
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values.join('');
}

/** As `substitute`, where a secret has no place at all. */
export function substituteText(text: string, scope: VariableScope, origin?: TextOrigin): string {
  const value = substitute(text, scope, origin);
  if (value instanceof Secret) throw secretInsideText(value.name, origin);
  return value;
}
