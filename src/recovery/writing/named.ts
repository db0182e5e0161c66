import { cellLiteral, codeSpan, conditionLiteral, powershellLiteral } from './literals.ts';

/**
 * A value as a runbook speaks of it. A runbook for a known case knows the value; a shipped one only
 * the variable. The chief values of a known case have both, so that one line in the front matter
 * changes them everywhere.
 */
export interface Named {
  /** In prose. */
  readonly prose: string;
  /** In a step cell, an attribute or a default. */
  readonly cell: string;
  /** In a script. */
  readonly script: string;
  /** In `when`. */
  readonly condition: string;
  /** For step ids: the first label of the name, or nothing. */
  readonly label: string;
}

/** A value that is known and stands in the text itself. */
export function known(value: string): Named {
  return {
    prose: codeSpan(value),
    cell: cellLiteral(value),
    script: powershellLiteral(value),
    condition: conditionLiteral(value),
    label: labelOf(value),
  };
}

/** A value that the reader gives when the run starts. */
export function given(variable: string): Named {
  const text = `$${variable}`;
  return { prose: codeSpan(text), cell: text, script: text, condition: text, label: '' };
}

/** A known value that scripts take from a variable. */
export function knownAs(variable: string, value: string): Named {
  return { ...known(value), script: `$${variable}` };
}

/** First label of a name, as far as step ids allow its characters. */
export function labelOf(name: string): string {
  const first = name.split(/[.\\/]/u).find(part => part !== '') ?? '';
  return first.toLowerCase().replaceAll(/[^\p{L}\p{Nd}_-]+/gu, '-');
}

/** `base-label`, or `base` alone where the name has no label. */
export function idFor(base: string, name: Named | undefined): string {
  return name === undefined || name.label === '' ? base : `${base}-${name.label}`;
}
