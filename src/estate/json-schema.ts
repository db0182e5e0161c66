import { z } from 'zod';
import { estateSchema, scalars, shellSchema } from './schema.ts';

const jsonTypes = { text: 'string', number: 'number', boolean: 'boolean' } as const;

/**
 * The JSON schema of an estate file, for editors: `schemas/estate.schema.json` is its text. What YAML
 * reads as a number or a boolean is allowed where the loader reads its text.
 */
export function estateJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(estateSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodType) {
        const accepts = scalars.get(zodSchema)?.accepts;
        if (accepts !== undefined) {
          const types = accepts.map(scalar => jsonTypes[scalar]);
          Reflect.set(jsonSchema, 'type', types.length === 1 ? types[0] : types);
        }
      }
      if (Object.is(zodSchema, shellSchema)) allowWords(jsonSchema);
    },
  });
  return { ...schema, title: 'Estate file of Recovery Runbooks' };
}

/** `shell: winrm` is as good as `shell: {winrm: {}}`. */
function allowWords(jsonSchema: object): void {
  const spelledOut = { ...jsonSchema };
  for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
  Reflect.set(jsonSchema, 'anyOf', [{ enum: ['local', 'winrm', 'ssh'] }, spelledOut]);
}
