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

/** `string`, `number` and so on; the alternatives of a union; `secret` where JSON has no type for it. */
function typeOf(node: Record<string, unknown>): string {
  if (Array.isArray(node.anyOf)) {
    return [...new Set(node.anyOf.map(one => typeOf(isRecord(one) ? one : {})))].join(' | ');
  }
  if (node.type === 'integer') return 'number';
  return typeof node.type === 'string' ? node.type : secretType;
}

function valuesOf(node: unknown): string[] {
  if (!isRecord(node)) return [];
  if (Array.isArray(node.anyOf)) return node.anyOf.flatMap(valuesOf);
  if (node.const !== undefined) return [text(node.const)];
  return Array.isArray(node.enum) ? node.enum.map(text) : [];
}

function facts(key: string, schema: unknown, required: boolean): KeyFacts {
  const node = isRecord(schema) ? schema : {};
  const type = typeOf(node);
  const below = type === 'array' ? node.items : node;
  return {
    key,
    description: typeof node.description === 'string' ? node.description : '',
    required: required && node.default === undefined,
    type,
    values: valuesOf(below),
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

/** Facts of schemas that were asked for; each step asks again for those of its action. */
const known = new WeakMap<z.ZodType, readonly KeyFacts[]>();

/** The keys of a schema, in order of declaration. */
export function keyFacts(schema: z.ZodType): readonly KeyFacts[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const facts = keysOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  known.set(schema, facts);
  return facts;
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
