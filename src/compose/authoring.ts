import { LanguageService } from '../authoring/language/language-service.ts';
import { stepActions } from '../executors/steps/registry.ts';
import type { Authoring } from '../ui/language/authoring.ts';
import { runbookLinter } from './linting.ts';

/** The language features for the editor. Remembers what it read by the text of each cell. */
export function editorAuthoring(): Authoring {
  const linter = runbookLinter();
  const service = new LanguageService(stepActions());
  return {
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
