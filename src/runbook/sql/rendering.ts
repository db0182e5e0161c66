import {
  bareSqlReference,
  referenceMalformed,
  secretInSqlText,
  variableWithoutValue,
  type TextPlace,
} from '../../errors/runbook.ts';
import { NameMap } from '../names.ts';
import { TextPlaces } from '../positions.ts';
import { Secret, type VariableScope, type VariableValue } from '../variables.ts';
import { referenceValue } from '../variables/substitution.ts';
import type { SqlBatch } from './batches.ts';
import { sqlReferences, type SqlReference } from './references.ts';

/** A value that goes beside the text. `name` has no `@`. */
export interface SqlParameter {
  readonly name: string;
  readonly value: VariableValue;
}

/** A batch as it is sent: by RPC when it has parameters, else as a batch. */
export interface RenderedBatch {
  readonly text: string;
  /** One for each declared variable that the batch names, in order of first use. */
  readonly parameters: readonly SqlParameter[];
}

const marks = { bracket: ']', quoted: '"', string: "'" } as const;

function writtenValue(
  reference: SqlReference & { kind: 'value' },
  scope: VariableScope,
  place: () => TextPlace,
): string {
  const { where, name, fact } = reference;
  if (where === 'bare') throw bareSqlReference(name, fact, place());
  const kind = fact ? 'fact' : 'variable';
  const value = referenceValue({ kind, name, text: `\${${name}}`, offset: 0 }, scope, place);
  if (value instanceof Secret) throw secretInSqlText(value.name, place());
  return value.replaceAll(marks[where], marks[where] + marks[where]);
}

/**
 * A batch with its values. `@Name` of a declared variable becomes a parameter, written as declared;
 * `${Name}` in a string or delimited identifier is written out with its quote doubled. Throws a
 * `Problem` (usage) that names the place: for a bare `${Name}`, for what is not declared or has no
 * value, and for a secret that would be written into the text.
 */
export function renderBatch(batch: SqlBatch, scope: VariableScope): RenderedBatch {
  const { text } = batch;
  const spellings = new NameMap<string>();
  for (const name of scope.names()) spellings.set(name, name);
  const parameters = new NameMap<SqlParameter>();
  const places = new TextPlaces(text);
  let rendered = '';
  let from = 0;
  const replace = (reference: SqlReference, by: string): void => {
    rendered += text.slice(from, reference.start) + by;
    from = reference.end;
  };
  for (const reference of sqlReferences(text)) {
    const place = (): TextPlace => {
      const { line, column } = places.at(reference.start);
      return { line: batch.line + line - 1, column };
    };
    if (reference.kind === 'malformed') throw referenceMalformed(reference.text, place());
    if (reference.kind === 'escape') replace(reference, '${');
    else if (reference.kind === 'value') replace(reference, writtenValue(reference, scope, place));
    else if (reference.kind === 'parameter' && !reference.local) {
      const name = spellings.get(reference.name);
      if (name === undefined) continue;
      const value = scope.variable(name);
      if (value === undefined) throw variableWithoutValue(name, place());
      parameters.set(name, { name, value });
      replace(reference, `@${name}`);
    }
  }
  return { text: rendered + text.slice(from), parameters: [...parameters.values()] };
}
