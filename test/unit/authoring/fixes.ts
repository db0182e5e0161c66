import type { Diagnostic } from '../../../src/errors/diagnostic.ts';
import { TextPlaces } from '../../../src/runbook/positions.ts';

/** The text with the fix of a finding in place of its range. */
export function applyFix(text: string, found: Diagnostic): string {
  const places = new TextPlaces(text);
  const start = places.startOf(found.line) + found.column - 1;
  const end = places.startOf(found.endLine) + found.endColumn - 1;
  return text.slice(0, start) + (found.fix ?? '') + text.slice(end);
}
