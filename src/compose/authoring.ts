import { extractVariable, withVariable } from '../authoring/edit/extract-variable.ts';
import { runbookFromRun } from '../authoring/edit/from-run.ts';
import { instructionsOf } from '../authoring/edit/instructions.ts';
import {
  renamedInInfo,
  renamedInProse,
  renamedLines,
  renameFault,
} from '../authoring/edit/rename-step.ts';
import { stepChoices } from '../authoring/edit/step-choices.ts';
import { fileNameFor, runbookFromTemplate, runbookTemplates } from '../authoring/edit/templates.ts';
import { LanguageService } from '../authoring/language/language-service.ts';
import { stepActions } from '../executors/steps/registry.ts';
import type { Authoring } from '../ui/language/authoring.ts';
import { runbookLinter } from './linting.ts';

/** The language features for the editor. Remembers what it read by the text of each cell. */
export function editorAuthoring(): Authoring {
  const linter = runbookLinter();
  const actions = stepActions();
  const service = new LanguageService(actions);
  return {
    edits: {
      templates: runbookTemplates,
      fromTemplate: runbookFromTemplate,
      fromRun: runbookFromRun,
      fileNameFor,
      steps: () => stepChoices(actions),
      renamedInInfo,
      renamedInProse,
      renamedLines,
      renameFault,
      extractVariable,
      withVariable,
      instructions: instructionsOf,
    },
    lint(runbook, estate) {
      const diagnostics = linter.lint(runbook, estate);
      const scripts = linter.reader.all(runbook.steps);
      const functions = new Set(scripts.flatMap(({ script }) => script?.functions ?? []));
      return { diagnostics, functions: [...functions].sort() };
    },
    cell: (language, text, context) => linter.cell(language, text, context),
    completions: (subject, text, offset, world) =>
      service.completions(subject, text, offset, world),
    hover: (subject, text, offset, world) => service.hover(subject, text, offset, world),
  };
}
