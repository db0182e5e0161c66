import { extractVariable, withVariable } from '../authoring/edit/extract-variable.ts';
import { runbookFromRun } from '../authoring/edit/from-run.ts';
import { withProperty } from '../authoring/edit/front-matter.ts';
import { instructionsOf } from '../authoring/edit/instructions.ts';
import { runbookProperties, variableNameFault } from '../authoring/edit/properties.ts';
import {
  renamedInInfo,
  renamedInProse,
  renamedLines,
  renameFault,
} from '../authoring/edit/rename-step.ts';
import { stepChoices } from '../authoring/edit/step-choices.ts';
import { fileNameFor, runbookFromTemplate, runbookTemplates } from '../authoring/edit/templates.ts';
import { LanguageService } from '../authoring/language/language-service.ts';
import { inOrder } from '../authoring/lint.ts';
import { KnownSyntax } from '../authoring/powershell/known-syntax.ts';
import { stepActions } from '../executors/steps/registry.ts';
import type { Authoring } from '../ui/language/authoring.ts';
import { runbookLinter } from './linting.ts';
import { syntaxChecker } from './powershell.ts';
import type { Program } from './program.ts';

/** The language features for the editor. Remembers what it read by the text of each cell. */
export function editorAuthoring(program: Program): Authoring {
  const linter = runbookLinter();
  const checker = syntaxChecker(program);
  const syntax = new KnownSyntax(text => checker.check(text));
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
      properties: runbookProperties,
      withProperty,
      variableNameFault,
      instructions: instructionsOf,
    },
    lint(runbook, estate) {
      const diagnostics = inOrder([...linter.lint(runbook, estate), ...syntax.of(runbook)]);
      const scripts = linter.reader.all(runbook.steps);
      const functions = new Set(scripts.flatMap(({ script }) => script?.functions ?? []));
      return { diagnostics, functions: [...functions].sort() };
    },
    // a workspace that is not trusted may have chosen the PowerShell
    askSyntax: runbook =>
      program.trusted?.() === false ? Promise.resolve(false) : syntax.ask(runbook),
    end: () => {
      checker.dispose();
    },
    cell: (language, text, context) => linter.cell(language, text, context),
    completions: (subject, text, offset, world) =>
      service.completions(subject, text, offset, world),
    hover: (subject, text, offset, world) => service.hover(subject, text, offset, world),
  };
}
