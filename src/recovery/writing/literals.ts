import { nameNotWritable } from '../../errors/recovery.ts';

/**
 * Values of the estate are data wherever a runbook holds them. Each place has its own way of saying
 * so, and this file has all of them.
 */

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some(character => {
    const code = character.codePointAt(0) ?? 0;
    return code < 32 || (code >= 127 && code < 160) || code === 0x20_28 || code === 0x20_29;
  });
}

/** The value itself. Throws a refusal for characters that would break a line of the runbook. */
export function oneLine(value: string): string {
  if (hasControlCharacter(value)) throw nameNotWritable(value);
  return value;
}

/**
 * A text of PowerShell between single quotes. PowerShell takes four more characters for a single
 * quote; each is doubled as `'` is.
 */
export function powershellLiteral(value: string): string {
  return `'${oneLine(value).replace(/['\u2018\u2019\u201A\u201B]/gu, '$&$&')}'`;
}

/** A value inside a step cell, an attribute or a default, where `$` begins a reference. */
export function cellLiteral(value: string): string {
  return oneLine(value).replaceAll('$', '$$$$');
}

/** A value inside a condition: between single quotes, which are doubled inside. */
export function conditionLiteral(value: string): string {
  return `'${oneLine(value).replaceAll("'", "''")}'`;
}

/** A value inside prose: a code span, whatever backticks it holds. */
export function codeSpan(value: string): string {
  const text = oneLine(value);
  const runs = text.match(/`+/gu) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || text === '' ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Several values in prose, with commas between them. */
export function codeSpans(values: readonly string[]): string {
  return values.map(codeSpan).join(', ');
}
