import { z } from 'zod';
import type { StepAction } from './action.ts';

/**
 * The JSON schema of a `step` cell, for other editors and tools: `schemas/step.schema.json` is its text.
 * A cell is one mapping whose only key names the action.
 */
export function stepJsonSchema(
  actions: Iterable<Pick<StepAction, 'name' | 'description' | 'schema'>>,
): Record<string, unknown> {
  const properties = Object.fromEntries(
    [...actions].map(({ name, description, schema }) => {
      const rest = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
      Reflect.deleteProperty(rest, '$schema');
      // an action whose keys may all be missing is written without a value, too
      const bare = rest.required === undefined || rest.required.length === 0;
      const type = bare && rest.type === 'object' ? { type: ['object', 'null'] } : {};
      return [name, { description, ...rest, ...type }];
    }),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Step of a recovery runbook',
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    properties,
    additionalProperties: false,
  };
}
