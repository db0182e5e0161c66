import { powershellSyntax } from '../../errors/cmdlets.ts';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import { TextPlaces } from '../../runbook/positions.ts';

/** What a parser of PowerShell found wrong with a text; offsets are UTF-16 units. */
export interface ParserFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** Parses PowerShell texts; `undefined` where nothing is known of a text. */
export type CheckSyntax = (text: string) => Promise<readonly ParserFault[] | undefined>;

/** After an unclosed mark a parser finds much that follows from it. */
const most = 5;

/** Faults of a text as findings, 1-based inside it; of several at one place the first. */
export function syntaxFindings(faults: readonly ParserFault[], text: string): Diagnostic[] {
  const places = new TextPlaces(text);
  const first = new Map(faults.toReversed().map(fault => [fault.start, fault]));
  return [...first.values()]
    .sort((a, b) => a.start - b.start)
    .slice(0, most)
    .map(({ start, end, message }) => {
      const from = places.at(Math.min(start, text.length));
      const to = places.at(Math.min(Math.max(end, start + 1), text.length));
      return { ...powershellSyntax(message), ...from, endLine: to.line, endColumn: to.column };
    });
}
