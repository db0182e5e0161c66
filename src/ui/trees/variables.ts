import * as l10n from '@vscode/l10n';
import { ThemeIcon } from 'vscode';
import type { VariableDeclaration } from '../../runbook/model.ts';
import type { TreeNode } from './node.ts';

/** A variable as it stands now; the value of a secret never comes here. */
export interface ShownVariable {
  readonly declaration: VariableDeclaration;
  /** `undefined`: no value yet. */
  readonly value: string | undefined;
}

function valueText({ declaration, value }: ShownVariable): string {
  if (declaration.type === 'secret') {
    return value === undefined ? l10n.t('(secret, not stored)') : l10n.t('(secret)');
  }
  if (value !== undefined) return value;
  return declaration.required ? l10n.t('no value yet, required') : l10n.t('no value yet');
}

/** Declared variables of the runbook in front, in the order of their declaration. */
export function variableNodes(variables: readonly ShownVariable[]): TreeNode[] {
  return variables.map(variable => {
    const { name, type, description } = variable.declaration;
    const text = valueText(variable);
    return {
      id: `variable/${name}`,
      label: `$${name}`,
      description: `= ${text}`,
      tooltip: [
        `$${name} (${type}) = ${text}`,
        ...(description === undefined ? [] : [description]),
      ].join('\n'),
      icon: new ThemeIcon(type === 'secret' ? 'lock' : 'symbol-variable'),
      context: type === 'secret' ? 'variable-secret' : 'variable',
      target: name,
      command: {
        command: 'recoveryRunbooks.setVariable',
        title: l10n.t('Set variable'),
        arguments: [{ target: name }],
      },
    };
  });
}
