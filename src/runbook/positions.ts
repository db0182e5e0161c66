import type { Position, Step } from './model.ts';

/**
 * The place in the file of a place in a step's text, both 1-based. In an indented fence, a content line
 * that is indented less than its first one is off by the difference.
 */
export function filePosition(step: Step, line: number, column: number): Position {
  return { line: step.textStart.line + line - 1, column: step.textStart.column + column - 1 };
}
