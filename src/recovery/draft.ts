import type { VariableType } from '../runbook/model.ts';

/** A variable of the runbook's front matter. */
export interface VariableDraft {
  readonly name: string;
  readonly type: VariableType;
  readonly description: string;
  /** As the front matter writes it: references stand, a dollar sign of a value is doubled. */
  readonly default?: string;
  readonly required?: boolean;
}

/** A value inside a step cell: a text in which `$Name` is a reference, a number, a list, a mapping. */
export type CellValue =
  string | number | boolean | readonly CellValue[] | { readonly [key: string]: CellValue };

/** What a step does: the text of a script, or an action with its parameters. */
export type StepBody =
  | { readonly kind: 'powershell'; readonly script: string }
  | { readonly kind: 'action'; readonly action: string; readonly parameters?: CellValue };

/** One step of a runbook that is being written. */
export interface StepDraft {
  /** Stable: the same case gives the same id every time. */
  readonly id: string;
  /** What, why now, what you should see: Markdown paragraphs above the step. */
  readonly say: readonly string[];
  readonly body: StepBody;
  /** As the attribute writes it: references stand, a dollar sign of a value is doubled. */
  readonly target?: string;
  /** Ids of steps; without the key the step before it that others wait for. */
  readonly requires?: readonly string[];
  readonly when?: string;
  readonly confirm?: boolean;
  readonly rolling?: boolean;
  readonly timeout?: string;
  readonly expect?: string;
  readonly onError?: string;
  /** Nothing waits for this step unless it names it. */
  readonly aside?: boolean;
}

export interface SectionDraft {
  readonly heading: string;
  /** Markdown paragraphs below the heading. */
  readonly say: readonly string[];
  readonly steps: readonly StepDraft[];
  /** Markdown paragraphs after the last step. */
  readonly close?: readonly string[];
}

/** A runbook as it is thought, before it is text. */
export interface RunbookDraft {
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableDraft[];
  readonly roles: readonly string[];
  readonly productVersion: string;
  /** Markdown paragraphs between title and first section. */
  readonly opening: readonly string[];
  readonly sections: readonly SectionDraft[];
}
