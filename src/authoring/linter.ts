import type { Diagnostic } from '../errors/diagnostic.ts';
import type { Estate } from '../estate/model.ts';
import type { StepAction } from '../executors/steps/action.ts';
import { checkParsed } from '../executors/steps/check-step.ts';
import type { Runbook, Step } from '../runbook/model.ts';
import { checkCsScript, inText } from './cmdlets/check.ts';
import { inOrder } from './lint.ts';
import { rules } from './rules/registry.ts';
import type { RunbookRule } from './rules/rule.ts';
import { inFile, StepReader, type EffectJudges, type TextFacts } from './step-facts.ts';

/** What the checks of a cell know beside its text. */
export interface CellContext {
  /** Version of the product that the runbook is for. */
  readonly version: string;
  /** Functions that other cells define. */
  readonly functions: readonly string[];
}

/**
 * Finds what is wrong with runbooks: what reading them finds, the schemas of the actions, the management
 * cmdlets, and the rules for whole runbooks. Keeps what it found by the text of each cell, so that a
 * runbook that is being typed in costs what the cell with the cursor costs, and the rules.
 */
export class RunbookLinter {
  readonly reader: StepReader;
  readonly #rules: readonly RunbookRule[];
  #cells = new Map<string, readonly Diagnostic[]>();

  constructor(
    actions: readonly StepAction[],
    judges: EffectJudges,
    all: readonly RunbookRule[] = rules,
  ) {
    this.#rules = all;
    this.reader = new StepReader(actions, judges);
  }

  /** Every finding, each once, in the order of the file. The estate makes some rules sharper. */
  lint(runbook: Runbook, estate?: Estate): readonly Diagnostic[] {
    const steps = this.reader.all(runbook.steps);
    const functions = [...new Set(steps.flatMap(({ script }) => script?.functions ?? []))].sort();
    const context = { version: runbook.appliesTo.productVersion, functions };
    const input = { runbook, steps, ...(estate === undefined ? {} : { estate }) };
    if (this.#cells.size > 2 * steps.length + 50) this.#cells = new Map();
    return inOrder([
      ...runbook.diagnostics,
      ...steps.flatMap(facts =>
        this.#cell(facts.step, facts, context).map(found => inFile(found, facts.step)),
      ),
      ...this.#rules.flatMap(rule => rule(input)),
    ]);
  }

  /** What is wrong with the text of one cell by itself, 1-based inside it. */
  cell(language: Step['language'], text: string, context: CellContext): readonly Diagnostic[] {
    return this.#cell({ language, text }, this.reader.facts({ language, text }), context);
  }

  #cell(
    { language, text }: Pick<Step, 'language' | 'text'>,
    facts: TextFacts,
    { version, functions }: CellContext,
  ): readonly Diagnostic[] {
    const key = [language, version, functions.join(' '), text].join('\n');
    let found = this.#cells.get(key);
    if (found === undefined) {
      found =
        facts.parsed !== undefined
          ? checkParsed(facts.parsed)
          : facts.script === undefined
            ? []
            : inText(checkCsScript(facts.script, text, { version, functions }), text);
      this.#cells.set(key, found);
    }
    return found;
  }
}
