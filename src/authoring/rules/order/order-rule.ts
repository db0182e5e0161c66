import type { Diagnostic } from '../../../errors/diagnostic.ts';
import { wrongOrder } from '../../../errors/runbook-rules.ts';
import type { TextRange } from '../../../runbook/model.ts';
import { rangeOf } from '../../step-facts.ts';
import type { Operation } from '../operations.ts';
import { at, type RuleInput } from '../rule.ts';

export interface OrderInput extends RuleInput {
  /** Every command of every script, in the order of the file. */
  readonly all: readonly Operation[];
  /** What the Deployment Wizard does, or commands that do the same, in the order of the file. */
  readonly wizard: readonly WizardStep[];
}

/** A step of the Deployment Wizard at its place. */
export interface WizardStep {
  /** 1 local store, 2 roles, 3 certificates, 4 services. */
  readonly step: number;
  /** As it is written, in lower case; empty where none is named. */
  readonly server: string;
  readonly ordinal: number;
  readonly range: TextRange;
}

/** One thing that has to come before another. */
export type OrderRule = (input: OrderInput) => readonly Diagnostic[];

/** A finding at the name of a command. */
export function here({ facts, command }: Operation, code: string, text: string): Diagnostic {
  return at(rangeOf(facts, command.nameSpan), wrongOrder(code, text));
}

/** A command's name as it is written. */
export function shown({ command }: Operation): string {
  return command.name ?? '';
}

/** The first of some commands, where one of the others comes only after it. */
export function tooEarly(
  all: readonly Operation[],
  early: (each: Operation) => boolean,
  late: (each: Operation) => boolean,
): Operation | undefined {
  const first = all.findIndex(early);
  const other = all.findIndex(late);
  return first >= 0 && other > first ? all[first] : undefined;
}
