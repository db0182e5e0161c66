import type { Finding } from '../../../errors/runbook-diagnostics.ts';
import type { Span } from '../../powershell/script.ts';
import type { Binding } from '../binding.ts';

/** A finding at offsets of the text. */
export type SpanFinding = Finding & Span;

export function over(span: Span, finding: Finding): SpanFinding {
  return { ...finding, start: span.start, end: span.end };
}

/** What a check of a bound command is given. */
export interface CheckInput {
  readonly binding: Binding;
  /** The whole text that the spans are in. */
  readonly text: string;
  /** `2013`, `2015`, `2019`, … */
  readonly version: string;
}

/** One thing that can be wrong with a command whose cmdlet is known. */
export type CommandCheck = (input: CheckInput) => readonly SpanFinding[];
