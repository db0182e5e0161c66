import { z } from 'zod';
import type { CellPath } from './cell.ts';

/** One key of an action or of a part of it, as completion, hover and the reference need it. */
export interface KeyFacts {
  readonly key: string;
  readonly description: string;
  readonly required: boolean;
  /** `string`, `number`, `boolean`, `array`, `object`. */
  readonly type: string;
  /** The only values allowed, where there is a list. */
  readonly values: readonly string[];
  readonly default?: string;
  /** Keys of the mapping (or of each item of the list) below this key. */
  readonly keys: readonly KeyFacts[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A parameter that only a variable of type `secret` may give: no JSON type describes it. */
const secretType = 'secret';

function facts(key: string, schema: unknown, required: boolean): KeyFacts {
  const node = isRecord(schema) ? schema : {};
  const type =
    typeof node.type === 'string' ? (node.type === 'integer' ? 'number' : node.type) : secretType;
  const values = Array.isArray(node.enum) ? node.enum.map(text) : [];
  const below = type === 'array' ? node.items : node;
  const itemValues =
    type === 'array' && isRecord(below) && Array.isArray(below.enum) ? below.enum.map(text) : [];
  return {
    key,
    description: typeof node.description === 'string' ? node.description : '',
    required: required && node.default === undefined,
    type,
    values: [...values, ...itemValues],
    ...(node.default === undefined ? {} : { default: text(node.default) }),
    keys: keysOf(below),
  };
}

function keysOf(schema: unknown): KeyFacts[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([key, value]) =>
    facts(key, value, required.includes(key)),
  );
}

/** The keys of a schema, in order of declaration. */
export function keyFacts(schema: z.ZodType): readonly KeyFacts[] {
  return keysOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

/** The keys known at a path inside the parameters; list indices are passed over. */
export function keysAt(all: readonly KeyFacts[], path: CellPath): readonly KeyFacts[] {
  let keys = all;
  for (const part of path) {
    if (typeof part === 'number') continue;
    keys = keys.find(one => one.key === part)?.keys ?? [];
  }
  return keys;
}
