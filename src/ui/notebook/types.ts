/** Notebook types of runbooks: `*.runbook.md` by default, any other `*.md` by *Open With*. */
export const notebookTypes = ['recovery-runbook', 'recovery-runbook-markdown'] as const;

export type RunbookNotebookType = (typeof notebookTypes)[number];

/** Language ids, as the editor knows them, of the cells that are steps. */
export const stepLanguageIds = ['powershell', 'sql', 'recovery-step'] as const;

/** Whether a notebook of this type is a runbook. */
export function isRunbookType(type: string): type is RunbookNotebookType {
  return notebookTypes.some(each => each === type);
}

/** Whether a code cell of this language is a step. */
export function isStepLanguage(languageId: string): boolean {
  return stepLanguageIds.some(each => each === languageId);
}
