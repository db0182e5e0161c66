import type { Extraction } from '../../authoring/edit/extract-variable.ts';
import type { DoneRun } from '../../authoring/edit/from-run.ts';
import type { PropertyValue } from '../../authoring/edit/front-matter.ts';
import type { Instructions, InstructionSource } from '../../authoring/edit/instructions.ts';
import type { RunbookProperties } from '../../authoring/edit/properties.ts';
import type { RenamedLine } from '../../authoring/edit/rename-step.ts';
import type { RunbookTemplate } from '../../authoring/edit/templates.ts';
import type { Subject } from '../../authoring/language/language-service.ts';
import type { Completion, Hover, World } from '../../authoring/language/model.ts';
import type { CellContext } from '../../authoring/linter.ts';
import type { Span } from '../../authoring/powershell/script.ts';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import type { Estate } from '../../estate/model.ts';
import type { Runbook, StepLanguage } from '../../runbook/model.ts';

/** A runbook with everything that is wrong with it. */
export interface LintedRunbook {
  readonly diagnostics: readonly Diagnostic[];
  /** Functions that its scripts define. */
  readonly functions: readonly string[];
}

/** A step that can be put in. */
export interface StepChoice {
  readonly name: string;
  readonly language: StepLanguage;
  readonly description: string;
  /** The text of a small, correct use. */
  readonly text: string;
}

/** What changes runbooks for their author. */
export interface RunbookEdits {
  templates(): readonly RunbookTemplate[];
  fromTemplate(id: RunbookTemplate['id'], title: string): string;
  fromRun(run: DoneRun): string;
  fileNameFor(title: string): string;
  steps(): readonly StepChoice[];
  renamedInInfo(info: string, from: string, to: string): string;
  renamedInProse(text: string, from: string, to: string): string;
  renamedLines(text: string, from: string, to: string): readonly RenamedLine[];
  renameFault(to: string, from: string, ids: readonly string[]): 'no-id' | 'taken' | undefined;
  extractVariable(
    language: StepLanguage,
    text: string,
    span: Span,
    name: string,
  ): Extraction | undefined;
  withVariable(front: string, name: string, value: string): string;
  /** What front matter (without its marks) says and could say. */
  properties(front: string): RunbookProperties;
  /** Front matter with one property changed; `undefined` where it cannot be read. */
  withProperty(
    front: string,
    path: readonly string[],
    value: PropertyValue | undefined,
  ): string | undefined;
  variableNameFault(name: string, taken: readonly string[]): string | undefined;
  instructions(source: InstructionSource): Instructions;
}

/** The language features, without the editor; loaded late like everything behind the display. */
export interface Authoring {
  readonly edits: RunbookEdits;
  lint(runbook: Runbook, estate: Estate | undefined): LintedRunbook;
  /**
   * Asks the parser of the PowerShell that is there about the scripts of a runbook; `lint` tells what it
   * found from then on. Whether there is something new to tell. Runs nothing, and waits for nobody who
   * types.
   */
  askSyntax(runbook: Runbook): Promise<boolean>;
  /** Ends what was started for it. */
  end(): void;
  /** What is wrong with the text of one cell by itself, 1-based inside it. */
  cell(language: StepLanguage, text: string, context: CellContext): readonly Diagnostic[];
  completions(subject: Subject, text: string, offset: number, world: World): readonly Completion[];
  hover(subject: Subject, text: string, offset: number, world: World): Hover | undefined;
}
