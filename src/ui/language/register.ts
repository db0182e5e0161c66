import * as vscode from 'vscode';
import { RunbookCompletion, RunbookHover } from './completion.ts';
import { runbookFiles, selector } from './documents.ts';
import { RunbookProblems } from './problems.ts';
import { QuickFixes, registerAttributeFix } from './quick-fixes.ts';
import { StepRename } from './rename.ts';
import { Worlds, type WorldParts } from './worlds.ts';

/** Registers completion, hover, problems and quick fixes; other extensions' stay beside them. */
export function registerLanguage(parts: WorldParts): { dispose(): unknown }[] {
  const worlds = new Worlds(parts);
  const problems = new RunbookProblems({ ...parts, worlds });
  const { languages } = vscode;
  return [
    worlds,
    problems,
    languages.registerCompletionItemProvider(
      selector,
      new RunbookCompletion(parts.load, worlds),
      ...RunbookCompletion.triggers,
    ),
    languages.registerHoverProvider(selector, new RunbookHover(parts.load, worlds)),
    registerAttributeFix(),
    languages.registerRenameProvider(runbookFiles, new StepRename(parts.load)),
    languages.registerCodeActionsProvider(selector, new QuickFixes(problems), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  ];
}
