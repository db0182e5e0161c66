import { z } from 'zod';
import * as text from '../../errors/step-cells.ts';
import { parseDuration as parseSpan } from '../../estate/durations.ts';
import { parsePath } from '../../estate/unc.ts';
import { parseDuration as parseWait } from '../../runbook/durations.ts';
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

type DurationField = z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>;

function durationBy(
  parse: (text: string) => number | undefined,
  description: string,
): DurationField {
  return z
    .string()
    .refine(value => (parse(value) ?? 0) > 0, { error: () => text.notADuration() })
    .transform(value => parse(value) ?? 0)
    .describe(description);
}

/** A span of time such as `24h` or `30d`, given on in ms. */
export function span(description: string): DurationField {
  return durationBy(parseSpan, description);
}

/** How long to wait, such as `90s` or `10m`, given on in ms; at most what a timer can wait. */
export function waitingTime(description: string): DurationField {
  return durationBy(parseWait, description);
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
  return z
    .custom<Secret>(value => value instanceof Secret, { error: () => text.secretInClear() })
    .describe(description);
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
