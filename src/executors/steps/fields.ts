import { z } from 'zod';
import * as text from '../../errors/step-cells.ts';
import { parsePath } from '../../estate/unc.ts';
import { parseDuration } from '../../runbook/durations.ts';
import { isVariableName } from '../../runbook/names.ts';
import { Secret } from '../../runbook/variables.ts';

/**
 * A function that makes a schema, as it is: schemas are made when the language of their descriptions
 * is known, and their type is best told by the schema itself.
 */
export function schemaOf<A extends readonly unknown[], S extends z.ZodType>(
  make: (...needed: A) => S,
): (...needed: A) => S {
  return make;
}

/** A text that is not empty. */
export function nonEmpty(description: string): z.ZodString {
  return z.string().trim().min(1).describe(description);
}

/** A duration such as `90s`, `10m`, `2h`, given on in ms. */
export function duration(
  description: string,
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z
    .string()
    .refine(value => (parseDuration(value) ?? 0) > 0, { error: () => text.notADuration() })
    .transform(value => parseDuration(value) ?? 0)
    .describe(description);
}

/** `\\server\share` with or without folders below it; `/` is taken for `\`. */
export function uncPath(description: string): z.ZodString {
  return z
    .string()
    .refine(value => parsePath(value).path?.kind === 'unc', { error: () => text.notAnUncPath() })
    .describe(description);
}

/** A value that only a variable of type `secret` can give, so that no runbook holds it. */
export function secret(description: string): z.ZodType<Secret> {
  return z.instanceof(Secret).describe(description);
}

/** The name of a variable that the step sets, which is never put in as a value. */
export function variableName(description: string): z.ZodString {
  return z
    .string()
    .refine(value => isVariableName(value), {
      error: () => text.notAVariableName(),
      params: { literal: true },
    })
    .describe(description);
}
