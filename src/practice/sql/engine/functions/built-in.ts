import type { SqlType, SqlValue } from '../../values/types.ts';
import type { Bound, Frame } from '../expressions/scope.ts';
import type { Execution } from '../sessions/execution.ts';

/** What a function gets: its arguments, bound, and what runs it. */
export interface Call {
  readonly execution: Execution;
  readonly name: string;
  readonly arguments: readonly Bound[];
  readonly line: number;
}

/** A built-in function: checks its arguments and says what its result is. */
export interface BuiltIn {
  readonly least: number;
  readonly most: number;
  /** First major version of the server that has it. */
  readonly since?: number;
  bind(call: Call): Bound;
}

/** A function of one type, whatever its arguments are; it takes `least` to `most` of them. */
export function builtIn(
  least: number,
  most: number,
  type: SqlType,
  evaluate: (call: Call, frame: Frame) => SqlValue,
): BuiltIn {
  return { least, most, bind: call => ({ type, evaluate: frame => evaluate(call, frame) }) };
}

/** The argument's value, or NULL when there is none. */
export function argument(call: Call, n: number, frame: Frame): ReturnType<Bound['evaluate']> {
  return call.arguments[n]?.evaluate(frame) ?? null;
}
