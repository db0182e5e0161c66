import { sqlRegions } from '../../runbook/sql/text.ts';

/** The text with strings, names, comments and names of variables blanked out; offsets stay. */
export function sqlCode(text: string): string {
  return sqlRegions(text)
    .map(({ kind, start, end }) => {
      const part = text.slice(start, end);
      // names are still words of their statement
      if (kind === 'bracket' || kind === 'quoted') return part.replace(/[^\n]/gu, '_');
      if (kind !== 'code') return part.replace(/[^\n]/gu, ' ');
      return part.replace(/[@#.][\p{L}\p{Nd}_@#$]+/gu, name => '_'.repeat(name.length));
    })
    .join('');
}
