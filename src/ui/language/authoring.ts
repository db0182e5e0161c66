import type { Subject } from '../../authoring/language/language-service.ts';
import type { Completion, Hover, World } from '../../authoring/language/model.ts';
import type { CellContext } from '../../authoring/linter.ts';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import type { Estate } from '../../estate/model.ts';
import type { Runbook, StepLanguage } from '../../runbook/model.ts';

/** A runbook with everything that is wrong with it. */
export interface LintedRunbook {
  readonly diagnostics: readonly Diagnostic[];
  /** Functions that its scripts define. */
  readonly functions: readonly string[];
}

/** The language features, without the editor; loaded late like everything behind the display. */
export interface Authoring {
  lint(runbook: Runbook, estate: Estate | undefined): LintedRunbook;
  /** What is wrong with the text of one cell by itself, 1-based inside it. */
  cell(language: StepLanguage, text: string, context: CellContext): readonly Diagnostic[];
  completions(subject: Subject, text: string, offset: number, world: World): readonly Completion[];
  hover(subject: Subject, text: string, offset: number, world: World): Hover | undefined;
}
