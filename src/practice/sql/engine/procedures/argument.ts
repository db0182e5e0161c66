import { textOf } from '../../values/convert.ts';
import type { SqlType, SqlValue } from '../../values/types.ts';

export interface ProcedureArgument {
  readonly name?: string;
  readonly type: SqlType;
  readonly value: SqlValue;
  readonly output: boolean;
}

/** An argument as text; empty for NULL and for one that was not given. */
export function argumentText(argument: ProcedureArgument | undefined): string {
  return argument === undefined || argument.value === null
    ? ''
    : textOf(argument.value, argument.type);
}
