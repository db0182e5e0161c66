import * as l10n from '@vscode/l10n';
import type { StepAction } from '../../executors/steps/action.ts';
import type { StepLanguage } from '../../runbook/model.ts';

/** Steps that can be put into a runbook: every action with its example, a script, a query. */
export function stepChoices(actions: readonly StepAction[]): {
  readonly name: string;
  readonly language: StepLanguage;
  readonly description: string;
  readonly text: string;
}[] {
  return [
    {
      name: 'powershell',
      language: 'powershell',
      description: l10n.t('A script on the target of the step.'),
      text: 'Get-CsWindowsService | Select-Object Name, Status',
    },
    {
      name: 'sql',
      language: 'sql',
      description: l10n.t('T-SQL on the target of the step.'),
      text: 'SELECT name, state_desc FROM sys.databases;',
    },
    ...actions.map(({ name, description, example }) => ({
      name,
      language: 'step' as const,
      description,
      text: example,
    })),
  ];
}
